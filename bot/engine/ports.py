"""What the engine needs from outside, as Protocols; adapters live in the rooms, fakes in tests/fakes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from bot.core.catalogue import Entry
from bot.core.duties import Duty
from bot.core.effects import Effect, Queued
from bot.core.events import Event
from bot.core.incident import Approval, Incident, Life, Stamp
from bot.core.policy import Policy
from bot.core.result import Output, Reading, Trouble
from bot.core.rulebook import Rulebook
from bot.core.runbook import Runbook, Severity
from bot.core.seeing import Audience
from bot.core.signals import Actor, Done, Plan
from bot.core.values import Values

T = TypeVar("T")


class Clock(Protocol):
    """The time, aware, UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Logged:
    """One event as the log keeps it."""

    incident: str
    version: int
    stamp: Stamp
    event: Event
    bot: str
    """Version of Handrail that wrote it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of incidents."""

    id: str
    title: str
    runbook: str
    severity: Severity
    life: Life
    channel: str
    declared_at: datetime
    declared_by: Actor
    audience: Audience = None
    """Who may see the line at all."""
    locked: bool = False
    """Whether another organisation can read its channel."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident in which the words were found, and the texts of its log in which they were."""

    summary: Summary
    texts: tuple[tuple[str, str], ...]
    """What it is (`title`, `note`, `fact` …) and how it reads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that an incident asks of a person, or of a group."""

    line: Summary
    duty: Duty


class Stopping(Exception):
    """The store is closed, because the process ends: nothing was kept, and a restart goes on from there."""


class Conflict(Exception):
    """Somebody else appended first; decide again on the newer state."""


class Reader(Protocol):
    """Reads that see only what is committed. Safe from any thread."""

    def incident(self, incident: str) -> Incident | None: ...

    def incident_of_channel(self, channel: str) -> str | None: ...

    def summaries(self, *, open_only: bool, limit: int = 50) -> Sequence[Summary]:
        """Newest first."""
        ...

    def asked_of(self, keys: Collection[str]) -> Sequence[Asked]:
        """What is asked of people by their keys, and of any group, in no order."""
        ...

    def log(self, incident: str) -> Sequence[Logged]: ...

    def document(self, digest: str) -> bytes | None: ...

    def object(self, digest: str) -> bytes | None: ...


class Transaction(Reader, Protocol):
    """What one job may do; all of it is committed together, or none."""

    def next_number(self, series: str) -> int:
        """1, 2, 3 … per series (`INC`), without gaps for committed jobs."""
        ...

    def append(self, after: Incident, events: Sequence[Event], stamp: Stamp) -> None:
        """Append the events; `after` is the state they lead to and becomes the snapshot.

        Raises Conflict when the log is not at `after.version - len(events)`.
        """
        ...

    def enqueue(self, incident: str, effects: Sequence[Queued]) -> None: ...

    def finish(self, effect: str) -> None:
        """The row is done. Idempotent."""
        ...

    def bury(self, effect: str, why: str) -> None:
        """The row is dead: never tried again by itself; what needs it stays blocked, visibly."""
        ...

    def put_document(self, digest: str, content: bytes) -> None: ...

    def put_object(self, content: bytes, media_type: str = "text/plain") -> str:
        """Keep the bytes; returns their sha256 in hex. Idempotent."""
        ...

    def claim(self, key: str) -> bool:
        """Remember that the person's act `key` is taken in this transaction; False when it was before."""
        ...


