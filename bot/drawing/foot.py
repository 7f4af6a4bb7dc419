"""What stands below the boxes: the signs that were used, and the evidence to keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.drawing.chart import Chart, Glyph, Keep
from bot.drawing.font import width, wrap
from bot.drawing.sheet import LINE, TEXT, WIDTH, Point

SIGNS: dict[Glyph, str] = {
    "do": "a person does it",
    "run": "a command",
    "ask": "a question to people",
    "choose": "decided by what is known",
    "wait": "waits and looks",
    "call": "walks another runbook",
    "list": "a list of things",
    "update": "tells people",
    "changes": "changes the system",
    "destroys": "destroys data",
    "approval": "a second person says yes",
    "gate": "locked until this evidence is kept",
    "keeps": "its output is evidence",
    "undo": "to be put back later",
    "hand": "run by hand elsewhere",
    "each": "once for each",
    "anytime": "may happen at any time",
    "end": "an end",
}
WAYS = {"back": "goes back", "leap": "past the runbook's ways", "taken": "the way that was walked"}
_LEFT = 24
_GAP = 22
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of the legend: a sign, or a kind of line, and what it means."""

    name: str
    text: str
    at: Point


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of evidence in lines; the first is its id and how it stands."""

    keep: Keep
    head: str
    lines: tuple[str, ...]
    muted: tuple[str, ...]
    at: Point


@dataclass(frozen=True, slots=True)
class Foot:
    """The signs and notes of one picture, placed from its own top."""

    signs: tuple[Sign, ...]
    notes: tuple[Note, ...]
    height: float


def foot(chart: Chart, ways: Iterable[str]) -> Foot:
    """The legend of what the chart uses, and its evidence. `ways`: the kinds of lines that were drawn."""
    used = {box.glyph for box in chart.boxes} | {mark.glyph for box in chart.boxes for mark in box.marks}
    named = [(str(glyph), text) for glyph, text in SIGNS.items() if glyph in used and glyph != "end"]
    named += [(name, text) for name, text in WAYS.items() if name in set(ways)]
    signs, y = _signs(named)
    notes, y = _notes(chart.keeps, y)
    return Foot(tuple(signs), tuple(notes), y)


def _signs(named: Sequence[tuple[str, str]]) -> tuple[list[Sign], float]:
    x, y = float(_LEFT), 18.0
    signs: list[Sign] = []
    for name, text in named:
        room = 26 + width(text, TEXT)
        if x + room > WIDTH - _LEFT:
            x, y = float(_LEFT), y + 22
        signs.append(Sign(name, text, Point(x, y)))
        x += room + _GAP
    return signs, y + 14


def _notes(keeps: Sequence[Keep], top: float) -> tuple[list[Note], float]:
    if not keeps:
        return [], top
    room = (WIDTH - 2 * _LEFT) / _COLUMNS - _GAP
    ends = [top + 34] * _COLUMNS
    notes: list[Note] = []
    for keep in keeps:
        column = ends.index(min(ends))
        lines, muted = wrap(keep.title, room, TEXT), wrap(keep.note, room, TEXT)
        stands = {"": "", "owed": " · still owed", "met": " · kept", "waived": " · waived"}[keep.standing]
        at = Point(_LEFT + column * (room + _GAP), ends[column])
        notes.append(Note(keep, f"{keep.id}{stands}", lines, muted, at))
        ends[column] += LINE * (len(lines) + len(muted) + 1) + 8
    return notes, max(ends)
