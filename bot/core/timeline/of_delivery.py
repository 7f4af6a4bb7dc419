"""Lines of what came of effects: people see what was posted, so only what failed is told."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_delivery(event: ev.Delivered) -> Told | None:
    """What could not be delivered."""
    match event:
        case ev.EffectDied():
            return Told("trouble", f"Could not be delivered: {event.effect_kind}", event.why)
        case (
            ev.ChannelCreated()
            | ev.MessagePosted()
            | ev.DraftAsked()
            | ev.DraftWritten()
            | ev.MapAsked()
            | ev.MapDrawn()
        ):
            return None
        case _:
            assert_never(event)
