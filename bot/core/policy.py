"""The policy of an organisation, a system's own laid over it key by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, TypeAlias

from bot.core.postmortem import SECTIONS, SectionName
from bot.core.runbook import Risk, Severity

Act: TypeAlias = Literal["declare", "severity", "resolve", "close"]
"""What the policy may leave to some groups, by severity."""
ACTS: Final[tuple[Act, ...]] = ("declare", "severity", "resolve", "close")
Need: TypeAlias = SectionName | Literal["actions", "accepted"]
"""A part of the postmortem that may have to be there before an incident is closed."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who are asked, told or paged together; the operator binds it to Slack."""

    id: str
    title: str
    channel: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A part that one person plays in an incident."""

    id: str
    title: str
    about: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """What a severity means and which clocks it starts."""

    means: str
    respond: timedelta | None
    update: timedelta | None = None
    resolve: timedelta | None = None
    postmortem: timedelta | None = None
    page: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    ticket: bool = False
    close: tuple[Need, ...] = ()
    """What of the postmortem must be there before an incident is closed that was so bad at worst."""
    covers: tuple[str, ...] = ()
    may: Mapping[Act, tuple[str, ...]] = field(default_factory=dict)
    """Groups that do something at this severity; what is left out, whoever may respond does."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is paged when nobody has acknowledged for so long."""

    after: timedelta
    page: str


APPROVAL_LASTS: Final = timedelta(minutes=15)
"""How long a second person has to answer, and what was approved to begin."""
AFTER: Final = timedelta(minutes=5)
"""How long nobody must have answered before one may do it alone, where the policy says nothing else."""


@dataclass(frozen=True, slots=True)
class Glass:
    """Break-glass: who may do alone what changes something, after how long, and who is told of it."""

    change: tuple[str, ...]
    """Groups; empty: nobody, as a system says over its organisation."""
    announce: str = ""
    after: timedelta = AFTER


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may respond, who approves, what the severities mean."""

    respond: tuple[str, ...] = ()
    """Groups that may act; empty: every full member."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    approve: Mapping[Risk, tuple[str, ...]] = field(default_factory=dict)
    break_glass: Glass | None = None
    """None: nobody ever acts alone."""
    ladder: tuple[Rung, ...] = ()
    severities: Mapping[Severity, SeverityRules] = field(default_factory=dict)
    nobody: frozenset[str] = frozenset()
    """Groups in which nobody is: no file says this, the operator has bound nobody to them."""

    def rules(self, severity: Severity) -> SeverityRules:
        """What it says of the severity; nothing of one that it does not name."""
        return self.severities.get(severity, SeverityRules("", None))


NEEDS: Final[tuple[Need, ...]] = (*SECTIONS, "actions", "accepted")
CLOSING: Final[Mapping[Severity, tuple[Need, ...]]] = {
    Severity.P0: ("summary", "actions"),
    Severity.P1: ("summary", "actions"),
}
"""What an organisation's policy wants where it says nothing else."""
