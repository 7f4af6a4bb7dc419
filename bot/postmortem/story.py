"""The timeline as the draft tells it: one row for each thing that happened, linked to where it was seen."""

from collections import deque
from collections.abc import Iterator, Sequence

from bot.core import events as ev
from bot.core.incident import Incident, surface_of_step
from bot.core.timeline import Line, line, told
from bot.engine.ports import Logged
from bot.postmortem.known import asked, handed_down
from bot.postmortem.markdown import code, link, plain
from bot.postmortem.words import clock, named, shown


def timeline(log: Sequence[Logged], incident: Incident) -> list[str]:
    """Every line people read of the log, less what is told twice; one that leaves a step names the next."""
    lines = told((entry.event, entry.stamp) for entry in log)
    entries = deque(_worth_telling(log, incident))
    rows: list[str] = []
    while entries:
        entry = entries.popleft()
        row = _row(entry, lines[entry.version])
        about = entry.event
        if entries and _leads_to(entry, entries[0]):
            about = entries.popleft().event
            assert isinstance(about, ev.StepEntered), "that is where it leads"
            row += f"; next: “{plain(about.title)}” ({about.phase})"
        seen = _permalink(about, incident)
        rows.append(f"{row} ({seen})" if seen else row)
    return rows


def card(incident: Incident) -> str:
    """A link to the incident's card; empty when none was posted."""
    message = incident.messages.get("card")
    return link("card", message.permalink) if message else ""


def _worth_telling(log: Sequence[Logged], incident: Incident) -> Iterator[Logged]:
    """Without what a caller tells the runbook it calls."""
    given = handed_down(log, incident)
    return (entry for entry in log if entry.version not in given and line(entry.event, entry.stamp))


def _leads_to(entry: Logged, following: Logged) -> bool:
    return (
        isinstance(entry.event, ev.OutcomeTaken | ev.Jumped | ev.AnytimeTaken)
        and isinstance(following.event, ev.StepEntered)
        and entry.event.run == following.event.run
        and entry.stamp == following.stamp
    )


def _row(entry: Logged, told: Line) -> str:
    mark = "**deviation** " if told.deviation else ""
    fact = entry.event if isinstance(entry.event, ev.FactSet) else None
    text = f"{asked(fact)} {plain(shown(fact.value))}" if fact else plain(_named(told))
    detail = f" ({plain(fact.source)})" if fact else _detail(entry.event, told)
    return f"{clock(told.at)}, {named(told.by)}: {mark}{text}{detail}"


def _named(told: Line) -> str:
    """A note with its number, and by whom it was changed since."""
    number = f" (n{told.note}{f', {told.changed}' if told.changed else ''})" if told.note else ""
    return f"{told.text}{number}"


def _detail(event: ev.Event, told: Line) -> str:
    detail = told.detail
    match event:
        case ev.CommandStarted() | ev.ApprovalRequested():
            return f": {code(detail)}"
        case ev.CommandFinished() | ev.SectionWritten():
            return ""  # what it showed, or says now, has its own section
        case _ if told.struck:
            return f": ~~{plain(detail)}~~"
        case _:
            return f": {plain(detail)}" if detail else ""


def _permalink(event: ev.Event, incident: Incident) -> str:
    if isinstance(event, ev.NoteAdded):
        return link("message", event.source.permalink) if event.source else ""
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
        case ev.UpdateSent():
            return f"update/{event.run}/{event.visit}"
        case _:
            return ""
