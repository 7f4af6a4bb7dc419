"""A row of the outbox as people are shown it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

RowState: TypeAlias = Literal["waiting", "leased", "done", "dead"]


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One effect that is not done, why not, and what holds it up."""

    id: str
    incident: str
    kind: str
    state: RowState
    due: datetime
    attempts: int
    lane: str
    why: str
    """What went wrong last; empty when nothing did."""
    blocked_by: tuple[str, ...] = ()
    """Effects that must be done first and are not."""
