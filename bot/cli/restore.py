"""`handrail restore`: a back-up in the place of the database."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.backup import holding
from bot.cli.telling import counted, give_up, say
from bot.cli.where import database
from bot.core.apply import apply
from bot.store.restore import PutBack, put_back
from bot.store.seal import key_of
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--database", "to", metavar="PATH", type=click.Path(path_type=Path), help="Put it here.")
@click.option("--replace", is_flag=True, help="Also when there is a database: it is moved aside.")
@click.pass_obj
def command(env: Mapping[str, str], file: Path, to: Path | None, *, replace: bool) -> None:
    """Put the back-up FILE, and the key beside it, in the database's place.

    It is proven first. The bot must be stopped. What was on its way when the back-up was made is not simply
    done again: messages are looked for first, and commands that change something are left to people. Without
    --database, it is the one that HANDRAIL_DATABASE names.
    """
    place = database(env, to)
    now = datetime.now(UTC)  # noqa: TID251 - the terminal's clock
    try:
        done = put_back(file, place, apply, now, replace=replace)
    except StoreTrouble as trouble:
        give_up([trouble])
    for line in _told(file, place, done):
        say(line)


def _told(file: Path, place: Path, done: PutBack) -> Iterator[str]:
    yield f"{place}: {holding(done.extent)}. What came after that is lost."
    if done.aside:
        yield f"The former database is {done.aside}."
    if not done.key:
        yield f"There was no {key_of(file)}: what outputs were before this cannot be proven by another key."
    if done.in_flight:
        yield (
            f"{counted(done.in_flight, 'effect')} had been on the way: a message is looked for before it is "
            "posted, and a command that changes something is not run again; somebody is asked to look."
        )
    if done.missed:
        count = counted(done.missed, "procedure")
        yield f"{count} whose time has come since will not begin: `/incident start` begins one."
    yield (
        "When the bot starts, it says so in the channel of every open incident, and calls nobody for what "
        "is over."
    )
