"""What a numbered choice leads to."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.signals import Mark, Place, What

FormName: TypeAlias = Literal[
    "abort",
    "action",
    "answer",
    "anytime",
    "approve",
    "break-glass",
    "byhand",
    "correct",
    "deny",
    "evidence",
    "item",
    "jump",
    "no-actions",
    "note",
    "other",
    "paste",
    "reopen",
    "resolve",
    "role",
    "rows",
    "severity",
    "skip",
    "tick",
    "undone",
    "update",
    "waive",
    "write",
]
Page: TypeAlias = Literal["step", "timeline", "help"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Nothing more is to be asked: this signal."""

    what: What


@dataclass(frozen=True, slots=True)
class Fill:
    """Something is to be asked first. `name`: the evidence, approval, item or way that it is about."""

    form: FormName
    place: Place | None = None
    name: str = ""
    given: str = ""
    """What was typed after the word, as the first answer."""
    mark: Mark = "passed"
    """Of a tick: what is said of the item."""


@dataclass(frozen=True, slots=True)
class Look:
    """Something is to be read."""

    page: Page


@dataclass(frozen=True, slots=True)
class Stay:
    """Wait here until something happens by itself."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Out of the walk; the incident goes on without this terminal."""


Deed: TypeAlias = Offer | Fill | Look | Stay | Leave


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the numbered list. `likely`: what the runbook or the verdict suggests."""

    label: str
    deed: Deed
    likely: bool = False
