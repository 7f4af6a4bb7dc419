"""Lines about who may know of the incident."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_privacy(event: ev.OfPrivacy) -> Told | None:
    """Who was let in, and that it is not for everybody any more."""
    match event:
        case ev.MadeRestricted():
            return Told("people", "Made restricted: it moved to a private channel", event.reason)
        case ev.LetIn():
            return Told("people", f"{event.who.name} was let in")
        case ev.LetOut():
            return Told("people", f"{event.who.name} is no longer in the channel")
        case ev.ChannelLocked():
            return Told("people", "Locked: people of another organisation can read the channel")
        case ev.ChannelUnlocked():
            return Told("people", "Unlocked: only this organisation reads the channel")
        case _:
            assert_never(event)
