"""How roles go from one person to another."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.core.signals.who import Actor


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Take a role, or give it to `holder`; `seen` is the user who held it when the button was drawn.

    `groups`: those of the policy that the holder is in, as they are now.
    """

    role: str
    holder: Actor
    seen: str | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GiveUpRole:
    """Have it no longer, without a successor; it is vacant then."""

    role: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Offer one's role to somebody, with a brief. `groups` as of TakeRole."""

    role: str
    to: Actor
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AcceptHandover:
    """Take over what one was offered. `groups` as of TakeRole."""

    handover: str
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeclineHandover:
    """Not now, says the one it was offered to; or who offered it takes that back."""

    handover: str
    reason: str = ""


People: TypeAlias = TakeRole | GiveUpRole | HandOver | AcceptHandover | DeclineHandover
