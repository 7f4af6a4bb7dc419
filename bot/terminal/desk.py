"""Who fills a form in, looking at what."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.incident import MAIN, Incident, Item
from bot.core.picture import At, Exact, Picture
from bot.core.refusals import NotNow
from bot.core.signals import Actor, Place
from bot.terminal.console import Console
from bot.terminal.deeds import Fill


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a command said that a person ran, and how it ended."""

    place: Place
    text: str
    ended: int | None
    item: str = MAIN


@dataclass(frozen=True, slots=True)
class Desk:
    """Who fills the form in, looking at what."""

    console: Console
    picture: Picture
    by: Actor
    groups: frozenset[str]
    exact: Callable[[Place, str], Exact | None]
    """What an item's command is now."""

    @property
    def incident(self) -> Incident:
        return self.picture.incident


def here(desk: Desk, form: Fill) -> At:
    """The present step, while the form is about it."""
    at = desk.picture.at()
    if at is None or form.place != Place(at.run.id, at.visit.number):
        raise NotNow("This step is over.", "Look where the walk is now.")
    return at


def place_of(at: At) -> Place:
    """What signals of the step carry."""
    return Place(at.run.id, at.visit.number)


def item_of(at: At, name: str) -> Item:
    """One of the step's items; a Refusal where it is not clear which."""
    item = at.visit.item(name)
    if item is None:
        raise NotNow("There are several things here.", "`item` does one of them, as in `item 2`.")
    return item
