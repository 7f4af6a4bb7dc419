"""A chart laid out: widths, heights, places, and the corners of every wire. Pure arithmetic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.drawing.arranging import Grid, arrange
from bot.drawing.chart import Chart, Exit
from bot.drawing.routing import Entry, Stub, Tracks, Way, assign, ordered, ways_of
from bot.drawing.sheet import STEP, WIDTH, Band, Point, Rect, Row, Sheet, Side, Wire
from bot.drawing.sizing import ENTRY_LEFT, ENTRY_RIGHT, Block, block, placed

MARGIN = 16
HEADING = 34
_TRACK = 7
_GUTTER_PAD = 14
_LANE_PAD = 10
_LEAST_GUTTER = 26
_WIDEST_BOX = 236


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand and how wide a box is."""

    lefts: tuple[float, ...]
    box: float
    gutters: tuple[tuple[float, float], ...]
    """Left and right edge of each gutter."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows stand; the last lane is below the last row."""

    tops: tuple[float, ...]
    lanes: tuple[float, ...]
    bottom: float


def layout(chart: Chart) -> Sheet:
    """Everything in its place at a width of 1,280 pixels."""
    grid = arrange(chart)
    ways = ways_of(grid, [(box.id, way) for box in chart.boxes for way in box.exits])
    count = len(grid.columns)
    gutters, lanes = [1] * (count + 1), [0] * (grid.rows + 1)
    while True:
        drawing = _Drawing(chart, grid, ways, _columns(gutters), lanes)
        wider = [max(pair) for pair in zip(gutters, drawing.gutters_needed(), strict=True)]
        higher = [max(pair) for pair in zip(lanes, drawing.lanes_needed(), strict=True)]
        if (wider, higher) == (gutters, lanes):
            return drawing.sheet()
        gutters, lanes = wider, higher


def _columns(gutters: list[int]) -> Columns:
    """The outer gutters may be empty; each other is as wide as its tracks need."""
    widths = [max(_LEAST_GUTTER, _GUTTER_PAD * 2 + (tracks - 1) * _TRACK) for tracks in gutters]
    count = len(gutters) - 1
    box = min(_WIDEST_BOX, (WIDTH - 2 * MARGIN - sum(widths)) / count)
    spare = (WIDTH - 2 * MARGIN - sum(widths) - box * count) / (count + 1)
    x, lefts, edges = float(MARGIN), [], []
    for number, width in enumerate(widths):
        edges.append((x, x + width + spare))
        x += width + spare
        if number < count:
            lefts.append(x)
            x += box
    return Columns(tuple(lefts), box, tuple(edges))


