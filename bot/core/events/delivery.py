"""What came of effects: channels, messages, files; and what was asked for and made."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class ChannelCreated:
    channel: str
    name: str
    kind: Literal["channel_created.v1"] = "channel_created.v1"


@dataclass(frozen=True, slots=True)
class MessagePosted:
    surface: str
    channel: str
    ts: str
    permalink: str
    kind: Literal["message_posted.v1"] = "message_posted.v1"


@dataclass(frozen=True, slots=True)
class DraftAsked:
    """Somebody asked for the postmortem draft as the log is now."""

    kind: Literal["draft_asked.v1"] = "draft_asked.v1"


@dataclass(frozen=True, slots=True)
class DraftWritten:
    digest: str
    path: str
    kind: Literal["draft_written.v1"] = "draft_written.v1"


@dataclass(frozen=True, slots=True)
class MapAsked:
    """Somebody asked for a picture of the way through the runbook."""

    kind: Literal["map_asked.v1"] = "map_asked.v1"


@dataclass(frozen=True, slots=True)
class MapDrawn:
    digest: str
    about: str
    kind: Literal["map_drawn.v1"] = "map_drawn.v1"


@dataclass(frozen=True, slots=True)
class EffectDied:
    """Something could not be delivered; it stands on the card until a person has looked."""

    effect: str
    effect_kind: str
    why: str
    kind: Literal["effect_died.v1"] = "effect_died.v1"


Delivered: TypeAlias = (
    ChannelCreated | MessagePosted | DraftAsked | DraftWritten | MapAsked | MapDrawn | EffectDied
)
