"""`handrail runbook test`: rehearse every drill."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.authoring.drills import rehearse_all, unwalked
from bot.authoring.library import load
from bot.cli.telling import counted, give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def command(env: Mapping[str, str], folder: Path | None) -> None:
    """Walk every drill of FOLDER on the engine itself.

    Exit code 2 when one ends otherwise than it says. Without FOLDER, it is the one that
    HANDRAIL_RUNBOOKS names.
    """
    loaded = load(runbooks(env, folder))
    if loaded.problems:
        give_up([*loaded.problems, "These files cannot be read, so nothing was rehearsed."])
    rehearsal = rehearse_all(loaded)
    if rehearsal.problems:
        count = counted(len(rehearsal.problems), "drill")
        give_up([*rehearsal.problems, f"{count} of {rehearsal.cases} went astray."])
    for outcome in unwalked(loaded, rehearsal):
        say(f"warning: no drill walks {outcome.runbook}: {outcome.step} → {outcome.outcome}")
    say(f"{counted(rehearsal.cases, 'drill')} walked to the end.")
