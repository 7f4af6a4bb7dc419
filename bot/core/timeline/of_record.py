"""Lines of what people kept in the log, and of incidents that belong together."""

from typing import assert_never

from bot.core import events as ev
from bot.core.signals import Source
from bot.core.timeline.parts import Told


def of_record(event: ev.Recorded) -> Told | None:
    """What was written down; how a note reads now, `lines` says."""
    match event:
        case ev.NoteAdded(source=None):
            return Told("note", "Note", event.text)
        case ev.NoteAdded(source=source):
            assert source is not None, "the case before is the other one"
            text = f"Kept what {source.author.name} wrote at {source.at:%H:%M} UTC"
            return Told("note", text, event.text or _named(source), source=source, by=event.kept_by)
        case ev.NoteAmended():
            return Told("note", f"Amended n{event.note}: {event.reason}", event.text)
        case ev.NoteStruck():
            return Told("note", f"Struck n{event.note}", event.reason)
        case ev.FileKept():
            text = f"Kept the file “{event.name}” of n{event.note}, {_size(event.size)}"
            return Told("evidence", text, digest=event.digest)
        case ev.FileNotKept():
            return Told("trouble", f"Could not keep the file “{event.name}” of n{event.note}", event.why)
        case ev.IncidentLinked():
            return Told("life", f"Related: {event.other}, “{event.title}”")
        case ev.IncidentMerged():
            return Told("life", f"Closed as a duplicate of {event.into}, “{event.title}”", event.reason)
        case ev.DuplicateTaken():
            owed = f"; {len(event.owed)} of what it owed is owed here now" if event.owed else ""
            return Told("life", f"{event.other}, “{event.title}”, was merged into this one{owed}")
        case ev.MessageMarked() | ev.MessageNotKept() | ev.IncidentUnlinked():
            return None
        case _:
            assert_never(event)


def _named(source: Source) -> str:
    """A message without words: its files."""
    return ", ".join(file.name for file in source.files)


def _size(size: int) -> str:
    """Bytes as people say them."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} bytes"
