"""Drills: runbooks rehearsed on the core itself, with a played outside world (language.md §8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.authoring.drill import Case, Drill, Plain
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.coverage import Seen, possible, seen
from bot.authoring.drills.owing import still_owed
from bot.authoring.drills.play import facts_in, play
from bot.authoring.drills.stage import Stage, declaration
from bot.authoring.library import Loaded
from bot.authoring.problem import Path, Problem
from bot.core.refusals import Refusal
from bot.core.runbook import Runbook, Severity
from bot.core.values import BadValue, Values, check, parse, shown

__all__ = ["Rehearsal", "Seen", "rehearse", "rehearse_all", "unwalked"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of drills: how many cases were walked, what went wrong, what was seen to happen."""

    cases: int = 0
    problems: tuple[Problem, ...] = ()
    walked: frozenset[Seen] = frozenset()

    def __add__(self, other: "Rehearsal") -> "Rehearsal":
        return Rehearsal(
            self.cases + other.cases, (*self.problems, *other.problems), self.walked | other.walked
        )


def rehearse_all(loaded: Loaded) -> Rehearsal:
    """Every drill of a tree whose runbook could be read."""
    rehearsal = Rehearsal()
    for drill in loaded.drills:
        if drill.runbook in loaded.runbooks:
            rehearsal += rehearse(loaded, drill)
    return rehearsal


def rehearse(loaded: Loaded, drill: Drill) -> Rehearsal:
    """Walk each case of a drill, up to its first mistake."""
    rehearsal = Rehearsal()
    for case in drill.cases:
        rehearsal += _case(loaded, drill, case)
    return rehearsal


def unwalked(loaded: Loaded, rehearsal: Rehearsal) -> tuple[Seen, ...]:
    """Outcomes that no drill walks, in the order of the files: nobody has seen where they lead."""
    every = (one for book in loaded.runbooks.values() for one in possible(book))
    return tuple(one for one in every if one.aspect == "outcomes" and one not in rehearsal.walked)


LAST = 12
"""So many steps of a walk are shown with a problem."""


class _Failed(Exception):
    """The case has a problem; the rest of its walk would only follow from it."""

    def __init__(self, path: Path, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.path, self.problem, self.hint = path, problem, hint


def _case(loaded: Loaded, drill: Drill, case: Case) -> Rehearsal:
    stage: Stage | None = None
    problems: tuple[Problem, ...] = ()
    try:
        stage = _begun(loaded, drill, case)
        _walk(stage, case)
        _expected(stage, case)
    except _Failed as failed:
        said = f"{failed.problem} {_so_far(stage)}".strip()
        problems = (drill.document.problem("drills", failed.path, said, failed.hint),)
    return Rehearsal(1, problems, frozenset(seen(stage)) if stage else frozenset())


def _begun(loaded: Loaded, drill: Drill, case: Case) -> Stage:
    book = loaded.runbooks[drill.runbook]
    inputs = _inputs(book, case.given, (*case.path, "given"))
    severity = case.severity or (book.severity or Severity.P3).value
    target = case.target or book.targets[0]
    return Stage(loaded, book.id, declaration(case.name, book.id, severity, target, inputs, case.labels))


def _inputs(book: Runbook, given: Mapping[str, Plain], path: Path) -> Values:
    values: Values = {}
    for name, value in given.items():
        if name not in book.facts:
            continue  # the reader has said so
        kind = book.facts[name].type
        try:
            (typed,) = facts_in({name: value}).values()
            values[name] = parse(kind, typed) if isinstance(typed, str) else check(kind, typed)
        except BadValue as problem:
            raise _Failed((*path, name), f"{problem}.") from None
        except Astray as astray:
            raise _Failed((*path, name), astray.problem, astray.hint) from None
    return values


def _walk(stage: Stage, case: Case) -> None:
    for line in case.walk:
        try:
            play(stage, line)
        except Astray as astray:
            raise _Failed(line.path, astray.problem, astray.hint) from None
        except Refusal as refusal:
            raise _Failed(line.path, f"this was refused: {refusal}") from None


def _expected(stage: Stage, case: Case) -> None:
    for name, wanted, found in _compared(stage, case):
        if wanted != found:
            raise _Failed(
                (*case.path, "expect", *name.split(".")),
                f"expects {name} {_shown(wanted)}, but it is {_shown(found)}.",
            )
    entered = stage.entered()
    for step in case.expect.never:
        if step in entered:
            raise _Failed((*case.path, "expect", "never"), f"`{step}` was never to be entered, and was.")


def _compared(stage: Stage, case: Case) -> Iterator[tuple[str, object, object]]:
    expect = case.expect
    if expect.end:
        yield "end", expect.end, stage.here() if stage.is_over() else ""
    if expect.severity:
        yield "severity", expect.severity, stage.incident.severity.value
    if expect.owed is not None:
        yield "owed", sorted(expect.owed), still_owed(stage)
    found = stage.incident.runs["r1"].values
    for name, wanted in expect.facts.items():
        typed = tuple(map(str, wanted)) if isinstance(wanted, list) else wanted
        told = shown(found[name]) if name in found else "not known"
        same = name in found and (typed == found[name] or typed == told)
        yield f"facts.{name}", told if same else str(wanted), told


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"`{part}`" for part in value) or "nothing"
    return f"`{value}`" if value else "still walking"


def _so_far(stage: Stage | None) -> str:
    if stage is None:
        return ""
    entered = stage.entered()
    return f"The walk: {'… → ' if len(entered) > LAST else ''}{' → '.join(entered[-LAST:])}."
