"""Where in a grid each box stands: its column by its phase, its row so that few ways cross."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from bot.drawing.chart import Box, Chart

MOST_COLUMNS = 6
"""More would leave less than 150 pixels for a box."""
TALL = 5
"""A column longer than this is cut in two while there is room."""
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the grid."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Which box stands where, and to which group each column belongs."""

    cells: Mapping[str, Cell]
    columns: tuple[str, ...]

    @property
    def rows(self) -> int:
        return max((cell.row for cell in self.cells.values()), default=-1) + 1

    def taken(self) -> frozenset[Cell]:
        return frozenset(self.cells.values())


def arrange(chart: Chart) -> Grid:
    """A cell for each box: the flow goes down a column and on to the right."""
    reading = _reading_order(chart)
    parts = _cut({name: [box for box in reading if box.group == name] for name in chart.groups})
    columns = tuple(name for name, _ in parts)
    ways = [(box.id, way.to) for box in chart.boxes for way in box.exits]
    best = orders = [[box.id for box in boxes] for _, boxes in parts]
    for sweep in range(_SWEEPS):
        orders = _sweep(
            orders, ways, {box.id: at for at, box in enumerate(reading)}, rightward=sweep % 2 == 0
        )
        if _cost(orders, ways) < _cost(best, ways):
            best = orders
    return Grid(dict(_cells(best, ways)), columns)


def _reading_order(chart: Chart) -> list[Box]:
    """The boxes as a walk meets them, first outcomes first; what may happen at any time comes last."""
    boxes = {box.id: box for box in chart.boxes}
    seen: set[str] = set()
    order: list[str] = []

    def visit(name: str) -> None:
        stack = [(name, iter(_after(boxes[name])))]
        seen.add(name)
        while stack:
            at, ways = stack[-1]
            following = next((to for to in ways if to not in seen), None)
            if following is None:
                order.append(at)
                stack.pop()
                continue
            seen.add(following)
            stack.append((following, iter(_after(boxes[following]))))

    started = [box.id for box in chart.boxes if any(mark.glyph == "start" for mark in box.marks)]
    first: list[str] = []
    for name in (*started, *boxes):
        if name not in seen:
            order.clear()
            visit(name)
            first.extend(reversed(order))
    anytime = [name for name in first if boxes[name].role == "anytime"]
    return [boxes[name] for name in (*(name for name in first if name not in anytime), *anytime)]


def _after(box: Box) -> Sequence[str]:
    """The ways of a box, last first: a search that goes this way finishes the first way last."""
    return [way.to for way in reversed(box.exits)]


def _cut(groups: Mapping[str, list[Box]]) -> list[tuple[str, list[Box]]]:
    """The groups as columns; the longest is cut in two while there is room for one more."""
    pieces = {name: 1 for name, boxes in groups.items() if boxes}

    def length(name: str) -> int:
        return -(-len(groups[name]) // pieces[name])

    while sum(pieces.values()) < MOST_COLUMNS:
        longest = max(pieces, key=length)
        if length(longest) <= TALL:
            break
        pieces[longest] += 1
    return [
        (name, groups[name][at * length(name) : (at + 1) * length(name)])
        for name in pieces
        for at in range(pieces[name])
    ]


def _sweep(
    orders: list[list[str]], ways: Sequence[tuple[str, str]], reading: Mapping[str, int], *, rightward: bool
) -> list[list[str]]:
    """Each column sorted anew by the mean place of its neighbours elsewhere; what leads on stays above."""
    result = [list(order) for order in orders]
    numbers = range(len(result)) if rightward else range(len(result) - 1, -1, -1)
    for number in numbers:
        places = {name: row / max(len(order), 1) for order in result for row, name in enumerate(order)}
        own = set(result[number])
        pull: dict[str, list[float]] = {name: [] for name in own}
        above: dict[str, set[str]] = {name: set() for name in own}
        for source, target in ways:
            if source in own and target in own:
                if reading[source] < reading[target]:
                    above[target].add(source)
            elif source in own:
                pull[source].append(places[target])
            elif target in own:
                pull[target].append(places[source])
        keys = {name: (sum(near) / len(near) if near else places[name]) for name, near in pull.items()}
        result[number] = _sorted(result[number], keys, above)
    return result


def _sorted(order: list[str], keys: Mapping[str, float], above: Mapping[str, set[str]]) -> list[str]:
    """The lowest key first, but nothing before what must stand above it."""
    left, done = list(order), []
    while left:
        free = [name for name in left if not above[name] & set(left)]
        first = min(free or left, key=lambda name: keys[name])
        left.remove(first)
        done.append(first)
    return done


def _cost(orders: list[list[str]], ways: Sequence[tuple[str, str]]) -> float:
    """Crossings, and a little for each row that a way must climb."""
    at = {name: (column, row) for column, order in enumerate(orders) for row, name in enumerate(order)}
    lines = sorted({tuple(sorted((at[source], at[target]))) for source, target in ways})
    across = [line for line in lines if line[0][0] != line[1][0]]
    crossings = sum(
        1
        for (a, b), (c, d) in combinations(across, 2)
        if (a[0], b[0]) == (c[0], d[0]) and (a[1] - c[1]) * (b[1] - d[1]) < 0
    )
    climbing = sum(abs(at[source][1] - at[target][1]) for source, target in ways)
    inside = sum(
        3 for source, target in ways if at[source][0] == at[target][0] and at[target][1] != at[source][1] + 1
    )
    return 4 * crossings + climbing + inside


def _cells(orders: list[list[str]], ways: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Cell]]:
    """Rows from the top; a box slides down to stand beside what leads to it, where that costs nothing."""
    rows = max(len(order) for order in orders)
    placed: dict[str, int] = {}
    for number, order in enumerate(orders):
        least = 0
        for at, name in enumerate(order):
            near = [placed[source] for source, target in ways if target == name and source in placed]
            near = [row for row in near if row >= least] if at or near else []
            most = rows - (len(order) - at)
            follows = bool(at) and (order[at - 1], name) in ways
            row = least if follows or not near else min(max(least, min(near)), most)
            placed[name] = row
            least = row + 1
            yield name, Cell(number, row)


def straight(grid: Grid, source: str, target: str) -> bool:
    """Whether the target is the next box below the source."""
    column = sorted(
        (cell.row, name) for name, cell in grid.cells.items() if cell.column == grid.cells[source].column
    )
    return any((above, below) == (source, target) for (_, above), (_, below) in pairwise(column))