class _Drawing:
    """One try at a layout, for gutters and lanes of a given number of tracks."""

    def __init__(self, chart: Chart, grid: Grid, ways: list[Way], columns: Columns, lanes: list[int]) -> None:
        self._chart = chart
        self._grid = grid
        self._ways = ways
        self._columns = columns
        sides = {(way.source, way.exit): way.side for way in ways}
        blocks = {box.id: block(box, columns.box, _side_of(sides, box.id)) for box in chart.boxes}
        self._rows = _rows(grid, blocks, lanes)
        self.placed = {name: placed(found, self._rect(name, found)) for name, found in blocks.items()}
        self._gutters, self._lanes = self._needs()

    def _rect(self, name: str, found: Block) -> Rect:
        cell = self._grid.cells[name]
        left, top = self._columns.lefts[cell.column], self._rows.tops[cell.row]
        return Rect(left, top, self._columns.box, found.height)

    def gutters_needed(self) -> list[int]:
        return [len(set(assign(tracks).values())) for tracks in self._gutters]

    def lanes_needed(self) -> list[int]:
        return [len(set(assign(tracks, gap=6).values())) for tracks in self._lanes]

    def _needs(self) -> tuple[list[Tracks], list[Tracks]]:
        """What lies in each gap: in a gutter by height, in a lane by where it comes from and goes to."""
        gutters = [Tracks() for _ in self._columns.gutters]
        lanes = [Tracks() for _ in self._rows.lanes]
        for way in self._ways:
            if not way.gutters:
                continue
            start, end = self._exit_y(way), self._entry_y(way)
            if way.lane is None:
                gutters[way.gutters[0]].need(way.bundle, start, end)
                continue
            lane = self._rows.lanes[way.lane]
            first, last = way.gutters
            gutters[first].need(way.bundle, start, lane, lane + 20)
            gutters[last].need(way.bundle, lane, lane + 20, end)
            lanes[way.lane].need(way.bundle, self._middle(first), self._middle(last))
        return gutters, lanes

    def sheet(self) -> Sheet:
        xs, ys = self._tracks()
        wires = tuple(self._wire(way, xs, ys) for way in self._ways)
        bottom = self._rows.bottom
        return Sheet(self._chart, bottom, tuple(self._bands(bottom)), self.placed, wires)

    def _tracks(self) -> tuple[dict[tuple[int, str, Entry], float], dict[tuple[int, str, Entry], float]]:
        """The x of each bundle in each gutter, the y of each in each lane."""
        xs: dict[tuple[int, str, Entry], float] = {}
        for number, tracks in enumerate(self._gutters):
            found = ordered(tracks, assign(tracks), self._stubs(number))
            count = max(found.values(), default=0)
            first = self._middle(number) - count * _TRACK / 2
            xs |= {(number, *bundle): first + track * _TRACK for bundle, track in found.items()}
        ys: dict[tuple[int, str, Entry], float] = {}
        for number, tracks in enumerate(self._lanes):
            for bundle, track in assign(tracks, gap=6).items():
                ys[number, *bundle] = self._rows.lanes[number] + track * _TRACK
        return xs, ys

    def _stubs(self, gutter: int) -> list[Stub]:
        stubs: list[Stub] = []
        for way in self._ways:
            if gutter not in way.gutters:
                continue
            lane = self._rows.lanes[way.lane] if way.lane is not None else 0.0
            if way.gutters[0] == gutter:
                stubs.append(Stub(way.bundle, self._exit_y(way), "left" if way.side == "right" else "right"))
            else:
                stubs.append(Stub(way.bundle, lane, "right" if way.back else "left"))
            if way.gutters[-1] == gutter:
                stubs.append(
                    Stub(way.bundle, self._entry_y(way), "left" if way.entry == "right" else "right")
                )
            else:
                stubs.append(Stub(way.bundle, lane, "left" if way.back else "right"))
        return stubs

    def _wire(
        self,
        way: Way,
        xs: Mapping[tuple[int, str, Entry], float],
        ys: Mapping[tuple[int, str, Entry], float],
    ) -> Wire:
        source, target = self.placed[way.source].rect, self.placed[way.exit.to].rect
        if not way.gutters:
            points = (Point(source.middle, source.bottom), Point(source.middle, target.y))
            return Wire(way.source, way.exit, points, way.back)
        start = Point(source.right if way.side == "right" else source.x, self._exit_y(way))
        end = Point(target.right if way.entry == "right" else target.x, self._entry_y(way))
        first, last = xs[way.gutters[0], *way.bundle], xs[way.gutters[-1], *way.bundle]
        if way.lane is None:
            corners = [Point(first, start.y), Point(first, end.y)]
        else:
            y = ys[way.lane, *way.bundle]
            corners = [Point(first, start.y), Point(first, y), Point(last, y), Point(last, end.y)]
        return Wire(way.source, way.exit, (start, *corners, end), way.back)

    def _exit_y(self, way: Way) -> float:
        """Four pixels apart for the two sides of a gutter, whatever rows are beside each other there."""
        row = self._row(way)
        middle = row.rect.h / 2 if row.lines else STEP / 2
        return row.rect.y + middle + (2 if way.side == "right" else -2)

    def _row(self, way: Way) -> Row:
        return next(row for row in self.placed[way.source].rows if row.exit == way.exit)

    def _entry_y(self, way: Way) -> float:
        return self.placed[way.exit.to].rect.y + (ENTRY_LEFT if way.entry == "left" else ENTRY_RIGHT)

    def _middle(self, gutter: int) -> float:
        left, right = self._columns.gutters[gutter]
        return (left + right) / 2

    def _bands(self, bottom: float) -> list[Band]:
        bands: list[Band] = []
        for name, found in groupby(enumerate(self._grid.columns), key=lambda column: column[1]):
            numbers = [number for number, _ in found]
            left = self._columns.lefts[numbers[0]] - 8
            right = self._columns.lefts[numbers[-1]] + self._columns.box + 8
            bands.append(Band(self._chart.groups[name], Rect(left, 0, right - left, bottom)))
        return bands


def _side_of(sides: Mapping[tuple[str, Exit], Side], source: str) -> Callable[[Exit], Side]:
    return lambda way: sides[source, way]


def _rows(grid: Grid, blocks: Mapping[str, Block], lanes: list[int]) -> Rows:
    y, tops, tracks = float(HEADING), [], []
    for row in range(grid.rows):
        tracks.append(y + _LANE_PAD)
        y += _LANE_PAD * 2 + max(0, lanes[row] - 1) * _TRACK
        tops.append(y)
        y += max(blocks[name].height for name, cell in grid.cells.items() if cell.row == row)
    tracks.append(y + _LANE_PAD)
    return Rows(tuple(tops), tuple(tracks), y + _LANE_PAD * 2 + max(0, lanes[-1] - 1) * _TRACK)
