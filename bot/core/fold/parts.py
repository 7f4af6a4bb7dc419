"""Small changes of a part deep in an incident."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.core.incident import ClockState, Incident, Item, Owed, Run, Visit


class Placed(Protocol):
    """Anything that names a visit of a run."""

    @property
    def run(self) -> str: ...

    @property
    def visit(self) -> int: ...


def with_run(incident: Incident, run: Run) -> Incident:
    """The incident with this run as it is now."""
    return replace(incident, runs={**incident.runs, run.id: run})


def with_visit(incident: Incident, name: str, number: int, change: Callable[[Visit], Visit]) -> Incident:
    """The incident with one visit changed; unchanged when the run is no longer at it."""
    run = incident.runs[name]
    if run.visit is None or run.visit.number != number:
        return incident
    return with_run(incident, replace(run, visit=change(run.visit)))


def with_item(incident: Incident, at: Placed, name: str, change: Callable[[Item], Item]) -> Incident:
    """The incident with one item of a visit changed; it moves by itself only while all are over."""

    def changed(visit: Visit) -> Visit:
        items = tuple(change(item) if item.id == name else item for item in visit.items)
        moves_at = visit.moves_at if all(item.is_over for item in items) else None
        return replace(visit, items=items, moves_at=moves_at)

    return with_visit(incident, at.run, at.visit, changed)


def with_owed(incident: Incident, owed: Owed) -> Incident:
    """The incident with this owed thing as it is now."""
    return replace(incident, owed={**incident.owed, owed.id: owed})


def with_clock(
    incident: Incident, name: str, clock: str, change: Callable[[ClockState], ClockState]
) -> Incident:
    """The incident with one clock of a run changed."""
    run = incident.runs[name]
    return with_run(
        incident, replace(run, clocks=tuple(change(c) if c.id == clock else c for c in run.clocks))
    )
