"""The fold over what people keep in the log, and over incidents that belong together."""

from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Incident, Noted, Owed, Sought, Stamp


def record(incident: Incident, event: ev.Recorded, stamp: Stamp) -> Incident:
    """After something was noted, kept, amended, struck, linked or merged."""
    match event:
        case ev.NoteAdded():
            return _noted(incident, event, stamp)
        case ev.NoteStruck(note=number):
            notes = list(incident.notes)
            notes[number - 1] = replace(notes[number - 1], struck=True)
            return replace(incident, notes=tuple(notes))
        case ev.MessageMarked(channel=channel, ts=ts, effect=effect):
            sought = Sought(channel, f"{channel}/{ts}", stamp.by)
            return replace(incident, sought={**incident.sought, effect: sought})
        case ev.MessageNotKept(effect=effect):
            return without_sought(incident, effect)
        case ev.NoteAmended() | ev.FileKept() | ev.FileNotKept():
            return incident
        case ev.IncidentLinked(other=other, title=title):
            return replace(incident, links={**incident.links, other: title})
        case ev.IncidentUnlinked(other=other):
            left = {name: title for name, title in incident.links.items() if name != other}
            return replace(incident, links=left)
        case ev.IncidentMerged():
            return _merged(incident, event, stamp)
        case ev.DuplicateTaken(other=other, title=title, owed=owed):
            return replace(
                incident,
                duplicates={**incident.duplicates, other: title},
                owed={**incident.owed, **{one.id: one for one in owed}},
            )
        case _:
            assert_never(event)


def without_sought(incident: Incident, effect: str) -> Incident:
    """Nobody looks for the message of that effect any more."""
    if effect not in incident.sought:
        return incident
    return replace(incident, sought={name: one for name, one in incident.sought.items() if name != effect})


def _noted(incident: Incident, event: ev.NoteAdded, stamp: Stamp) -> Incident:
    key = event.source.key if event.source else ""
    noted = Noted(event.kept_by or stamp.by, key)
    left = {name: one for name, one in incident.sought.items() if one.source != key}
    return replace(incident, notes=(*incident.notes, noted), sought=left)


def _merged(incident: Incident, event: ev.IncidentMerged, stamp: Stamp) -> Incident:
    return replace(
        incident,
        duplicate_of=event.into,
        resolved_at=incident.resolved_at or stamp.at,
        closed_at=stamp.at,
        proposed="",
        owed={name: _moved(owed, event.into, stamp) for name, owed in incident.owed.items()},
    )


def _moved(owed: Owed, into: str, stamp: Stamp) -> Owed:
    if not owed.is_open:
        return owed
    return replace(owed, state="moved", text=into, by=stamp.by, at=stamp.at)
