"""Who may know of an incident that is not for everybody."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.signals import Actor


@dataclass(frozen=True, slots=True)
class MadeRestricted:
    """From here on it is for those alone who are in its private channel, which `effect` creates."""

    reason: str
    effect: str
    kind: Literal["made_restricted.v1"] = "made_restricted.v1"


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody came into the channel of a restricted incident, or is asked to."""

    who: Actor
    kind: Literal["let_in.v1"] = "let_in.v1"


@dataclass(frozen=True, slots=True)
class LetOut:
    """Somebody is no longer in the channel of a restricted incident."""

    who: Actor
    kind: Literal["let_out.v1"] = "let_out.v1"


@dataclass(frozen=True, slots=True)
class ChannelLocked:
    """People of another organisation can read the channel: nothing is said or taken there from here on."""

    channel: str
    kind: Literal["channel_locked.v1"] = "channel_locked.v1"


@dataclass(frozen=True, slots=True)
class ChannelUnlocked:
    """Only this organisation reads the channel again; what was held back follows."""

    channel: str
    kind: Literal["channel_unlocked.v1"] = "channel_unlocked.v1"


OfPrivacy: TypeAlias = MadeRestricted | LetIn | LetOut | ChannelLocked | ChannelUnlocked
