"""What is owed beside the cursor: evidence, and what must be put back."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.incident import Owed


@dataclass(frozen=True, slots=True)
class UndoOwed:
    owed: Owed
    kind: Literal["undo_owed.v1"] = "undo_owed.v1"


@dataclass(frozen=True, slots=True)
class OwedMet:
    """Evidence collected, or something put back. `step` is set when a step of the walk did it."""

    owed: str
    title: str
    text: str = ""
    digest: str = ""
    step: str = ""
    digests: tuple[str, ...] = ()
    """Of several items: each one's output."""
    kind: Literal["owed_met.v1"] = "owed_met.v1"


@dataclass(frozen=True, slots=True)
class OwedWaived:
    owed: str
    title: str
    reason: str
    kind: Literal["owed_waived.v1"] = "owed_waived.v1"


@dataclass(frozen=True, slots=True)
class OwedMoved:
    """What a called run still owes is owed by its caller."""

    run: str
    to: str
    prefix: str
    kind: Literal["owed_moved.v1"] = "owed_moved.v1"


Owing: TypeAlias = UndoOwed | OwedMet | OwedWaived | OwedMoved
