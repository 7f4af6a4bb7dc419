"""The fold over pages."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Incident, Page, Stamp


def paging(incident: Incident, event: ev.Paging, stamp: Stamp) -> Incident:
    """After an event about a page."""
    match event:
        case ev.Paged():
            page = Page(
                event.page, event.group, event.title, event.why, stamp.at, stamp.by, event.rung, event.tells
            )
            after = _with(incident, page)
            if event.due is None:
                return after
            return replace(after, fired={**incident.fired, event.key: event.due})
        case ev.PageReached():
            found = replace(incident.pages[event.page], to=event.to, trouble=event.trouble)
            return _with(_let_in(incident, event.to), found)
        case ev.PageAnswered():
            return _with(incident, answered(incident.pages[event.page], stamp))
        case _:
            assert_never(event)


def _let_in(incident: Incident, people: Iterable[str]) -> Incident:
    """Whoever is called to a restricted incident may know of it."""
    if not incident.restricted:
        return incident
    called = (f"{incident.declared_by.team}/{user}" for user in people)
    return replace(incident, insiders=tuple(dict.fromkeys([*incident.insiders, *called])))


def answered(page: Page, stamp: Stamp) -> Page:
    """The page once somebody is on it; whoever was first stays."""
    return replace(page, answered_by=stamp.by, answered_at=stamp.at) if page.waits else page


def _with(incident: Incident, page: Page) -> Incident:
    return replace(incident, pages={**incident.pages, page.id: page})
