"""One line of the timeline, and what an event tells of it before who and when stand beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.signals import Actor, Source

LineKind: TypeAlias = Literal[
    "life", "walk", "command", "approval", "fact", "evidence", "people", "note", "trouble", "postmortem"
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
    source: Source | None = None
    by: Actor | None = None
    """Who caused it, where that is not who stands in the log's row."""


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
    source: Source | None = None
    """The message that a note was: who wrote it, when and where."""
    note: int = 0
    """Number of the note; 0 for what is none."""
    struck: bool = False
    changed: str = ""
    """By whom and when a note was amended or struck last."""
    step: str = ""
    """Id of the step that it belongs to, or that the incident was at."""
