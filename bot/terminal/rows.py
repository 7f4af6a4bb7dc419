"""Rows of a result that a person picks, as they are written."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from bot.core.picking import offered, pick_of, rows_of
from bot.core.picture import At, Picture
from bot.core.texts import fill
from bot.core.values import Row, shown

IN_SIGHT = 50
"""So many rows are written out."""


def row_label(row: Row) -> str:
    """The first column tells rows apart; the second is said with it."""
    return " · ".join([shown(value) for value in row.values()][:2])


def row_text(row: Row) -> str:
    """The whole row, with its columns' names."""
    return " · ".join(f"{name} {shown(value)}" for name, value in row.items())[:300]


def rows_shown(picture: Picture, at: At) -> Iterator[RenderableType]:
    """The question, and the rows that may be picked."""
    pick = pick_of(at.step)
    rows = rows_of(pick, at.item) if pick else None
    if pick is None or rows is None:
        return
    places = offered(picture.incident, at.run, at.step, at.item)
    yield Text(fill(pick.question, picture.incident, at.run), style="bold")
    for place in places[:IN_SIGHT]:
        yield Text(f"  {row_text(rows[place])}")
    if len(places) > IN_SIGHT:
        yield Text(f"  … and {len(places) - IN_SIGHT} more", style="dim")
    if not places:
        yield Text("  No row of the result fits.")
    if at.item.picked is not None:
        chosen = "; ".join(row_label(rows[place]) for place in at.item.picked) or "none of them"
        yield Text(f"Picked: {chosen}", style="bold")
