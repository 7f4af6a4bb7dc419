"""The fold over pages."""

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
            return _with(incident, replace(incident.pages[event.page], to=event.to, trouble=event.trouble))
        case ev.PageAnswered():
            return _with(incident, answered(incident.pages[event.page], stamp))
        case _:
            assert_never(event)


def answered(page: Page, stamp: Stamp) -> Page:
    """The page once somebody is on it; whoever was first stays."""
    return replace(page, answered_by=stamp.by, answered_at=stamp.at) if page.waits else page


def _with(incident: Incident, page: Page) -> Incident:
    return replace(incident, pages={**incident.pages, page.id: page})
