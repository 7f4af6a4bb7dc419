"""Lines of what is owed beside the cursor."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_owing(event: ev.Owing) -> Told | None:
    """What became owed, was met, or was given up; that a caller owes it now changes nothing for people."""
    match event:
        case ev.UndoOwed(owed=owed):
            return Told("evidence", f"To be put back later: {owed.title}")
        case ev.OwedMet():
            return Told("evidence", f"Done or kept: {event.title}", event.text, event.digest)
        case ev.OwedWaived():
            return Told("evidence", f"Waived: {event.title}", event.reason, deviation=True)
        case ev.OwedMoved():
            return None
        case _:
            assert_never(event)
