"""`handrail verify`: whether the log still says what it said when it was written."""

from pathlib import Path

import click

from bot.cli.telling import give_up, say
from bot.core.apply import apply
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify


@click.command()
@click.argument("database", type=click.Path(path_type=Path), default=Path("var/handrail.db"))
def command(database: Path) -> None:
    """Walk the hash chain of DATABASE, replay every log, and name what does not fit; exit 2 if anything."""
    try:
        flaws = verify(database, apply)
    except StoreTrouble as trouble:
        give_up([trouble])
    if flaws:
        give_up([*flaws, "This log was changed after it was written."])
    say(f"{database}: every event is as it was written, and every snapshot is what its log leads to.")
