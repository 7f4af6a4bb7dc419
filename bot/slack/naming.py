"""How people name what stands in a step: an item by number, id or words; a tick; a way out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import get_args

from bot.core.incident import Incident, Item, Visit
from bot.core.picture import WayOut
from bot.core.refusals import Unknown
from bot.core.signals import Cancel, Claim, Mark, Perform, Record, Tick, What
from bot.slack.views.items import find_item

SNOOZE = "20m"
"""For how long a reminder is put off where nothing else is said."""
_LENGTH = re.compile(r"([1-9][0-9]{0,3})(m|min|h)?")
_MARKS: dict[str, Mark] = {
    "": "passed",
    "done": "passed",
    "ok": "passed",
    "passed": "passed",
    "failed": "failed",
    "fail": "failed",
    "n/a": "not_applicable",
    "na": "not_applicable",
    "not-applicable": "not_applicable",
    "open": "open",
    "undo": "open",
    "back": "open",
}


def mark_of(word: str) -> Mark:
    """What a button carries, or the word that was typed; `passed` where it says nothing known."""
    known: tuple[Mark, ...] = get_args(Mark)
    return next((mark for mark in known if mark == word), _MARKS.get(word.lower(), "passed"))


def length_of(word: str) -> timedelta:
    """How long: `20m`, `1h`, `90` (minutes), `off`."""
    if word.lower() in {"off", "end", "0"}:
        return timedelta()
    found = _LENGTH.fullmatch(word.lower())
    if found is None:
        raise Unknown(f"`{word[:40]}` is not a length of time.", "Say `20m`, `1h` or `off`.")
    return timedelta(minutes=int(found[1]) * (60 if (found[2] or "").startswith("h") else 1))


def is_mark(word: str) -> bool:
    """Whether a typed word says what became of an item."""
    return bool(word) and word.lower() in _MARKS


def item_named(visit: Visit, said: str) -> Item:
    """The item that somebody means: its number, its id, or words that only its title has."""
    found = find_item(visit, said) or find_item(visit, f"#{said.lstrip('#')}")
    if found is None:
        words = said.lower()
        fitting = [item for item in visit.items if words and words in f"{item.title} {item.element}".lower()]
        found = fitting[0] if len(fitting) == 1 else None
    if found is None:
        several = len(visit.items)
        raise Unknown(
            f"There is no item `{said[:40]}` in “{visit.title}”.",
            f"They are numbered from 1 to {several}: `/incident items` shows them."
            if several
            else "It has no items.",
        )
    return found


def with_item(what: What, incident: Incident) -> What:
    """The same, with an item that a button names by its number under its own id."""
    if not isinstance(what, Perform | Cancel | Record | Claim | Tick) or not what.item.startswith("#"):
        return what
    run = incident.runs.get(what.place.run)
    visit = run.visit if run else None
    found = find_item(visit, what.item) if visit and visit.number == what.place.visit else None
    return replace(what, item=found.id) if found else what


def way_named(ways: Sequence[WayOut], said: str) -> WayOut | None:
    """The way out that somebody means, by its id or its label."""
    words = said.strip().lower()
    return next((one for one in ways if words in {one.name, one.way.id, one.way.label.lower()}), None)
