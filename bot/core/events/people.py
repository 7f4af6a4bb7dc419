"""Who has which role, and how it came to them."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.handing import Handover, HandoverState
from bot.core.signals import Actor


@dataclass(frozen=True, slots=True)
class RoleTaken:
    role: str
    title: str
    holder: Actor
    former: Actor | None
    kind: Literal["role_taken.v1"] = "role_taken.v1"


@dataclass(frozen=True, slots=True)
class RoleGivenUp:
    """Nobody has it now."""

    role: str
    title: str
    former: Actor
    kind: Literal["role_given_up.v1"] = "role_given_up.v1"


@dataclass(frozen=True, slots=True)
class HandoverOffered:
    """With the brief, as it was then."""

    handover: Handover
    kind: Literal["handover_offered.v1"] = "handover_offered.v1"


@dataclass(frozen=True, slots=True)
class HandoverSettled:
    """An offer was answered, taken back, or is not valid any more."""

    handover: str
    title: str
    to: Actor
    state: HandoverState
    reason: str = ""
    kind: Literal["handover_settled.v1"] = "handover_settled.v1"


OfPeople: TypeAlias = RoleTaken | RoleGivenUp | HandoverOffered | HandoverSettled
