"""What is asked about one of several items, and about rows of a result."""

from collections.abc import Sequence

from bot.core.incident import Item
from bot.core.picking import offered, pick_of, rows_of
from bot.core.picture import At, Picture
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import PickRows, Place, Tick, What
from bot.terminal import asking
from bot.terminal.console import Console
from bot.terminal.deeds import Choice, Fill
from bot.terminal.items import of_item
from bot.terminal.rows import row_text


def chosen_item(console: Console, picture: Picture, at: At, place: Place, given: str) -> Choice:
    """One item (by its number, as the first word), then one of the things that can be done to it."""
    if not at.step.is_side_by_side:
        raise NotNow("This step has no items.", "`step` shows what it asks for.")
    items = at.visit.items
    first, _, rest = given.partition(" ")
    numbered = [(str(number), item.title or item.id) for number, item in enumerate(items, start=1)]
    number = asking.one_of(console, "Which item?", numbered, first)
    found = of_item(picture, at, place, items[int(number) - 1])
    if not found:
        raise NotNow("Nothing can be done to it now.")
    meant = [choice for choice in found if choice.label.lower().startswith(rest.lower())] if rest else []
    if len(meant) == 1:
        return meant[0]
    options = [(str(place), choice.label) for place, choice in enumerate(found)]
    return found[int(asking.one_of(console, "What about it?", options))]


def ticked(console: Console, form: Fill, item: Item) -> What:
    """A tick with a note; one that is not passed says why."""
    assert form.place is not None, "an item has a place"
    if form.mark == "passed":
        note = console.line("A note (Enter: none):").strip()
    else:
        note = asking.reason(console, "Why?")
    return Tick(form.place, item.id, form.mark, note)


def picked_rows(console: Console, picture: Picture, at: At, place: Place) -> What:
    """The rows by their numbers; none where several may be picked and none fits."""
    pick = pick_of(at.step)
    rows = rows_of(pick, at.item) if pick else None
    places = offered(picture.incident, at.run, at.step, at.item)
    if pick is None or rows is None:
        raise NotNow("There is nothing to pick here.")
    if not pick.many:
        options = [(str(number), row_text(rows[number])) for number in places]
        return PickRows(place, (int(asking.one_of(console, "Which row?", options)),))
    listed = [row_text(rows[number]) for number in places]
    typed = asking.numbers(console, "Which rows? Numbers with spaces, Enter: none:", listed)
    return PickRows(place, _rows(places, typed))


def _rows(places: Sequence[int], typed: Sequence[int]) -> tuple[int, ...]:
    wrong = [number for number in typed if not 1 <= number <= len(places)]
    if wrong:
        raise Unknown(f"There is no row {wrong[0]}.", "The numbers stand above.")
    return tuple(places[number - 1] for number in typed)
