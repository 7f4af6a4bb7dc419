"""The timeline as the draft tells it: one row for each thing that happened, linked to where it was seen."""

from collections.abc import Sequence

from bot.core import events as ev
from bot.core.incident import Incident, surface_of_step
from bot.core.timeline import Line, line
from bot.engine.ports import Logged
from bot.postmortem.markdown import link, plain
from bot.postmortem.words import clock, named


def timeline(log: Sequence[Logged], incident: Incident) -> list[str]:
    """Every line people read of the log, less what another line of the same moment says again."""
    proposed = {entry.stamp for entry in log if isinstance(entry.event, ev.ResolveProposed)}
    rows: list[str] = []
    for entry in log:
        told = line(entry.event, entry.stamp)
        is_said_again = isinstance(entry.event, ev.RunArrived) and entry.stamp in proposed
        if told is not None and not is_said_again:
            rows.append(_row(told, _permalink(entry.event, incident)))
    return rows


def card(incident: Incident) -> str:
    """A link to the incident's card; empty when none was posted."""
    message = incident.messages.get("card")
    return link("card", message.permalink) if message else ""


def _row(told: Line, permalink: str) -> str:
    detail = f": {plain(told.detail)}" if told.detail else ""
    mark = "**deviation** " if told.deviation else ""
    seen = f" ({permalink})" if permalink else ""
    return f"{clock(told.at)}, {named(told.by)}: {mark}{plain(told.text)}{detail}{seen}"


def _permalink(event: ev.Event, incident: Incident) -> str:
    message = incident.messages.get(_surface(event))
    return link("message", message.permalink) if message else ""


def _surface(event: ev.Event) -> str:
    """The message that was about the event; each is linked once, where it begins."""
    match event:
        case ev.IncidentDeclared():
            return "announcement"
        case ev.StepEntered():
            return surface_of_step(event.run, event.visit)
        case ev.ApprovalRequested():
            return f"approval/{event.approval.token}"
        case _:
            return ""
