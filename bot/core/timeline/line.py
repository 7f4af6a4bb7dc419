"""One line of the timeline, and what an event tells of it before who and when stand beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.signals import Actor

LineKind: TypeAlias = Literal[
    "life", "walk", "command", "approval", "fact", "evidence", "people", "note", "trouble"
]


@dataclass(frozen=True, slots=True)
class Told:
    """What an event comes to, in plain words. `deviation`: something went against the runbook."""

    kind: LineKind
    text: str
    detail: str = ""
    """Foreign text (an output, a reason, a note): shown without mark-up."""
    digest: str = ""
    deviation: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `deviation`: something went against the runbook."""

    at: datetime
    by: Actor
    kind: LineKind
    text: str
    detail: str = ""
    """Foreign text (an output, a reason, a note): shown without mark-up."""
    digest: str = ""
    deviation: bool = False
