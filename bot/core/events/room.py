"""What happened to the incident itself: its life, its people, its severity."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import Terms
from bot.core.runbook import Severity


@dataclass(frozen=True, slots=True)
class IncidentDeclared:
    id: str
    title: str
    runbook: str
    severity: Severity
    target: str
    detected_at: datetime
    wanted_roles: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    procedure: bool = False
    """An operation and no incident: it has no severity of its own, and nobody resolves it."""
    owner: str = ""
    """The group that a schedule began it for."""
    terms: Terms | None = None
    restricted: bool = False
    """For those alone who are let in."""
    kind: Literal["incident_declared.v1"] = "incident_declared.v1"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    kind: Literal["acknowledged.v1"] = "acknowledged.v1"


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    former: Severity
    to: Severity
    reason: str
    itself: bool = False
    """By a rule of the runbook."""
    terms: Terms | None = None
    opens: str = ""
    """Of what was a ticket: the effect that makes its channel."""
    kind: Literal["severity_changed.v1"] = "severity_changed.v1"


@dataclass(frozen=True, slots=True)
class Hushed:
    """Handrail keeps to the thread of the card, or no longer."""

    on: bool
    kind: Literal["hushed.v1"] = "hushed.v1"


@dataclass(frozen=True, slots=True)
class Informed:
    """An update about the incident was sent; `number` counts them, `to` names its readers."""

    number: int
    to: str
    text: str
    kind: Literal["informed.v1"] = "informed.v1"


@dataclass(frozen=True, slots=True)
class MitigationProposed:
    step: str
    kind: Literal["mitigation_proposed.v1"] = "mitigation_proposed.v1"


@dataclass(frozen=True, slots=True)
class ResolveProposed:
    end: str
    false_alarm: bool
    kind: Literal["resolve_proposed.v1"] = "resolve_proposed.v1"


@dataclass(frozen=True, slots=True)
class Mitigated:
    kind: Literal["mitigated.v1"] = "mitigated.v1"


@dataclass(frozen=True, slots=True)
class Resolved:
    """`reason` is set when a run still walked: a deviation."""

    false_alarm: bool
    reason: str = ""
    kind: Literal["resolved.v1"] = "resolved.v1"


@dataclass(frozen=True, slots=True)
class Closed:
    kind: Literal["closed.v1"] = "closed.v1"


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over. `resolved_at` is when it had been resolved."""

    runbook: str
    title: str
    reason: str
    resolved_at: datetime
    kind: Literal["reopened.v1"] = "reopened.v1"


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """A deadline was told, once. `late_seconds`: how long after it was due, when Handrail was away."""

    key: str
    title: str
    due: datetime
    late_seconds: int
    kind: Literal["deadline_passed.v1"] = "deadline_passed.v1"


@dataclass(frozen=True, slots=True)
class Restored:
    """Handrail was put back from a back-up whose log ends at `until`: what came later was lost."""

    until: datetime
    calls: dict[str, datetime] = field(default_factory=dict)
    """What people would have been called for meanwhile, and are not: deadlines and their times."""
    kind: Literal["restored.v1"] = "restored.v1"


@dataclass(frozen=True, slots=True)
class Returned:
    """Handrail was away since then, until now; `missed` are the titles of what was told late."""

    since: datetime
    missed: tuple[str, ...] = ()
    kind: Literal["returned.v1"] = "returned.v1"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Who did it is not reminded of anything until then."""

    until: datetime
    kind: Literal["snoozed.v1"] = "snoozed.v1"


@dataclass(frozen=True, slots=True)
class SnoozeEnded:
    user: str
    kind: Literal["snooze_ended.v1"] = "snooze_ended.v1"


OfRoom: TypeAlias = (
    IncidentDeclared
    | Acknowledged
    | SeverityChanged
    | Hushed
    | Informed
    | MitigationProposed
    | ResolveProposed
    | Mitigated
    | Resolved
    | Closed
    | Reopened
    | DeadlinePassed
    | Restored
    | Returned
    | Snoozed
    | SnoozeEnded
)
