"""A chart with a place for everything: what is written down as SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from bot.drawing.chart import Box, Chart, Exit, Mark

WIDTH = 1280
"""The width of a picture, in pixels; texts are at least 12 pixels high at this width."""
TEXT = 12
TITLE = 13
LINE = 16
STEP = 8
"""Boxes and rows stand on a grid of so many pixels."""

Side: TypeAlias = Literal["left", "right", "bottom"]


class Point(NamedTuple):
    """A place in the picture, in pixels from the top left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in the picture."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        return self.x + self.w / 2

    def meets(self, other: "Rect") -> bool:
        """Whether the two have some area in common."""
        across = self.x < other.right and other.x < self.right
        return across and self.y < other.bottom and other.y < self.bottom

    def holds(self, at: Point) -> bool:
        """Whether a point lies inside, not on the border."""
        return self.x < at.x < self.right and self.y < at.y < self.bottom


@dataclass(frozen=True, slots=True)
class MarkLines:
    """A mark of a box, its words in lines. `y` is the first baseline."""

    mark: Mark
    lines: tuple[str, ...]
    y: float


@dataclass(frozen=True, slots=True)
class Row:
    """A way out as a row of its box: a label, and the side where the wire leaves."""

    exit: Exit
    lines: tuple[str, ...]
    side: Side
    rect: Rect


@dataclass(frozen=True, slots=True)
class Placed:
    """A box in its place, its text in lines."""

    box: Box
    rect: Rect
    title: tuple[str, ...]
    marks: tuple[MarkLines, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A way from a box to a box: corners from the row it leaves to the border it arrives at."""

    source: str
    exit: Exit
    points: tuple[Point, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A phase: the ground its boxes stand on, and its heading."""

    title: str
    rect: Rect


@dataclass(frozen=True, slots=True)
class Sheet:
    """One chart, laid out. `top` of everything is 0; the writer stacks sheets."""

    chart: Chart
    height: float
    bands: tuple[Band, ...]
    boxes: Mapping[str, Placed]
    wires: tuple[Wire, ...]
