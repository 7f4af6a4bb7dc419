"""The line of one event, by the topic that the event belongs to."""

from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Stamp
from bot.core.timeline.of_delivery import of_delivery
from bot.core.timeline.of_owing import of_owing
from bot.core.timeline.of_paging import of_paging
from bot.core.timeline.of_papers import of_papers
from bot.core.timeline.of_people import of_people
from bot.core.timeline.of_privacy import of_privacy
from bot.core.timeline.of_record import of_record
from bot.core.timeline.of_room import of_room
from bot.core.timeline.of_walk import of_walk
from bot.core.timeline.of_work import of_work
from bot.core.timeline.parts import Line, Told


def line(event: ev.Event, stamp: Stamp) -> Line | None:
    """The line of an event, or None for what people need not read."""
    told = _told(event)
    if told is None:
        return None
    by = told.by or stamp.by
    return Line(stamp.at, by, told.kind, told.text, told.detail, told.digest, told.deviation, told.source)


def _told(event: ev.Event) -> Told | None:
    if isinstance(event, ev.OfRoom):
        return of_room(event)
    if isinstance(event, ev.OfPeople):
        return of_people(event)
    if isinstance(event, ev.OfPrivacy):
        return of_privacy(event)
    if isinstance(event, ev.Paging):
        return of_paging(event)
    if isinstance(event, ev.Walking):
        return of_walk(event)
    if isinstance(event, ev.Working):
        return of_work(event)
    if isinstance(event, ev.Owing):
        return of_owing(event)
    if isinstance(event, ev.OfPapers):
        return of_papers(event)
    if isinstance(event, ev.Recorded):
        return of_record(event)
    if isinstance(event, ev.Delivered):
        return of_delivery(event)
    assert_never(event)
