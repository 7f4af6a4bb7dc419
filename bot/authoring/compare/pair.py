"""Two versions of a runbook side by side, with steps that were only renamed under one name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.authoring.explain.words import text
from bot.core.rulebook import Rulebook
from bot.core.runbook import Risk, Runbook, Step

Weight: TypeAlias = Literal["weaker", "stronger", "walk", "known", "wording"]
"""What a change is about, the gravest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, said by what it means."""

    weight: Weight
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`old` speaks of its steps by their new ids, so that ids can be compared; `renamed`: new id → old id."""

    old: Runbook
    new: Runbook
    before: Rulebook
    now: Rulebook
    renamed: Mapping[str, str]

    @classmethod
    def of(cls, old: Runbook, new: Runbook, before: Rulebook, now: Rulebook) -> "Pair":
        """The two, with the steps that have a new id found by what they say and do."""
        names = _renames(old, new)
        return cls(_rekeyed(old, names), new, before, now, {to: name for name, to in names.items()})

    def both(self) -> Iterator[tuple[Step, Step]]:
        """Steps that both have."""
        for name, step in self.new.steps.items():
            if name in self.old.steps:
                yield self.old.steps[name], step

    def title(self, name: str) -> str:
        """A step or an end, in quotes."""
        for book in (self.new, self.old):
            if name in book.steps:
                return f"“{text(book.steps[name].title)}”"
        return f"the end “{name}”"


def worst(book: Runbook, step: Step) -> Risk:
    """The worst that a command of the step may do."""
    found = {book.meanings[name].risk for name in step.commands() if name in book.meanings}
    return next((risk for risk in (Risk.DESTROY, Risk.CHANGE, Risk.TELL) if risk in found), Risk.READ)


def _renames(old: Runbook, new: Runbook) -> dict[str, str]:
    """Old id → new id of steps that are there under another name: the same title, or the same work."""
    gone = [step for name, step in old.steps.items() if name not in new.steps]
    come = [step for name, step in new.steps.items() if name not in old.steps]
    found: dict[str, str] = {}
    for same in (_same_title, _same_work):
        for before in gone:
            match = next((now for now in come if now.id not in found.values() and same(before, now)), None)
            if match is not None and before.id not in found:
                found[before.id] = match.id
    return found


def _same_title(before: Step, now: Step) -> bool:
    return before.title == now.title


def _same_work(before: Step, now: Step) -> bool:
    return before.kind == now.kind and before.phase == now.phase


def _rekeyed(book: Runbook, names: Mapping[str, str]) -> Runbook:
    """The runbook with other ids for some steps, wherever they are named."""
    if not names:
        return book

    def name(place: str) -> str:
        return names.get(place, place)

    def step(before: Step) -> Step:
        ways = {key: replace(way, to=name(way.to)) for key, way in before.outcomes.items()}
        undo = replace(before.undo, by=name(before.undo.by)) if before.undo else None
        return replace(before, id=name(before.id), outcomes=ways, undo=undo)

    return replace(
        book,
        start=name(book.start),
        steps={name(key): step(value) for key, value in book.steps.items()},
        evidence={
            key: replace(item, from_step=name(item.from_step), before=tuple(map(name, item.before)))
            for key, item in book.evidence.items()
        },
        clocks={
            key: replace(clock, from_step=name(clock.from_step), to=name(clock.to))
            for key, clock in book.clocks.items()
        },
        anytime={
            key: replace(way, to=name(way.to), during=tuple(map(name, way.during)))
            for key, way in book.anytime.items()
        },
    )
