"""What has happened since a person last looked: the timeline as it grows, and what commands showed."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from bot.core import events as ev
from bot.core.incident import Incident, Stamp
from bot.core.timeline import line
from bot.engine.ports import Logged
from bot.terminal.printing import at_time, exactly


def news(log: Sequence[Logged], incident: Incident | None = None) -> Iterator[RenderableType]:
    """A line for each event that people read.

    With the incident, the output too of a command whose step is over already.
    """
    for logged in log:
        if isinstance(logged.event, ev.DraftWritten):
            yield at_time(f"{logged.stamp.at:%H:%M:%S}", Text(f"The postmortem draft: {logged.event.path}"))
        found = line(logged.event, logged.stamp)
        if found is None or _is_shown(logged.event, incident):
            continue
        said = Text(f"{found.by.name or 'Handrail'}: ", style="dim")
        said.append(found.text, style="bold red" if found.deviation else "not dim")
        yield at_time(f"{found.at:%H:%M:%S}", said)
        if found.detail and not isinstance(logged.event, ev.CommandStarted | ev.ApprovalRequested):
            yield at_time("", Text(" ".join(found.detail.split()), style="dim"))
        if incident and isinstance(logged.event, ev.CommandFinished) and not _is_here(logged.event, incident):
            excerpt = logged.event.result.excerpt
            if excerpt:
                yield exactly(excerpt)


def is_told(event: ev.Event, stamp: Stamp) -> bool:
    """Whether people are told of it here."""
    return isinstance(event, ev.DraftWritten) or line(event, stamp) is not None


def _is_shown(event: ev.Event, incident: Incident | None) -> bool:
    """Whether the screen that follows says it anyway: where the walk is now."""
    return incident is not None and isinstance(event, ev.StepEntered) and _is_here(event, incident)


def _is_here(event: ev.CommandFinished | ev.StepEntered, incident: Incident) -> bool:
    """Whether its step is still the present one, which shows its output itself."""
    run = incident.runs.get(event.run)
    return run is not None and run.visit is not None and run.visit.number == event.visit
