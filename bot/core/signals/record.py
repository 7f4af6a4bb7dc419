"""What people keep in the log, amend and strike in it, and which incidents they say belong together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.runbook import Severity
from bot.core.signals.message import Source
from bot.core.signals.who import Actor


@dataclass(frozen=True, slots=True)
class Note:
    """A line for the timeline. `redacted`: something was removed from it on its way here."""

    text: str
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class KeepMessage:
    """Keep a message of Slack's, as it was just shown to whoever asks for it."""

    text: str
    source: Source
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class MarkMessage:
    """Keep the message that stands there; it is still to be read."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Amend:
    """The note should read otherwise."""

    note: int
    text: str
    reason: str
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """The note should not count."""

    note: int
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another incident has to do with this one. Its title comes from outside."""

    other: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Unlink:
    """The other was restricted: this one, which is for everybody, names it no more."""

    other: str


@dataclass(frozen=True, slots=True)
class Merge:
    """This incident is the same as `into`; what is known of that one comes from outside."""

    into: str
    reason: str = ""
    title: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Something that a duplicate still owes, as it was owed there."""

    id: str
    kind: Literal["evidence", "undo"]
    title: str
    how: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Another incident turned out to be this one: go on for both. `people` come into the channel."""

    other: str
    title: str
    severity: Severity
    declared_at: datetime
    owed: tuple[LeftOpen, ...] = ()
    people: tuple[Actor, ...] = ()


Recording: TypeAlias = Note | KeepMessage | MarkMessage | Amend | Strike | Link | Unlink | Merge | TakeIn
