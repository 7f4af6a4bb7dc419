"""`handrail export`: an incident as JSON lines that anybody can check."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot import __version__
from bot.cli.telling import counted, give_up, say
from bot.cli.where import database
from bot.store.export import export
from bot.store.export_check import flaws_of
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("incident", metavar="INCIDENT|FILE")
@click.option("--database", "file", type=click.Path(path_type=Path), help="Instead of HANDRAIL_DATABASE.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new file to write to, instead of the terminal."
)
@click.option("--objects", "contents", is_flag=True, help="With the bytes of outputs, files and runbooks.")
@click.option("--check", is_flag=True, help="Check a file that was exported before, instead.")
@click.pass_obj
def command(
    env: Mapping[str, str], incident: str, file: Path | None, out: Path | None, *, contents: bool, check: bool
) -> None:
    """Write INCIDENT (as INC-0042) as JSON lines: its events with their hashes, and what they name.

    With --check, FILE is an export: every event is compared with its hash, every content with its digest.
    Exit code 2 if there is no such incident, or if anything does not fit. Works beside a running bot.
    """
    if check:
        _check(Path(incident))
        return
    try:
        lines = export(database(env, file), incident.upper(), __version__, contents=contents)
    except StoreTrouble as trouble:
        give_up([trouble])
    content = b"".join(line + b"\n" for line in lines)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        with out.open("xb") as written:
            written.write(content)
    except OSError as error:
        give_up([f"{out} cannot be written: {error.strerror}."])
    say(f"{incident.upper()} is in {out}: {counted(len(lines), 'line')}.")


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            found = flaws_of(file)
    except OSError as error:
        give_up([f"{path} cannot be read: {error.strerror}."])
    if found:
        give_up([*(f"{path}: {flaw}" for flaw in found), f"{counted(len(found), 'flaw')} in {path}."])
    say(f"{path}: every event is as it was written.")
