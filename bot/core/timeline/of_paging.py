"""Lines of pages: who was asked to come, by which rung, and who came."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_paging(event: ev.Paging) -> Told | None:
    """What an event about a page comes to."""
    match event:
        case ev.Paged():
            did = "Told" if event.tells else "Paged"
            rung = f", rung {event.rung} of the ladder" if event.rung else ""
            late = f", {event.late_seconds // 60} min late" if event.late_seconds >= 60 else ""
            return Told("people", f"{did} {event.title}{rung}{late}", event.why)
        case ev.PageReached(trouble=trouble) if trouble:
            return Told("trouble", f"Nobody could be reached for {event.title}", trouble)
        case ev.PageReached():
            return None
        case ev.PageAnswered():
            return Told("people", f"Answered the page of {event.title}")
        case _:
            assert_never(event)
