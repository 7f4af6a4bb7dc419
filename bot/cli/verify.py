"""`handrail verify`: whether the log still says what it said when it was written."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.telling import counted, give_up, say
from bot.cli.where import database
from bot.core.apply import apply
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify


@click.command()
@click.argument("file", metavar="[DATABASE]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def command(env: Mapping[str, str], file: Path | None) -> None:
    """Walk the hash chain of DATABASE, replay every log, and name what does not fit.

    Exit code 2 if anything. Works beside a running bot. Without DATABASE, it is the one that
    HANDRAIL_DATABASE names.
    """
    path = database(env, file)
    try:
        flaws = verify(path, apply)
    except StoreTrouble as trouble:
        give_up([trouble])
    if flaws:
        count = counted(len(flaws), "flaw")
        give_up([*flaws, f"{count} in {path}: it was changed after it was written."])
    say(f"{path}: every event is as it was written, and every snapshot is what its log leads to.")
