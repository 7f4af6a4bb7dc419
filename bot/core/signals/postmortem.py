"""What people do to the postmortem: write it, say what will be changed, agree on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.signals.who import Actor

Settling: TypeAlias = Literal["done", "dropped", "open"]


@dataclass(frozen=True, slots=True)
class WriteSection:
    """The section is to read like this. `seen`: its edits when it was read; None adds to what is there."""

    section: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AddAction:
    """Something will be changed, by `owner`, by the end of the day `due` (its midnight in UTC)."""

    text: str
    owner: Actor
    due: datetime


@dataclass(frozen=True, slots=True)
class SettleAction:
    """It is done; or it is dropped, with why; or it is open after all."""

    action: str
    how: Settling
    why: str = ""


@dataclass(frozen=True, slots=True)
class AssignAction:
    """Another owner, another day, or both. `seen`: the user who owned it when that was shown."""

    action: str
    owner: Actor | None = None
    due: datetime | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class NoActions:
    """Nothing is to be changed, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class AskReview:
    """Ask somebody to read it."""

    of: Actor


@dataclass(frozen=True, slots=True)
class Accept:
    """It is right as it stands. `seen`: the edits that were read; None: as it is now."""

    seen: int | None = None


@dataclass(frozen=True, slots=True)
class GiveBack:
    """It is not right yet, and why."""

    reason: str


Papers: TypeAlias = (
    WriteSection | AddAction | SettleAction | AssignAction | NoActions | AskReview | Accept | GiveBack
)
