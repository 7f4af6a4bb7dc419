"""Files of messages that people kept, and incidents that belong to this one."""

from collections.abc import Sequence

from bot.core import events as ev
from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.postmortem.markdown import code, link, plain
from bot.postmortem.words import clock, named


def files(log: Sequence[Logged]) -> list[str]:
    """One row for each file: of which note, from whom, and by what digest it lies among the objects."""
    notes: list[Logged] = []
    rows: list[str] = []
    for entry in log:
        match entry.event:
            case ev.NoteAdded():
                notes.append(entry)
            case ev.FileKept() as kept:
                note = notes[kept.note - 1]
                rows.append(f"**{plain(kept.name)}** of n{kept.note}{_of(note)}, sha256 {code(kept.digest)}")
            case ev.FileNotKept() as lost:
                rows.append(f"**{plain(lost.name)}** of n{lost.note}: **not kept**, {plain(lost.why)}")
            case _:
                pass
    return rows


def _of(note: Logged) -> str:
    assert isinstance(note.event, ev.NoteAdded), "it is listed among the notes"
    source = note.event.source
    if source is None:
        return ""
    seen = link("message", source.permalink)
    where = f" ({seen})" if seen else ""
    return f", shared by {named(source.author)} at {clock(source.at)}{where}"


def related(incident: Incident) -> list[str]:
    """The incident that this one was merged into, its own duplicates, and what it is linked with."""
    into = [f"This is a duplicate of {plain(incident.duplicate_of)}"] if incident.duplicate_of else []
    merged = [
        f"{plain(other)}, “{plain(title)}”: a duplicate" for other, title in incident.duplicates.items()
    ]
    return [*into, *merged, *(f"{plain(other)}, “{plain(title)}”" for other, title in incident.links.items())]
