"""`handrail backup`: all that Handrail knows, in a file of its own."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.telling import counted, give_up, say
from bot.cli.where import database
from bot.core.apply import apply
from bot.store.backup import back_up
from bot.store.look import Extent
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--database", "of", metavar="PATH", type=click.Path(path_type=Path), help="Back up this one.")
@click.pass_obj
def command(env: Mapping[str, str], file: Path, of: Path | None) -> None:
    """Copy the database to FILE, and its key beside it, and prove the copy.

    Works beside a running bot, which does not wait for it. FILE must not be there yet. Without
    --database, it is the one that HANDRAIL_DATABASE names.
    """
    try:
        made = back_up(database(env, of), file, apply)
    except StoreTrouble as trouble:
        give_up([trouble])
    say(f"{file}: {holding(made.extent)}, all as they were written.")
    if made.key:
        say(f"{made.key}: the key by which outputs are proven. Keep it apart from the other file.")


def holding(extent: Extent) -> str:
    """`2 incidents, 41 events until 2026-11-21 12:00 UTC`."""
    until = f" until {extent.until:%Y-%m-%d %H:%M} UTC" if extent.until else ""
    return f"{counted(extent.incidents, 'incident')}, {counted(extent.events, 'event')}{until}"
