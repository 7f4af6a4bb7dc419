"""What people keep in the log: notes, messages with their files, and which incidents belong together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import Owed
from bot.core.runbook import Severity
from bot.core.signals import Actor, Source


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A note; they are counted from 1. With a `source`, it is a message that somebody kept."""

    text: str
    source: Source | None = None
    kept_by: Actor | None = None
    """Who asked for it, where Handrail had to fetch the message first."""
    redacted: bool = False
    """Something in it was taken for a secret and removed before it came here."""
    kind: Literal["note_added.v1"] = "note_added.v1"


@dataclass(frozen=True, slots=True)
class NoteAmended:
    """The note reads otherwise from now on; the log keeps how it read before."""

    note: int
    text: str
    reason: str
    redacted: bool = False
    kind: Literal["note_amended.v1"] = "note_amended.v1"


@dataclass(frozen=True, slots=True)
class NoteStruck:
    """The note does not count any more; it stays readable."""

    note: int
    reason: str
    kind: Literal["note_struck.v1"] = "note_struck.v1"


@dataclass(frozen=True, slots=True)
class MessageMarked:
    """Somebody marked a message to be kept; the effect fetches it."""

    channel: str
    ts: str
    effect: str
    kind: Literal["message_marked.v1"] = "message_marked.v1"


@dataclass(frozen=True, slots=True)
class MessageNotKept:
    """A marked message is not kept: it is Handrail's own, or it is not there any more."""

    effect: str
    why: str
    kind: Literal["message_not_kept.v1"] = "message_not_kept.v1"


@dataclass(frozen=True, slots=True)
class FileKept:
    """A file of a kept message lies among the objects."""

    note: int
    file: str
    name: str
    media_type: str
    size: int
    digest: str
    kind: Literal["file_kept.v1"] = "file_kept.v1"


@dataclass(frozen=True, slots=True)
class FileNotKept:
    """A file of a kept message could not be kept."""

    note: int
    file: str
    name: str
    why: str
    kind: Literal["file_not_kept.v1"] = "file_not_kept.v1"


@dataclass(frozen=True, slots=True)
class IncidentLinked:
    """Another incident has to do with this one; it says the same of this one."""

    other: str
    title: str
    kind: Literal["incident_linked.v1"] = "incident_linked.v1"


@dataclass(frozen=True, slots=True)
class IncidentUnlinked:
    """The other was restricted meanwhile: nothing tells of it here any more."""

    other: str
    kind: Literal["incident_unlinked.v1"] = "incident_unlinked.v1"


@dataclass(frozen=True, slots=True)
class IncidentMerged:
    """This incident is the same as another, which goes on alone and owes what this one owed."""

    into: str
    title: str
    reason: str
    kind: Literal["incident_merged.v1"] = "incident_merged.v1"


@dataclass(frozen=True, slots=True)
class DuplicateTaken:
    """Another incident was this one; it is closed, and what it owed is owed here under new ids."""

    other: str
    title: str
    severity: Severity
    declared_at: datetime
    owed: tuple[Owed, ...]
    kind: Literal["duplicate_taken.v1"] = "duplicate_taken.v1"


Recorded: TypeAlias = (
    NoteAdded
    | NoteAmended
    | NoteStruck
    | MessageMarked
    | MessageNotKept
    | FileKept
    | FileNotKept
    | IncidentLinked
    | IncidentUnlinked
    | IncidentMerged
    | DuplicateTaken
)
