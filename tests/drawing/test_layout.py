"""Whatever the runbook: nothing overlaps, and each way leads from its row to its target."""

from itertools import combinations, pairwise

from hypothesis import HealthCheck, given, settings

from bot.drawing.chart import Chart
from bot.drawing.font import width
from bot.drawing.layout import layout
from bot.drawing.sheet import WIDTH, Point, Rect, Sheet, Wire
from bot.drawing.sizing import said
from tests.drawing.charts import charts

RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A chart takes long to draw by lot, and the machine may be busy."""


def segments(wire: Wire) -> list[tuple[Point, Point]]:
    return list(pairwise(wire.points))


def crosses(one: Point, other: Point, rect: Rect) -> bool:
    """Whether a level or upright line has a part inside the rectangle."""
    box = Rect(rect.x + 0.5, rect.y + 0.5, rect.w - 1, rect.h - 1)
    low_x, high_x = sorted((one.x, other.x))
    low_y, high_y = sorted((one.y, other.y))
    return low_x < box.right and high_x > box.x and low_y < box.bottom and high_y > box.y


def on_border(at: Point, rect: Rect) -> bool:
    within = rect.x <= at.x <= rect.right and rect.y <= at.y <= rect.bottom
    return within and not rect.holds(at)


def lie_on_each_other(one: Wire, other: Wire) -> bool:
    """Whether two wires share more than a point of a line."""
    for a, b in segments(one):
        for c, d in segments(other):
            if a.x == b.x == c.x == d.x and a.y != b.y and c.y != d.y:
                if min(max(a.y, b.y), max(c.y, d.y)) - max(min(a.y, b.y), min(c.y, d.y)) > 0.01:
                    return True
            elif (
                a.y == b.y == c.y == d.y
                and min(max(a.x, b.x), max(c.x, d.x)) - max(min(a.x, b.x), min(c.x, d.x)) > 0.01
            ):
                return True
    return False


@given(charts())
@RANDOM
def test_no_two_boxes_overlap_and_all_are_in_the_picture(chart: Chart) -> None:
    sheet = layout(chart)

    rects = [placed.rect for placed in sheet.boxes.values()]
    assert len(rects) == len(chart.boxes)
    assert not [pair for pair in combinations(rects, 2) if pair[0].meets(pair[1])]
    assert all(rect.x >= 0 and rect.right <= WIDTH and rect.y >= 0 for rect in rects)
    assert all(rect.bottom <= sheet.height for rect in rects)


@given(charts())
@RANDOM
def test_every_way_is_drawn_from_its_row_to_its_target_and_through_no_box(chart: Chart) -> None:
    sheet = layout(chart)

    assert sorted((wire.source, wire.exit.to) for wire in sheet.wires) == sorted(
        (box.id, way.to) for box in chart.boxes for way in box.exits
    )
    for wire in sheet.wires:
        source = sheet.boxes[wire.source]
        row = next(row for row in source.rows if row.exit == wire.exit)
        assert on_border(wire.points[0], source.rect)
        assert row.rect.y <= wire.points[0].y <= row.rect.bottom
        assert on_border(wire.points[-1], sheet.boxes[wire.exit.to].rect)
        assert all(0 <= point.x <= WIDTH and 0 <= point.y <= sheet.height for point in wire.points)
        for one, other in segments(wire):
            assert one.x == other.x or one.y == other.y
            assert not [name for name, box in sheet.boxes.items() if crosses(one, other, box.rect)]


@given(charts())
@RANDOM
def test_lines_to_different_boxes_never_lie_on_each_other(chart: Chart) -> None:
    sheet = layout(chart)

    for one, other in combinations(sheet.wires, 2):
        if one.exit.to != other.exit.to:
            assert not lie_on_each_other(one, other), (one, other)


@given(charts())
@RANDOM
def test_every_text_fits_into_its_box_and_is_all_there(chart: Chart) -> None:
    sheet = layout(chart)

    for placed in sheet.boxes.values():
        assert "".join(placed.title).replace(" ", "") == placed.box.title.replace(" ", "")
        for row in placed.rows:
            assert "".join(row.lines).replace(" ", "") == said(row.exit, row.side).replace(" ", "")
            assert placed.rect.y < row.rect.y
            assert row.rect.bottom <= placed.rect.bottom
        ends = [(mark.y, mark.y + 16 * (len(mark.lines) - 1)) for mark in placed.marks]
        lowest = placed.rows[0].rect.y if placed.rows else placed.rect.bottom
        assert all(placed.rect.y < first <= last < lowest for first, last in ends)
        _fits(sheet, placed.box.id)


def _fits(sheet: Sheet, name: str) -> None:
    placed = sheet.boxes[name]
    assert all(width(line, 13, bold=True) <= placed.rect.w - 28 for line in placed.title)
    for mark in placed.marks:
        assert all(width(line, 12) <= placed.rect.w - 30 for line in mark.lines)
    for row in placed.rows:
        assert all(width(line, 12, bold=row.exit.taken) <= placed.rect.w - 6 for line in row.lines)
