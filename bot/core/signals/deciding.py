"""A second person's word, and what is owed beside the cursor."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.core.signals.step import Plan


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known, at the moment of the answer, of who asked."""

    same: bool = False
    """Who answers is the same person under another account: both have one e-mail address."""
    why_not: str = ""
    """Why who asked may not act any more; empty while they may."""


@dataclass(frozen=True, slots=True)
class Approve:
    """The second person's yes. `groups` are those the person is in at this moment; `plan` as it is now."""

    token: str
    groups: frozenset[str]
    plan: Plan | None = None
    asker: Asker = Asker()


@dataclass(frozen=True, slots=True)
class Deny:
    """The second person's no."""

    token: str
    groups: frozenset[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """What a second person has not answered is done by one alone. `groups`, `plan` as of Approve."""

    token: str
    reason: str
    groups: frozenset[str] = frozenset()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Waive:
    """Give up something owed. `token` names the approval that a guard of a `destroy` needs."""

    owed: str
    reason: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Collect:
    """Evidence is kept: a text, a link or the digest of a file."""

    owed: str
    text: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What had to be put back is back."""

    owed: str


Owing: TypeAlias = Waive | Collect | Undone

Deciding: TypeAlias = Approve | Deny | BreakGlass
