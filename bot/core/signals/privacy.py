"""Who may know of an incident."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.core.signals.who import Actor


@dataclass(frozen=True, slots=True)
class Restrict:
    """Let nobody know of it from here on but those who are in it: it moves to a private channel."""

    reason: str


@dataclass(frozen=True, slots=True)
class Admit:
    """Let somebody in; when Slack tells that they came into the private channel, Handrail says so."""

    who: Actor


@dataclass(frozen=True, slots=True)
class Depart:
    """Slack tells that somebody is no longer in the private channel."""

    who: Actor


@dataclass(frozen=True, slots=True)
class Shared:
    """Slack tells that people of another organisation can read the channel, or will soon."""

    channel: str


Privacy: TypeAlias = Restrict | Admit | Depart | Shared
