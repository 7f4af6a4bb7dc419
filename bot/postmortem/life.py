"""When what happened, how long it took, and how bad it was thought to be."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from bot.core import events as ev
from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.postmortem.words import because, clock, listed, named, span

Row: TypeAlias = dict[str, str]


def state(incident: Incident) -> str:
    """Where the incident is in its life, in words."""
    if incident.duplicate_of:
        return incident.state
    if incident.false_alarm:
        return "false alarm, closed" if incident.closed_at else "false alarm"
    return incident.life


def moments(incident: Incident) -> list[Row]:
    """Each moment that came, with its time and its distance from the declaration."""
    return [
        {"name": name, "at": clock(at), "after": _distance(at, incident.declared_at)}
        for name, at in _reached(incident)
        if at is not None
    ]


def metrics(incident: Incident) -> list[Row]:
    """What is counted over many incidents: MTTA from the declaration, the others from the detection."""
    declared, detected = incident.declared_at, incident.detected_at
    spans = (
        ("Time to declare", "from detected to declared", detected, declared),
        ("Time to acknowledge (MTTA)", "from declared to acknowledged", declared, incident.acknowledged_at),
        ("Time to mitigate", "from detected to mitigated", detected, incident.mitigated_at),
        ("Time to resolve (MTTR)", "from detected to resolved", detected, incident.resolved_at),
    )
    never = "not recorded" if incident.resolved_at else "not yet"
    return [
        {"name": name, "value": span(until - since) if until else never, "means": means}
        for name, means, since, until in spans
        if detected != declared or until != declared
    ]


def course(incident: Incident) -> str:
    """The life in one sentence, as in: It was acknowledged after 4 s and resolved after 2 min 01 s."""
    came = [
        f"{name.lower()} after {span(at - incident.declared_at)}"
        for name, at in _reached(incident)[2:]
        if at is not None
    ]
    return f"It was {listed(came)}." if came else "Nobody has acknowledged it yet."


def severities(log: Sequence[Logged]) -> list[str]:
    """The severity as it was declared, and each change with who and why."""
    told: list[str] = []
    for entry in log:
        match entry.event:
            case ev.IncidentDeclared(severity=severity):
                told.append(f"{clock(entry.stamp.at)}: declared as {severity} by {named(entry.stamp.by)}")
            case ev.SeverityChanged() as event:
                who = "by a rule of the runbook" if event.itself else f"by {named(entry.stamp.by)}"
                told.append(
                    f"{clock(entry.stamp.at)}: {event.former} → {event.to} {who}{because(event.reason)}"
                )
            case _:
                pass
    return told


def severity(log: Sequence[Logged], incident: Incident) -> str:
    """The severity now, and the worst and the first where they differ."""
    history: list[str] = []
    for entry in log:
        match entry.event:
            case ev.IncidentDeclared(severity=to) | ev.SeverityChanged(to=to):
                history.append(to.value)
            case _:
                pass
    now = incident.severity.value
    told = [f"at worst {min(history)}"] if min(history) != now else []
    told += [f"declared as {history[0]}"] if history[0] not in {now, min(history)} else []
    return f"{now} ({', '.join(told)})" if told else now


def _reached(incident: Incident) -> tuple[tuple[str, datetime | None], ...]:
    return (
        ("Detected", incident.detected_at),
        ("Declared", incident.declared_at),
        ("Acknowledged", incident.acknowledged_at),
        *_former(incident),
        ("Mitigated", incident.mitigated_at),
        ("Resolved", incident.resolved_at),
        ("Closed", incident.closed_at),
    )


def _former(incident: Incident) -> Iterator[tuple[str, datetime | None]]:
    """What came before it was reopened; the last end stands with the other moments."""
    for end in incident.former:
        yield "Mitigated at first", end.mitigated_at
        yield "Resolved at first", end.at
        yield "Closed at first", end.closed_at
        yield "Reopened", end.reopened_at


def _distance(at: datetime, declared: datetime) -> str:
    if at == declared:
        return ""
    return f"{span(at - declared)} after" if at > declared else f"{span(declared - at)} before"
