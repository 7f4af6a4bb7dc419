"""What a draft tells, computed from the log: plain data for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import events as ev
from bot.core.incident import Incident, Stamp
from bot.core.timeline import line, said
from bot.core.values import shown
from bot.engine.ports import Logged
from bot.postmortem.markdown import code, plain


@dataclass(frozen=True, slots=True)
class Moment:
    """A named time, and how long after the declaration it was."""

    name: str
    at: str
    after: str


def clock(when: datetime) -> str:
    """UTC, to the second: the same text on every machine."""
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def span(length: timedelta) -> str:
    """`2 h 05 min`, `3 min 10 s`, `8 s`."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"


def draft_facts(incident: Incident, log: Sequence[Logged]) -> dict[str, object]:
    """Everything the template shows, as texts and lists of texts; already escaped for Markdown."""
    return {
        "id": incident.id,
        "title": plain(incident.title),
        "severity": incident.severity.value,
        "life": "false alarm" if incident.false_alarm else incident.life,
        "runbooks": _runbooks(incident),
        "declared_by": plain(incident.declared_by.name),
        "target": incident.target,
        "moments": _moments(incident),
        "metrics": _metrics(incident),
        "severities": _severities(log, incident),
        "people": _people(log, incident),
        "lines": _lines(log),
        "walk": _walk(log),
        "deviations": _deviations(log),
        "interruptions": _interruptions(log),
        "evidence": _evidence(incident),
        "commands": _commands(log),
        "approvals": _approvals(incident),
        "facts": _known(incident),
        "questions": _questions(incident),
        "events": len(log),
        "bot": log[-1].bot if log else "",
    }


def _runbooks(incident: Incident) -> list[dict[str, str]]:
    return [
        {"id": run.runbook, "title": plain(run.title), "digest": run.digest, "end": run.end or "not ended"}
        for run in incident.runs.values()
    ]


def _moments(incident: Incident) -> list[Moment]:
    named = (
        ("Detected", incident.detected_at),
        ("Declared", incident.declared_at),
        ("Acknowledged", incident.acknowledged_at),
        ("Mitigated", incident.mitigated_at),
        ("Resolved", incident.resolved_at),
        ("Closed", incident.closed_at),
    )
    return [
        Moment(name, clock(at), span(at - incident.declared_at) if at > incident.declared_at else "")
        for name, at in named
        if at is not None
    ]


def _metrics(incident: Incident) -> list[tuple[str, str]]:
    """MTTA runs from the declaration to the acknowledgement, MTTR from detection to resolution."""
    metrics: list[tuple[str, str]] = []
    if incident.acknowledged_at:
        metrics.append(("Time to acknowledge (MTTA)", span(incident.acknowledged_at - incident.declared_at)))
    if incident.mitigated_at:
        metrics.append(("Time to mitigate", span(incident.mitigated_at - incident.detected_at)))
    if incident.resolved_at:
        metrics.append(("Time to resolve (MTTR)", span(incident.resolved_at - incident.detected_at)))
    return metrics


def _severities(log: Sequence[Logged], incident: Incident) -> list[str]:
    told: list[str] = []
    for entry in log:
        match entry.event:
            case ev.IncidentDeclared() as event:
                told.append(f"{clock(entry.stamp.at)}: declared as {event.severity}")
            case ev.SeverityChanged() as event:
                who = "a rule of the runbook" if event.itself else plain(entry.stamp.by.name)
                why = f": {plain(event.reason)}" if event.reason else ""
                told.append(f"{clock(entry.stamp.at)}: {event.former} → {event.to} by {who}{why}")
            case _:
                pass
    return told or [incident.severity.value]


def _people(log: Sequence[Logged], incident: Incident) -> list[str]:
    roles = {holder.user: role for role, holder in incident.roles.items()}
    names: dict[str, str] = {}
    for entry in log:
        if entry.stamp.by.is_person:
            names.setdefault(entry.stamp.by.user, entry.stamp.by.name)
    for holder in incident.roles.values():
        names.setdefault(holder.user, holder.name)
    return [f"{plain(name)}{f' ({roles[user]})' if user in roles else ''}" for user, name in names.items()]


