"""The timeline as it reads now, with notes amended and struck in their place; and the part somebody wants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.core import events as ev
from bot.core.incident import Stamp
from bot.core.timeline.parts import Line, LineKind
from bot.core.timeline.telling import line

KINDS: Final[dict[str, frozenset[LineKind]]] = {
    "decisions": frozenset({"life", "walk", "fact"}),
    "commands": frozenset({"command"}),
    "approvals": frozenset({"approval"}),
    "evidence": frozenset({"evidence"}),
    "notes": frozenset({"note"}),
    "people": frozenset({"people"}),
    "troubles": frozenset({"trouble"}),
    "postmortem": frozenset({"postmortem"}),
}
"""What people ask for, by the word they ask with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of a kind (a word of KINDS), a person (user id), a step, from a time on; all hold."""

    kind: str = ""
    person: str = ""
    since: datetime | None = None
    step: str = ""

    def takes(self, line: Line) -> bool:
        """Whether the line is one of those."""
        who = {line.by.user, line.source.author.user if line.source else ""}
        return (
            (not self.kind or line.kind in KINDS[self.kind])
            and (not self.person or self.person in who)
            and (self.since is None or line.at >= self.since)
            and (not self.step or self.step == line.step)
        )


def lines(log: Iterable[tuple[ev.Event, Stamp]]) -> Sequence[Line]:
    """Every line that people read, in the order of the log; each with the step it belongs to."""
    return list(told(log).values())


def told(log: Iterable[tuple[ev.Event, Stamp]]) -> Mapping[int, Line]:
    """As `lines`, by the version at which its event stands in the log, counted from 1."""
    telling = _Telling()
    for version, (event, stamp) in enumerate(log, 1):
        telling.after(version, event, stamp)
    return telling.lines


class _Telling:
    """The lines so far, and what later events have to find among them."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self._notes: list[int] = []
        """Versions of the notes, by number."""
        self._links: dict[str, int] = {}
        """Versions of the links, by the other incident."""
        self._steps: dict[tuple[object, object], str] = {}
        self._at = ""

    def after(self, version: int, event: ev.Event, stamp: Stamp) -> None:
        if isinstance(event, ev.StepEntered):
            self._at = event.step
            self._steps[event.run, event.visit] = event.step
        if isinstance(event, ev.IncidentUnlinked):
            self.lines.pop(self._links[event.other], None)
        found = line(event, stamp)
        if found is None:
            return
        found = replace(found, step=self._step(event))
        match event:
            case ev.IncidentLinked(other=other):
                self._links[other] = version
            case ev.NoteAdded():
                self._notes.append(version)
                found = replace(found, note=len(self._notes))
            case ev.NoteAmended(note=number, text=text):
                former = self._change(number, stamp, detail=text)
                found = replace(found, detail=f"It said: {former}")
            case ev.NoteStruck(note=number):
                self._change(number, stamp, struck=True)
            case _:
                pass
        self.lines[version] = found

    def _step(self, event: ev.Event) -> str:
        """The step that an event is about; else the one that was entered last."""
        place = (getattr(event, "run", None), getattr(event, "visit", None))
        return self._steps.get(place, self._at)

    def _change(self, number: int, stamp: Stamp, *, detail: str = "", struck: bool = False) -> str:
        """Say in the note's own line how it reads now; returns how it read before."""
        place = self._notes[number - 1]
        note = self.lines[place]
        verb = "struck" if struck else "amended"
        changed = f"{verb} by {stamp.by.name} at {stamp.at:%H:%M} UTC"
        self.lines[place] = replace(
            note, detail=detail or note.detail, struck=struck or note.struck, changed=changed
        )
        return note.detail
