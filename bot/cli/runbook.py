"""`handrail runbook`: check and rehearse, before an incident does it."""

from pathlib import Path

import click

from bot.authoring.checks import check_library, not_yet_encoded
from bot.authoring.drills import rehearse_all, unwalked
from bot.authoring.library import load
from bot.cli.telling import give_up, say

FOLDER = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("runbooks")
)


@click.group()
def command() -> None:
    """Check and rehearse runbooks."""


@command.command()
@FOLDER
def check(folder: Path) -> None:
    """Prove every runbook of FOLDER (`runbooks`); exit 2 when something is wrong, all problems at once."""
    loaded = load(folder)
    problems = check_library(loaded)
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        give_up([*problems, f"{count} in {folder}."])
    later = {system: len(ids) for system, ids in not_yet_encoded(loaded).items() if ids}
    if later:
        systems = ", ".join(f"{system} {count}" for system, count in sorted(later.items()))
        say(f"Facts of the documents that no runbook encodes yet: {systems}.")
    say(f"{len(loaded.runbooks)} runbooks and {len(loaded.entries)} commands of {folder}: no problem.")


@command.command()
@FOLDER
def test(folder: Path) -> None:
    """Walk every drill of FOLDER (`runbooks`) on the engine itself; exit 2 when one ends otherwise."""
    loaded = load(folder)
    if loaded.problems:
        give_up([*loaded.problems, "These files cannot be read, so nothing was rehearsed."])
    rehearsal = rehearse_all(loaded)
    if rehearsal.problems:
        give_up(rehearsal.problems)
    for outcome in unwalked(loaded, rehearsal):
        say(f"warning: no drill walks {outcome.runbook}: {outcome.step} → {outcome.outcome}")
    say(f"{rehearsal.cases} drills walked to their ends.")
