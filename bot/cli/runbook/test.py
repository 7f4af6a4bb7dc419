"""`handrail runbook test`: rehearse every drill."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from bot.authoring.drills import Rehearsal, Seen, rehearse_all, unwalked
from bot.authoring.drills.coverage import ASPECTS, parts
from bot.authoring.library import Loaded, load
from bot.cli.telling import counted, give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.option("--complete", is_flag=True, help="Fail when there is an outcome that no drill walks.")
@click.pass_obj
def command(env: Mapping[str, str], folder: Path | None, *, complete: bool) -> None:
    """Walk every drill of FOLDER on the engine itself.

    Exit code 2 when one ends otherwise than it says. Tells how much of each runbook was walked: outcomes,
    steps, verdicts, commands that came to trouble, results by hand, steps that took too long. Without
    FOLDER, it is the one that HANDRAIL_RUNBOOKS names.
    """
    loaded = load(runbooks(env, folder))
    if loaded.problems:
        give_up([*loaded.problems, "These files cannot be read, so nothing was rehearsed."])
    rehearsal = rehearse_all(loaded)
    if rehearsal.problems:
        count = counted(len(rehearsal.problems), "drill")
        give_up([*rehearsal.problems, f"{count} of {rehearsal.cases} went astray."])
    left = unwalked(loaded, rehearsal)
    if complete and left:
        count = counted(len(left), "outcome")
        give_up([*(_told(one) for one in left), f"{count} of the runbooks that no drill walks."])
    for line in _table(loaded, rehearsal):
        say(line)
    for one in left:
        say(f"warning: {_told(one)}")
    say(f"{counted(rehearsal.cases, 'drill')} walked to the end.")


def _told(outcome: Seen) -> str:
    return f"no drill walks {outcome.runbook}: {outcome.step} → {outcome.name}"


def _table(loaded: Loaded, rehearsal: Rehearsal) -> Iterator[str]:
    """A line for each runbook: how much of it was walked."""
    if not loaded.runbooks:
        return
    wide = max(map(len, loaded.runbooks))
    yield f"{'':{wide}}  {'  '.join(f'{aspect:>8}' for aspect in ASPECTS)}"
    for name, book in loaded.runbooks.items():
        walked = parts(book, rehearsal.walked)
        yield f"{name:{wide}}  {'  '.join(f'{walked[aspect]!s:>8}' for aspect in ASPECTS)}"
