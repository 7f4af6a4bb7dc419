"""A picture as SVG: one sheet or several, one below the other, and the legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.drawing.chart import Chart
from bot.drawing.foot import Foot, foot
from bot.drawing.layout import layout
from bot.drawing.sheet import WIDTH, Point, Sheet, Wire

HEAD = 56
"""Room for the title above a sheet."""
_ROUND = 5
_TEMPLATES = ImmutableSandboxedEnvironment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet, its legend, and where they stand in the picture."""

    top: float
    sheet: Sheet
    foot: Foot

    @property
    def height(self) -> float:
        return HEAD + self.sheet.height + self.foot.height + 12


def svg(charts: Sequence[Chart], about: str = "") -> str:
    """The picture of one or more charts. `about` says in words what is seen, for those who cannot see it."""
    pages: list[Page] = []
    top = 0.0
    for chart in charts:
        sheet = layout(chart)
        page = Page(top, sheet, foot(chart, _ways(sheet)))
        pages.append(page)
        top += page.height
    template = _TEMPLATES.get_template("picture.svg.j2")
    return template.render(
        width=WIDTH, height=top, head=HEAD, pages=pages, path=path, about=about, drawn=_last_taken
    )


def path(points: Sequence[Point]) -> str:
    """The corners as an SVG path, each turned in a small curve."""
    parts = [f"M{points[0].x:g} {points[0].y:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _toward(corner, before), _toward(corner, after)
        parts.append(f"L{start.x:g} {start.y:g}Q{corner.x:g} {corner.y:g} {end.x:g} {end.y:g}")
    parts.append(f"L{points[-1].x:g} {points[-1].y:g}")
    return "".join(parts)


def _toward(corner: Point, other: Point) -> Point:
    """The place a little way from a corner, on the line to the next; lines are level or upright."""
    across, down = other.x - corner.x, other.y - corner.y
    length = abs(across) + abs(down)
    share = min(_ROUND, length / 2) / length if length else 0
    return Point(round(corner.x + across * share, 1), round(corner.y + down * share, 1))


def _ways(sheet: Sheet) -> set[str]:
    kinds = {"back" for wire in sheet.wires if wire.back}
    kinds |= {"leap" for wire in sheet.wires if wire.exit.leap}
    return kinds | {"taken" for wire in sheet.wires if wire.exit.taken}


def _last_taken(wires: Sequence[Wire]) -> list[Wire]:
    """What was walked is drawn last, and so lies on top."""
    return sorted(wires, key=lambda wire: wire.exit.taken)
