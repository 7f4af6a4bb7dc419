"""What people read of the log: one line an event, in words. Shown in Slack and in the postmortem.

Texts are plain: whoever shows them escapes them. Times stand beside the line, not in it. Each topic
of events has a module, which says of every event of its own what it comes to.
"""

from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Stamp
from bot.core.timeline.line import Line, LineKind, Told
from bot.core.timeline.of_delivery import of_delivery
from bot.core.timeline.of_owing import of_owing
from bot.core.timeline.of_paging import of_paging
from bot.core.timeline.of_people import of_people
from bot.core.timeline.of_room import of_room
from bot.core.timeline.of_walk import of_walk
from bot.core.timeline.of_work import of_work
from bot.core.timeline.results import TICKS, said

__all__ = ["TICKS", "Line", "LineKind", "Told", "line", "said"]


def line(event: ev.Event, stamp: Stamp) -> Line | None:
    """The line of an event, or None for what people need not read."""
    told = _told(event)
    if told is None:
        return None
    return Line(stamp.at, stamp.by, told.kind, told.text, told.detail, told.digest, told.deviation)


def _told(event: ev.Event) -> Told | None:
    if isinstance(event, ev.OfRoom):
        return of_room(event)
    if isinstance(event, ev.OfPeople):
        return of_people(event)
    if isinstance(event, ev.Walking):
        return of_walk(event)
    if isinstance(event, ev.Working):
        return of_work(event)
    if isinstance(event, ev.Owing):
        return of_owing(event)
    if isinstance(event, ev.Delivered):
        return of_delivery(event)
    if isinstance(event, ev.Paging):
        return of_paging(event)
    assert_never(event)
