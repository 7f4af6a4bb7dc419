"""How a box is set: its title, its marks and its ways out in lines, and how high that makes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.drawing.chart import Box, Exit, Mark
from bot.drawing.font import wrap
from bot.drawing.sheet import LINE, STEP, TEXT, TITLE, MarkLines, Placed, Rect, Row, Side

PAD = 8
SIGN = 20
"""Room for the small sign before a title or a mark."""
ENTRY_LEFT, ENTRY_RIGHT = 12, 20
"""Where wires arrive, in pixels below the top of a box; two heights, so that they never lie on each other."""
_TOP = 6
_TITLE_LINE = 17


@dataclass(frozen=True, slots=True)
class Block:
    """A box before it has a place: what it says, in lines, and how high it is."""

    box: Box
    title: tuple[str, ...]
    marks: tuple[tuple[Mark, tuple[str, ...]], ...]
    exits: tuple[tuple[Exit, tuple[str, ...], Side], ...]
    height: float


def block(box: Box, width: float, side: Callable[[Exit], Side]) -> Block:
    """The box in lines for a width. A way that goes straight down without a label needs no row."""
    title = wrap(box.title, width - PAD - SIGN - 6, TITLE, bold=True)
    marks = tuple((mark, wrap(mark.text, width - 2 * PAD - SIGN, TEXT)) for mark in box.marks)
    ways = sorted(((way, side(way)) for way in box.exits), key=lambda found: found[1] == "bottom")
    exits = tuple((way, wrap(said(way, at), width - 2 * PAD - 4, TEXT, bold=True), at) for way, at in ways)
    height = _up(_head(len(title)) + _marks(lines for _, lines in marks))
    height += sum(row_height(lines, at) for _, lines, at in exits)
    return Block(box, title, marks, exits, max(32.0, height))


def said(way: Exit, side: Side) -> str:
    """The words of a way out. One that goes straight down needs no number: its target is in sight."""
    return way.label if side == "bottom" else f"{way.label} {way.hint}".strip()


def placed(found: Block, rect: Rect) -> Placed:
    """The block at its place."""
    y = rect.y + _head(len(found.title))
    marks: list[MarkLines] = []
    for mark, lines in found.marks:
        marks.append(MarkLines(mark, lines, y + 11))
        y += len(lines) * LINE
    y = rect.y + _up(_head(len(found.title)) + _marks(lines for _, lines in found.marks))
    rows: list[Row] = []
    for way, lines, at in found.exits:
        height = row_height(lines, at)
        rows.append(Row(way, lines, at, Rect(rect.x, y, rect.w, height)))
        y += height
    return Placed(found.box, rect, found.title, tuple(marks), tuple(rows))


def row_height(lines: tuple[str, ...], side: Side) -> float:
    """A row's height: an odd number of grid steps, so that the middles of all rows are on one raster."""
    if not lines:
        return 0 if side == "bottom" else 2 * STEP
    return _up(len(lines) * LINE + 6)


def _head(lines: int) -> float:
    return _up(_TOP + lines * _TITLE_LINE + 4)


def _marks(texts: Iterable[tuple[str, ...]]) -> float:
    lines = sum(len(text) for text in texts)
    return lines * LINE + 4 if lines else 0


def _up(height: float) -> float:
    return float(-(-height // STEP) * STEP)
