"""All deadlines of an incident, from its state alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.core.incident import Incident, Run, Terms
from bot.core.postmortem import A_DAY

DeadlineKind: TypeAlias = Literal[
    "approval",
    "glass",
    "within",
    "again",
    "clock",
    "poll",
    "wait",
    "item",
    "moves",
    "severity",
    "action",
    "unfinished",
    "handover",
    "rung",
    "snooze",
]
ClockId: TypeAlias = Literal["respond", "update", "resolve", "postmortem"]

ACTION = "action/"
"""Keys of deadlines of action items begin with this."""


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """One moment at which something must be told or done. `key` names it for ever."""

    at: datetime
    key: str
    kind: DeadlineKind
    run: str = ""
    subject: str = ""
    """Token of an approval, id of a clock, id of an item, number of a visit."""


@dataclass(frozen=True, slots=True)
class SeverityClock:
    """One of the clocks that a severity sets, while it runs: it gives `limit` from `since` on."""

    id: ClockId
    since: datetime
    limit: timedelta

    @property
    def due(self) -> datetime:
        return self.since + self.limit

    @property
    def key(self) -> str:
        """Its name among the deadlines."""
        return f"severity/{self.id}"


def severity_clocks(incident: Incident, terms: Terms | None = None) -> tuple[SeverityClock, ...]:
    """The clocks that run now, by the incident's own terms or by others that it might get."""
    terms = terms or incident.terms
    if terms is None or incident.closed_at:
        return ()
    return tuple(
        SeverityClock(name, since, limit)
        for name, since, limit in _running(incident, terms)
        if since is not None and limit is not None
    )


def _running(incident: Incident, terms: Terms) -> Iterator[tuple[ClockId, datetime | None, timedelta | None]]:
    if incident.resolved_at:
        yield "postmortem", incident.resolved_at, None if incident.false_alarm else terms.postmortem
        return
    if not incident.acknowledged_at:
        yield "respond", incident.declared_at, terms.respond
    reopened = incident.former[-1].reopened_at if incident.former else None
    told = max(filter(None, (incident.declared_at, incident.updated_at, reopened)))
    yield "update", told, terms.update
    yield "resolve", incident.declared_at, terms.resolve


def is_breached(incident: Incident, clock: SeverityClock) -> bool:
    """Whether it has run out, once and for all: another severity gives no more time afterwards."""
    fired = incident.fired.get(clock.key)
    return fired is not None and fired >= clock.since


def late_by(incident: Incident, deadline: Deadline, now: datetime) -> int:
    """Seconds between when it could be told and now. What a new severity finds over is not late."""
    terms = incident.terms
    known = max(deadline.at, terms.since) if terms and deadline.kind == "severity" else deadline.at
    return int((now - known).total_seconds())


def due(incident: Incident) -> tuple[Deadline, ...]:
    """What is still to come or to be caught up on, earliest first. Each (key, time) is there until told."""
    found = _of_papers(incident) if incident.closed_at else (*_all(incident), *_of_papers(incident))
    pending = [deadline for deadline in found if incident.fired.get(deadline.key) != deadline.at]
    return tuple(sorted(pending))


def _all(incident: Incident) -> Iterator[Deadline]:
    for approval in incident.approvals.values():
        key = f"approval/{approval.token}"
        if incident.is_unused(approval):
            yield Deadline(approval.expires_at, key, "approval", approval.run, approval.token)
        if approval.state == "pending" and approval.glass_at is not None:
            yield Deadline(approval.glass_at, f"glass/{approval.token}", "glass", subject=approval.token)
    for running in severity_clocks(incident):
        if not is_breached(incident, running):
            yield Deadline(running.due, running.key, "severity", subject=running.id)
    for offered in incident.handovers.values():
        if offered.state == "offered":
            yield Deadline(offered.expires_at, f"handover/{offered.id}", "handover", subject=offered.id)
    if incident.terms and not incident.acknowledged_at and not incident.resolved_at:
        for number, rung in enumerate(incident.terms.rungs, 1):
            yield Deadline(rung.at, f"ladder/{number}", "rung", "snooze", subject=str(number))
    for user, until in incident.snoozed.items():
        yield Deadline(until, f"snooze/{user}", "snooze", subject=user)
    for run in incident.runs.values():
        yield from _of_visit(incident, run)
        if not run.is_walking:
            continue  # it ended elsewhere than where the clock would have stopped
        for clock in run.clocks:
            if clock.due and not clock.stopped_at:
                yield Deadline(clock.due, f"clock/{run.id}/{clock.id}", "clock", run.id, clock.id)


def _of_papers(incident: Incident) -> Iterator[Deadline]:
    """Of action items, also when the incident is closed; of a postmortem that is late, until it is."""
    for action in incident.postmortem.open_actions():
        yield Deadline(action.told_at, f"{ACTION}{action.id}", "action", subject=action.id)
    for clock in severity_clocks(incident):
        if clock.id == "postmortem" and is_breached(incident, clock):
            last = max(clock.due, incident.postmortem.reminded_at or clock.due)
            yield Deadline(last + A_DAY, "unfinished", "unfinished")


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
