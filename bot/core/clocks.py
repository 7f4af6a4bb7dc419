"""All deadlines of an incident, from its state alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import Incident, Run

DeadlineKind: TypeAlias = Literal["approval", "within", "again", "clock", "poll", "wait", "item", "moves"]


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """One moment at which something must be told or done. `key` names it for ever."""

    at: datetime
    key: str
    kind: DeadlineKind
    run: str = ""
    subject: str = ""
    """Token of an approval, id of a clock, id of an item, number of a visit."""


def due(incident: Incident) -> tuple[Deadline, ...]:
    """What is still to come or to be caught up on, earliest first. Each (key, time) is there until told."""
    if incident.closed_at:
        return ()
    pending = [deadline for deadline in _all(incident) if incident.fired.get(deadline.key) != deadline.at]
    return tuple(sorted(pending))


def _all(incident: Incident) -> Iterator[Deadline]:
    for approval in incident.approvals.values():
        if approval.state == "pending":
            key = f"approval/{approval.token}"
            yield Deadline(approval.expires_at, key, "approval", approval.run, approval.token)
    for run in incident.runs.values():
        yield from _of_visit(incident, run)
        if not run.is_walking:
            continue  # it ended elsewhere than where the clock would have stopped
        for clock in run.clocks:
            if clock.due and not clock.stopped_at:
                yield Deadline(clock.due, f"clock/{run.id}/{clock.id}", "clock", run.id, clock.id)


def _of_visit(incident: Incident, run: Run) -> Iterator[Deadline]:
    visit = run.visit
    if visit is None or not run.is_walking:
        return
    place, number = f"{run.id}/{visit.number}", str(visit.number)
    if visit.within:
        key = f"within/{place}"
        yield Deadline(visit.within, key, "within", run.id, number)
        if key in incident.fired:
            late = visit.within + (visit.within - visit.entered_at)
            yield Deadline(late, f"again/{place}", "again", run.id, number)
    for item in visit.items:
        if item.within and item.state != "settled":
            yield Deadline(item.within, f"item/{place}/{item.id}", "item", run.id, item.id)
    if visit.moves_at:
        yield Deadline(visit.moves_at, f"moves/{place}", "moves", run.id, number)
    waiting = visit.waiting
    if waiting and visit.items[0].state != "running":
        if waiting.next_poll:
            yield Deadline(waiting.next_poll, f"poll/{place}", "poll", run.id, number)
        if waiting.ends:
            yield Deadline(waiting.ends, f"wait/{place}", "wait", run.id, number)