class Store(Reader, Protocol):
    """The log, the outbox, the inbox, documents and objects."""

    def transact(self, job: Callable[[Transaction], T]) -> T:
        """Run the job in one transaction on the writer thread; several jobs share a commit.

        Returns (or raises) what the job did, after the commit. A job that raises leaves no trace.
        """
        ...

    def find(self, words: str, limit: int = 50) -> Sequence[Hit]:
        """Incidents that hold every one of the words, or words that begin so; the best first."""
        ...

    def answer(self, key: str) -> str | None:
        """The answer that was given to the act `key`, to be repeated to a duplicate."""
        ...

    def keep_answer(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Leased:
    """An effect that this process is to perform now. `attempt` counts from 1, over restarts."""

    id: str
    incident: str
    effect: Effect
    attempt: int


class Outbox(Protocol):
    """The rows of the outbox, for the relay."""

    def lease(self, now: datetime) -> Leased | None:
        """Take the next row that is due, whose `after` are done and whose lane is free; committed."""
        ...

    def retry(self, effect: str, due: datetime, why: str) -> None:
        """Give the row back, to be tried again not before `due`."""
        ...

    def postpone(self, effect: str, due: datetime) -> None:
        """Give the row back untried (paced); it does not count as an attempt."""
        ...

    def orphans(self) -> Sequence[Leased]:
        """Rows leased by a former boot and not finished."""
        ...

    def adopt(self, effect: str, due: datetime) -> None:
        """Give an orphan back, to be tried again not before `due`, as its next attempt."""
        ...

    def wait(self, now: datetime, *, stop: Callable[[], bool]) -> None:
        """Block until a row is due or may have become so, or `stop()`; woken by commits. Does not poll."""
        ...

    def wake(self) -> None:
        """Let every `wait` look again."""
        ...


class Library(Protocol):
    """The runbooks as they are in the folder now, and as they were pinned."""

    def runbooks(self) -> Mapping[str, Runbook]: ...

    def entries(self) -> Mapping[str, Entry]: ...

    def policy(self, system: str) -> Policy: ...

    def pin(self, runbook: str) -> tuple[str, bytes]:
        """Digest and canonical bytes of the runbook, of all it may call, and of what their entries mean."""
        ...

    def pinned(self, digest: str, content: bytes) -> Mapping[str, Runbook]:
        """The runbooks of a pinned document, by id. Cached by digest."""
        ...


class Interpreter(Protocol):
    """Turns output into typed values and a verdict, as the pinned entry declares."""

    def interpret(self, digest: str, content: bytes, command: str, output: Output) -> Reading: ...


@dataclass(frozen=True, slots=True)
class ByHand:
    """Only a person can run it here: the exact text to copy, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Ran:
    """It ran. `output` is raw and stays in memory; `raw` are its bytes, for the HMAC."""

    output: Output
    raw: bytes
    binary: str = ""
    """sha256 of the program; empty for HTTP."""
    sandbox: str = ""
    """What it ran in; empty for HTTP."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """It did not run to its end."""

    trouble: Trouble
    why: str
    output: Output | None = None
    raw: bytes = b""
    binary: str = ""
    sandbox: str = ""


RunResult: TypeAlias = Ran | NotRun


@dataclass(frozen=True, slots=True)
class Underway:
    """A command that runs at this moment, as whoever watches over it sees it."""

    effect: str
    seconds: float
    """Since it was started."""
    limit: float
    """Seconds after which it is stopped."""
    line: str = ""
    """What it wrote last: foreign text, as it came."""


class Commands(Protocol):
    """The only way to a process or a request."""

    def by_hand(self, entries: Iterable[Entry], target: str) -> Mapping[str, str]:
        """By id, why only a person can run it on the target; what Handrail can run is left out."""
        ...

    def plan(self, entry: Entry, arguments: Values, target: str) -> Plan | ByHand:
        """Exactly what would run, now. Raises BadValue for an argument that its type refuses."""
        ...

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        """Run it to its end or its deadline; refused when `approved` is set and the plan is another now."""
        ...

    def cancel(self, effect: str) -> None:
        """Stop the process of that effect, whole; nothing when it is not running."""
        ...

    def underway(self) -> Sequence[Underway]:
        """What runs now."""
        ...


class Redactor(Protocol):
    """Removes what must not be kept or shown."""

    def text(self, raw: str) -> str:
        """Cleaned of controls and of secrets; not yet escaped for Slack."""
        ...

    def excerpt(self, text: str) -> str:
        """Head and tail of a redacted text, with what was cut said."""
        ...


@dataclass(frozen=True, slots=True)
class Scene:
    """What an adapter may look at when it delivers: the state now, and the rules."""

    incident: Incident
    rulebook: Rulebook
    now: datetime


class Retry(Exception):
    """Not delivered; try again. `after`: seconds the other side asked for; `bucket`: what it limits.

    `away`: the other side is not there at all. That is awaited however long it takes, and never given up.
    """

    def __init__(self, why: str, after: float | None = None, bucket: str = "", *, away: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.bucket = bucket
        self.away = away


class Held(Retry):
    """Not said: people of another organisation can read the channel. It is said when they cannot any more."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"people of another organisation can read the channel {channel}")
        self.channel = channel


class Permanent(Exception):
    """Not delivered, and trying again would not help."""


class Chat(Protocol):
    """Slack, as the place where effects are seen."""

    def perform(self, job: Leased, scene: Scene) -> Done:
        """Do what the effect says, once: from the second attempt on, look before repeating.

        Raises Retry or Permanent.
        """
        ...


class Pager(Protocol):
    """Reaches people who may be asleep."""

    def perform(self, job: Leased, scene: Scene) -> Done:
        """Say whom a `Page` calls (`Reached`), or write to one of them (`RefreshPage`), once.

        A group that is bound to nobody is no error: the answer says so. Raises Retry or Permanent.
        """
        ...


class Approvers(Protocol):
    """Knows whether those who let a command go may still do so."""

    def doubt(self, approval: Approval, groups: Collection[str]) -> str:
        """Why who said yes (one of the groups), or who asked, may do so no more; empty while they may.

        Raises Retry while nobody can say.
        """
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: the bytes of a PNG, and what is to be seen in it."""

    content: bytes
    about: str


class Maps(Protocol):
    """Draws the way that an incident takes through its runbooks."""

    def draw(self, scene: Scene) -> Drawn: ...


class Drafts(Protocol):
    """Writes postmortem drafts."""

    def render(self, log: Sequence[Logged]) -> str:
        """Markdown; a pure function of the log, which begins with a declaration."""
        ...

    def keep(self, incident: str, text: str) -> str:
        """Write the file; returns its path."""
        ...
