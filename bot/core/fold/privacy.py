"""The fold over who may know of the incident."""

from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Incident, Stamp


def privacy(incident: Incident, event: ev.OfPrivacy, stamp: Stamp) -> Incident:
    """After an event about who may know of it."""
    match event:
        case ev.MadeRestricted():
            called = (
                f"{incident.declared_by.team}/{user}" for page in incident.pages.values() for user in page.to
            )
            return replace(
                incident,
                restricted=True,
                insiders=tuple(dict.fromkeys([*incident.insiders, stamp.by.key, *called])),
                channel="",
                channel_name="",
                opening=event.effect,
                locked="",
                terms=replace(incident.terms, ticket=False) if incident.terms else None,
                messages={
                    name: one for name, one in incident.messages.items() if one.channel.startswith("D")
                },
            )
        case ev.LetIn():
            return replace(incident, insiders=tuple(dict.fromkeys([*incident.insiders, event.who.key])))
        case ev.LetOut():
            left = tuple(key for key in incident.insiders if key != event.who.key)
            return replace(incident, insiders=left)
        case ev.ChannelLocked(channel=channel):
            return replace(incident, locked=channel)
        case ev.ChannelUnlocked():
            return replace(incident, locked="")
        case _:
            assert_never(event)
