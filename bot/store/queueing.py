"""Where effects go in the outbox: a row of their own, or the place of a row they supersede. Pure.

A row waits only for rows enqueued before it, in its lane and by its needs. So nothing can ever wait in
a circle; and an effect that needs something newer than the row it would supersede gets a row of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.effects import Effect, Queued


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits and may be superseded."""

    place: int
    key: str
    lane: str
    due: datetime
    attempts: int
    effect: Effect | None = None
    """None: as it was."""


@dataclass(frozen=True, slots=True)
class Placement:
    """What to write: new rows by place, rows that take another effect, ids and needs by place."""

    added: dict[int, Queued] = field(default_factory=dict)
    superseded: dict[int, Waiting] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    needs: set[tuple[int, int]] = field(default_factory=set)


def place(
    effects: Sequence[Queued], waiting: Iterable[Waiting], known: Mapping[str, int], last: int
) -> Placement:
    """Give each effect its place. `waiting`: rows of the same incident; `last`: the newest place.

    Raises LookupError when an effect needs one that was never enqueued.
    """
    plan = Placement()
    newest = {(row.key, row.lane): row for row in sorted(waiting, key=lambda row: row.place)}
    for queued in effects:
        needs = {_place_of(name, queued, known, plan.names) for name in queued.after}
        old = newest.get((queued.key, queued.lane)) if queued.key else None
        if old is not None and all(need < old.place for need in needs):
            at = old.place
            new = _superseding(old, queued)
            plan.superseded[at] = new
        else:
            last += 1
            at = last
            new = Waiting(at, queued.key, queued.lane, queued.due, attempts=0)
            plan.added[at] = queued
        if queued.key:
            newest[queued.key, queued.lane] = new
        plan.names[queued.id] = at
        plan.needs.update((at, need) for need in needs)
    return plan


def _superseding(old: Waiting, queued: Queued) -> Waiting:
    """It keeps the place; and one that was tried already keeps its patience, too."""
    due = max(old.due, queued.due) if old.attempts else queued.due
    return replace(old, due=due, effect=queued.effect)


def _place_of(name: str, by: Queued, known: Mapping[str, int], new: Mapping[str, int]) -> int:
    found = new.get(name, known.get(name))
    if found is None:
        raise LookupError(f"effect {by.id} needs {name}, and there is no such effect in the outbox")
    return found