def _lines(log: Sequence[Logged]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    links = _permalinks(log)
    for entry in log:
        told = line(entry.event, entry.stamp)
        if told is None:
            continue
        detail = f": {plain(told.detail)}" if told.detail else ""
        rows.append(
            {
                "at": clock(told.at),
                "by": plain(told.by.name),
                "text": plain(told.text) + detail,
                "link": links.get(_surface(entry.event), ""),
                "mark": "**deviation** " if told.deviation else "",
            }
        )
    return rows


def _permalinks(log: Sequence[Logged]) -> dict[str, str]:
    posted = (entry.event for entry in log if isinstance(entry.event, ev.MessagePosted))
    return {event.surface: event.permalink for event in posted if event.permalink}


def _surface(event: ev.Event) -> str:
    match event:
        case ev.StepEntered():
            return f"step/{event.run}/{event.visit}"
        case ev.ApprovalRequested():
            return f"approval/{event.approval.token}"
        case ev.IncidentDeclared():
            return "announcement"
        case _:
            return ""


def _walk(log: Sequence[Logged]) -> list[str]:
    steps: list[str] = []
    for entry in log:
        match entry.event:
            case ev.RunStarted() as event:
                depth = "called: " if event.parent else ""
                steps.append(f"{depth}**{plain(event.title)}**")
            case ev.OutcomeTaken() as event:
                who = "by itself" if event.how in {"itself", "time"} else f"by {plain(entry.stamp.by.name)}"
                steps.append(f"{plain(event.title)} → {plain(event.label or event.outcome)} ({who})")
            case ev.Jumped() as event:
                steps.append(f"{plain(event.title)} → jumped to {event.to}")
            case ev.RunArrived() as event:
                steps.append(f"ended: {event.end} ({event.end_kind})")
            case _:
                pass
    return steps


def _stamped(stamp: Stamp, text: str) -> str:
    return f"{clock(stamp.at)} {plain(stamp.by.name)}: {text}"


def _deviations(log: Sequence[Logged]) -> list[str]:
    told = ((entry.stamp, line(entry.event, entry.stamp)) for entry in log)
    return [
        _stamped(stamp, plain(found.text) + (f" because: {plain(found.detail)}" if found.detail else ""))
        for stamp, found in told
        if found is not None and found.deviation
    ]


def _interruptions(log: Sequence[Logged]) -> list[str]:
    rows: list[str] = []
    for entry in log:
        found = line(entry.event, entry.stamp)
        if found is not None and found.kind == "trouble":
            rows.append(
                _stamped(
                    entry.stamp, plain(found.text) + (f": {plain(found.detail)}" if found.detail else "")
                )
            )
    return rows


def _evidence(incident: Incident) -> list[dict[str, str]]:
    return [
        {
            "title": plain(owed.title),
            "kind": "put back" if owed.kind == "undo" else "evidence",
            "state": owed.state if owed.required or owed.state != "open" else "not required",
            "by": plain(owed.by.name) if owed.by else "",
            "text": plain(owed.text),
            "digest": owed.digest,
        }
        for owed in incident.owed.values()
    ]


def _commands(log: Sequence[Logged]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    typed: dict[str, str] = {}
    for entry in log:
        match entry.event:
            case ev.CommandStarted() as event:
                typed[event.effect] = event.text
            case ev.CommandFinished() as event:
                rows.append(
                    {
                        "title": plain(event.title),
                        "at": clock(entry.stamp.at),
                        "text": code(typed.get(event.effect, "")),
                        "said": plain(said(event.result)),
                        "values": plain(
                            ", ".join(f"{k}: {shown(v)}" for k, v in event.result.reading.values.items())
                        ),
                        "digest": event.result.output,
                        "took": f"{event.result.duration_ms} ms",
                    }
                )
            case ev.ResultRecorded() as event:
                rows.append(
                    {
                        "title": plain(event.title),
                        "at": clock(entry.stamp.at),
                        "text": "",
                        "said": f"{plain(said(event.result))} (by hand, {plain(entry.stamp.by.name)})",
                        "values": plain(
                            ", ".join(f"{k}: {shown(v)}" for k, v in event.result.reading.values.items())
                        ),
                        "digest": event.result.output,
                        "took": "",
                    }
                )
            case _:
                pass
    return rows


def _approvals(incident: Incident) -> list[str]:
    rows: list[str] = []
    for approval in incident.approvals.values():
        by = f" by {plain(approval.by.name)}" if approval.by and approval.by.is_person else ""
        why = f": {plain(approval.reason)}" if approval.reason else ""
        rows.append(
            f"{code(approval.what)} asked by {plain(approval.requester.name)}, {approval.state}{by}{why}"
        )
    return rows


def _known(incident: Incident) -> list[str]:
    return [
        f"{name}: {plain(shown(known.value))} ({plain(known.source)})"
        for run in incident.runs.values()
        for name, known in run.facts.items()
    ]


def _questions(incident: Incident) -> list[str]:
    """What the log cannot answer, for the people who finish the draft."""
    questions = ["What was the impact, on whom, and for how long?", "Why did it happen, and why then?"]
    if not incident.acknowledged_at:
        questions.append("Nobody acknowledged. Who saw it first?")
    questions += [f"Still owed: {plain(owed.title)}" for owed in incident.open_owed() if owed.required]
    questions += [
        f"Waived: {plain(owed.title)}. What does that cost us?"
        for owed in incident.owed.values()
        if owed.state == "waived"
    ]
    if incident.dead:
        questions.append("Some messages could not be delivered. Who missed what?")
    return questions
