"""What people do to the incident itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.core.runbook import Severity
from bot.core.values import Values


@dataclass(frozen=True, slots=True)
class Declare:
    """Open an incident, or begin a procedure. `runbook` must be in the rulebook and says which."""

    incident: str
    title: str
    runbook: str
    severity: Severity
    target: str = "prod"
    detected_at: datetime | None = None
    inputs: Values = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    channel: str = ""
    """Id of the channel where it is begun. A procedure stays there (empty: in that of the group `owner`);
    a ticket does where announcements go nowhere."""
    owner: str = ""
    """The group that a schedule begins it for; empty when a person begins it, who then leads it."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Somebody is on it; `page`: the one that called them, empty for any."""

    page: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Do not remind me for so long; zero: do again."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Call a group of the policy."""

    group: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SetSeverity:
    """Change the severity; `seen` is the one that was shown."""

    to: Severity
    reason: str
    seen: Severity | None = None


@dataclass(frozen=True, slots=True)
class Inform:
    """Send an update about the incident to its readers: `internal`, or a group by its id."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Mitigate:
    """The impact is contained; the cause may remain."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """The impact is over (or never was). `reason` is needed while a run still walks."""

    false_alarm: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """The paperwork is done."""


@dataclass(frozen=True, slots=True)
class AddRun:
    """Walk another runbook of the system in this incident; `digest` comes from outside, as of Reopen."""

    runbook: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Hush:
    """Keep Handrail to the thread of the card, or let it speak in the channel again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """It is not over: walk `runbook` from its current file, whose pinned `digest` comes from outside."""

    runbook: str
    reason: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class DraftPostmortem:
    """Write the postmortem draft from the log as it is now."""


@dataclass(frozen=True, slots=True)
class ShowMap:
    """Post a picture of the way through the runbook, as it is now."""


@dataclass(frozen=True, slots=True)
class Correct:
    """A fact was wrong, or has changed."""

    run: str
    fact: str
    value: str


Room: TypeAlias = (
    Acknowledge
    | PageGroup
    | Snooze
    | SetSeverity
    | Inform
    | Mitigate
    | Resolve
    | Close
    | AddRun
    | Hush
    | Reopen
    | DraftPostmortem
    | ShowMap
    | Correct
)
