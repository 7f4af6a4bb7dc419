"""What people look for in incidents: the texts of a log that are worth finding, each under a name of its own.

Texts of others stand in events without their secrets already; nothing else comes in here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core import events as ev
from bot.core.incident import Incident
from bot.core.values import shown

LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an incident. `about` names it for ever: a later one replaces it, an empty one removes it."""

    about: str
    kind: str
    """What it is, in a word that people read."""
    text: str


def texts(after: Incident, added: Sequence[ev.Event]) -> Iterator[Text]:
    """What the last events of a log make findable; `after` is the state that they lead to."""
    number = len(after.notes) - sum(isinstance(event, ev.NoteAdded) for event in added)
    for event in added:
        if isinstance(event, ev.NoteAdded):
            number += 1
        for found in _of(event, number):
            yield Text(found.about, found.kind, found.text[:LONGEST])


def _of(event: ev.Event, note: int) -> Iterator[Text]:
    """`note`: the number of the note that was added last."""
    match event:
        case ev.IncidentDeclared():
            yield Text("id", "number", event.id)
            yield Text("title", "title", event.title)
            yield Text("runbook", "runbook", event.runbook)
            labels = " ".join([*event.labels.values(), *event.annotations.values()])
            if labels:
                yield Text("alert", "alert", labels)
        case ev.RunStarted():
            yield Text(f"run/{event.run}", "runbook", f"{event.title} {event.runbook}")
        case ev.FactSet():
            text = f"{event.about or event.fact} {shown(event.value)}"
            yield Text(f"fact/{event.run}/{event.fact}", "fact", text)
        case ev.NoteAdded():
            author = f" ({event.source.author.name})" if event.source else ""
            yield Text(f"note/{note}", f"n{note}", f"{event.text}{author}")
        case ev.NoteAmended():
            yield Text(f"note/{event.note}", f"n{event.note}", event.text)
        case ev.NoteStruck():
            yield Text(f"note/{event.note}", f"n{event.note}", "")
        case ev.FileKept():
            yield Text(f"file/{event.note}/{event.file}", "file", event.name)
        case ev.OwedMet(text=text) if text:
            yield Text(f"evidence/{event.owed}", "evidence", f"{event.title}: {text}")
        case ev.ChannelCreated():
            yield Text("channel", "channel", event.name)
        case _:
            return
