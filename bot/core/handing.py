"""A role on its way from one person to another, and what the next one has to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.signals.who import Actor

HandoverState: TypeAlias = Literal["offered", "accepted", "declined", "withdrawn", "expired", "void"]


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of a brief. Texts are plain: whoever shows them escapes them."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """A role offered to somebody; until they accept, `giver` keeps it. A role is offered to one at a time."""

    id: str
    role: str
    title: str
    giver: Actor
    to: Actor
    brief: tuple[Part, ...]
    """How things stood when it was offered; kept as it was."""
    offered_at: datetime
    expires_at: datetime
    state: HandoverState = "offered"
    by: Actor | None = None
    """Who answered or withdrew it."""
    reason: str = ""
    settled_at: datetime | None = None
