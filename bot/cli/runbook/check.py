"""`handrail runbook check`: all problems of all runbooks at once."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.authoring.checks import check_library, not_yet_encoded
from bot.authoring.library import load
from bot.cli.telling import counted, give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def command(env: Mapping[str, str], folder: Path | None) -> None:
    """Prove every runbook of FOLDER.

    Exit code 2 when something is wrong; all problems are told at once, with line and column. Without
    FOLDER, it is the one that HANDRAIL_RUNBOOKS names.
    """
    folder = runbooks(env, folder)
    loaded = load(folder)
    problems = check_library(loaded)
    if problems:
        give_up([*problems, f"{counted(len(problems), 'problem')} in {folder}."])
    later = {system: len(ids) for system, ids in not_yet_encoded(loaded).items() if ids}
    if later:
        systems = ", ".join(f"{system} {count}" for system, count in sorted(later.items()))
        say(f"Facts of the documents that no runbook encodes yet: {systems}.")
    books, entries = counted(len(loaded.runbooks), "runbook"), counted(len(loaded.own_entries()), "command")
    say(f"{books} and {entries} of {folder}: no problem.")
