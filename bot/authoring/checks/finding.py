"""What a proof found, before it is known where in the file that stands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from bot.authoring.checks.walks import Taken, Walk, always
from bot.authoring.document import Document
from bot.authoring.library import Loaded
from bot.authoring.problem import Code, Path, Problem
from bot.core.runbook import Runbook


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `where` names a document as `Loaded.document` does: a runbook, a catalogue, an entry."""

    code: Code
    where: str
    path: Path
    problem: str
    hint: str = ""
    key: bool = False
    """It stands at the key of the path and not at its value."""


Proof: TypeAlias = Callable[[Loaded], Iterable[Finding]]


def problem(loaded: Loaded, finding: Finding) -> Problem:
    """The finding with its line and column."""
    document = loaded.document(finding.where)
    return document.problem(finding.code, finding.path, finding.problem, finding.hint, key=finding.key)


def each_runbook(loaded: Loaded, prove: Callable[[Runbook], Iterator[Finding]]) -> Iterator[Finding]:
    """What a proof over one runbook finds in all of them."""
    for runbook in loaded.runbooks.values():
        yield from prove(runbook)


def way_out(document: Document, step: str, outcome: str) -> Path:
    """Where an outcome of a step is written: under `outcomes`, or in its `next`."""
    written: Path = ("steps", step, "outcomes", outcome)
    return written if written in document else ("steps", step, "next")


def arrows(walk: Iterable[str]) -> str:
    """A walk as people read it."""
    return " → ".join(walk)


def along(runbook: Runbook, walk: Walk | None, taken: Taken = always) -> str:
    """A walk of a runbook as people read it: in brackets the outcome, or the way out at any time, to take.

    An outcome is named where not all that lead on are `taken`.
    """
    told = "".join((walk or ())[:1])
    for here, there in pairwise(walk or ()):
        step = runbook.steps[here]
        leading = [outcome.name for outcome in step.outcomes.values() if outcome.to == there]
        open_ones = [name for name in leading if taken(step, name)]
        if not open_ones:
            way = next(way for way in runbook.anytime.values() if way.to == there and way.is_offered(step))
            told += f" → (at any time: {way.id})"
        elif len(open_ones) < len(leading):
            told += f" → ({open_ones[0]})"
        told += f" → {there}"
    return told


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
