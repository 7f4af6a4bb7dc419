"""What the world says: alerts, time, and what came of effects."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.result import CommandResult
from bot.core.signals.message import Source


@dataclass(frozen=True, slots=True)
class DueAgain:
    """The schedule of a procedure came round while the last run was still open."""

    occasion: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """A monitoring system says that something fires. `key`: its source, and what it calls this alert."""

    key: str
    labels: dict[str, str]
    annotations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Time:
    """The time that the incident asked to be woken at has come (perhaps long ago)."""


@dataclass(frozen=True, slots=True)
class Channelled:
    """The channel exists."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message is there."""

    channel: str
    ts: str
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file was made; `digest` names its bytes in the objects, `path` where it lies, if anywhere else."""

    digest: str
    path: str = ""
    what: Literal["postmortem", "map"] = "postmortem"
    about: str = ""
    """What is to be seen in it, in words."""


@dataclass(frozen=True, slots=True)
class Reached:
    """It is known whom a page calls: user ids, or a channel's; with `trouble` nobody, and why."""

    page: str
    to: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A message that was looked for, as it stands there now. `own`: Handrail wrote it."""

    text: str
    source: Source
    own: bool = False
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the message that a note was lies among the objects."""

    note: int
    file: str
    name: str
    media_type: str
    size: int
    digest: str
    redacted: bool = False
    """Something in it looked like a secret, and is not in what was kept."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What was to be kept is not to be had, for good: a message, or else a `file` of the one of a note."""

    why: str
    note: int = 0
    file: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unshared:
    """Only this organisation reads the channel, after another one did."""

    channel: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Done; there is nothing to remember."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done and will not be tried again by itself."""

    why: str


Done: TypeAlias = (
    Channelled
    | Posted
    | Filed
    | Reached
    | CommandResult
    | Found
    | Stored
    | Missing
    | Unshared
    | Nothing
    | Failed
)


@dataclass(frozen=True, slots=True)
class Ran:
    """The command that an effect ran, should its step be left before it ends; `changes` unless it reads."""

    run: str
    visit: int = 0
    item: str = "main"
    command: str = ""
    title: str = ""
    changes: bool = False


@dataclass(frozen=True, slots=True)
class EffectDone:
    """An effect was performed, with this result."""

    effect: str
    done: Done
    surface: str = ""
    """The name of the message that was posted, if one was."""
    kind: str = ""
    """The effect's kind."""
    ran: Ran | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The process died while this effect was being performed; nobody knows how far it came."""

    effect: str
    ran: Ran | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """The process of an approved command is about to start: the last look, and the last moment for a no.

    `plan` is what the effect would run; `doubt` is why who said yes, or who asked, may do so no more.
    """

    effect: str
    plan: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """The database was put back from a back-up whose log ends at `until`; what came later is not in it."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """Handrail is there again; it was there last at `since`."""

    since: datetime


World: TypeAlias = Alert | Time | EffectDone | Interrupted | Launch | DueAgain | Restored | Returned
