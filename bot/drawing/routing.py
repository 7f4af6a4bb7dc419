"""How ways go from box to box: through the gaps between columns and rows, never through a box.

The gap left of column c is gutter c, the gap above row r is lane r. All ways to one target share a track in
each gutter and lane they use: they join and arrive as one line. Different targets never share a track where
both are, so that a line can be followed by eye.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.drawing.arranging import Cell, Grid, straight
from bot.drawing.chart import Exit
from bot.drawing.sheet import Side

Entry: TypeAlias = Literal["left", "right", "top"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way by the gaps it uses. `lane` is None when one gutter is enough, or a free row leads across."""

    source: str
    exit: Exit
    side: Side
    entry: Entry
    gutters: tuple[int, ...] = ()
    lane: int | None = None
    back: bool = False

    @property
    def bundle(self) -> tuple[str, Entry]:
        """Ways of one bundle share their tracks."""
        return self.exit.to, self.entry


@dataclass(slots=True)
class Tracks:
    """Who lies where in one gap: bundles by track, first the left-most or upper-most."""

    spans: dict[tuple[str, Entry], tuple[float, float]] = field(default_factory=dict)

    def need(self, bundle: tuple[str, Entry], *places: float) -> None:
        low, high = self.spans.get(bundle, (places[0], places[0]))
        self.spans[bundle] = (min(low, *places), max(high, *places))


def ways_of(grid: Grid, exits: Iterable[tuple[str, Exit]]) -> list[Way]:
    """The gaps that each way uses."""
    return [_way(grid, source, way) for source, way in exits]


def _way(grid: Grid, source: str, way: Exit) -> Way:
    start, end = grid.cells[source], grid.cells[way.to]
    if start.column == end.column:
        if straight(grid, source, way.to):
            return Way(source, way, "bottom", "top")
        if end.row > start.row:
            return Way(source, way, "right", "right", (start.column + 1,))
        return Way(source, way, "left", "left", (start.column,), back=True)
    back = end.column < start.column
    side: Side = "left" if back else "right"
    entry: Entry = "right" if back else "left"
    first, last = (start.column, end.column + 1) if back else (start.column + 1, end.column)
    if first == last:
        return Way(source, way, side, entry, (first,), back=back)
    between = range(last, first) if back else range(first, last)
    if not any(Cell(column, end.row) in grid.taken() for column in between):
        return Way(source, way, side, entry, (first,), back=back)
    return Way(source, way, side, entry, (first, last), lane=end.row, back=back)


def assign(tracks: Tracks, gap: float = 2) -> dict[tuple[str, Entry], int]:
    """A track for each bundle, so that two on one track are at least `gap` apart: the left-edge rule."""
    ends: list[float] = []
    found: dict[tuple[str, Entry], int] = {}
    for bundle, (low, high) in sorted(tracks.spans.items(), key=lambda item: (item[1], item[0])):
        free = next((number for number, end in enumerate(ends) if end + gap < low), len(ends))
        ends[free : free + 1] = [high]
        found[bundle] = free
    return found


@dataclass(frozen=True, slots=True)
class Stub:
    """A level piece of a bundle inside a gutter, from its track to one side."""

    bundle: tuple[str, Entry]
    y: float
    side: Literal["left", "right"]


def ordered(
    tracks: Tracks, numbers: Mapping[tuple[str, Entry], int], stubs: Sequence[Stub]
) -> dict[tuple[str, Entry], int]:
    """The tracks of a gutter in the order in which the fewest lines cross."""
    order = sorted(set(numbers.values()))
    members = {track: [bundle for bundle, number in numbers.items() if number == track] for track in order}

    def crossings(order: Sequence[int]) -> int:
        place = {bundle: at for at, track in enumerate(order) for bundle in members[track]}
        return sum(
            1
            for stub in stubs
            for bundle, (low, high) in tracks.spans.items()
            if bundle != stub.bundle
            and low <= stub.y <= high
            and (
                place[bundle] < place[stub.bundle]
                if stub.side == "left"
                else place[bundle] > place[stub.bundle]
            )
        )

    best = crossings(order)
    improved = True
    while improved:
        improved = False
        for at in range(len(order) - 1):
            other = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
            cost = crossings(other)
            if cost < best:
                order, best, improved = other, cost, True
    return {bundle: at for at, track in enumerate(order) for bundle in members[track]}
