"""One moment of an incident, as people look at it: the state, the rules, and what exactly would run."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.incident import Approval, Incident, Item, Run, Visit
from bot.core.rulebook import Rulebook
from bot.core.runbook import Anytime, Runbook, Step


@dataclass(frozen=True, slots=True)
class Exact:
    """What the current step's command is now. `by_hand` says why only a person can run it here."""

    text: str = ""
    by_hand: str = ""
    problem: str = ""
    """Why it cannot be made; then there is no text."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One moment of an incident."""

    incident: Incident
    rulebook: Rulebook
    now: datetime
    exact: Exact | None = None

    def at(self) -> "At | None":
        """Where people are asked to act, or None when nothing walks."""
        run = self.incident.current()
        return self.of(run) if run else None

    def of(self, run: Run) -> "At":
        assert run.visit is not None, "the run is at a step"
        book = self.rulebook.of(run)
        return At(run, run.visit, book, book.steps[run.visit.step])

    def pending(self) -> tuple[Approval, ...]:
        return tuple(a for a in self.incident.approvals.values() if a.state == "pending")

    def role_title(self, role: str) -> str:
        found = self.rulebook.policy.roles.get(role)
        return found.title if found else role.replace("-", " ").capitalize()

    def who_title(self, name: str) -> str:
        """Of a role or a group, as `by:` names either."""
        return self.group_title(name) if name in self.rulebook.policy.groups else self.role_title(name)

    def group_title(self, group: str) -> str:
        found = self.rulebook.policy.groups.get(group)
        return found.title if found else group


@dataclass(frozen=True, slots=True)
class At:
    """A run at a step, with the runbook that says what the step is."""

    run: Run
    visit: Visit
    book: Runbook
    step: Step

    @property
    def item(self) -> Item:
        return self.visit.items[0]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way that is offered where a run walks. Walks that called the present one offer theirs, too."""

    run: Run
    way: Anytime

    @property
    def name(self) -> str:
        return f"{self.run.id}/{self.way.id}"


def ways_out(picture: Picture) -> list[WayOut]:
    """What is offered now, the present walk's own first."""
    found: list[WayOut] = []
    run = picture.incident.current()
    while run is not None and run.visit is not None:
        step = picture.rulebook.step(run)
        found += [
            WayOut(run, way) for way in picture.rulebook.of(run).anytime.values() if way.is_offered(step)
        ]
        run = picture.incident.runs[run.parent] if run.parent else None
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """A command that runs, for people who wait; a view of its process, and no part of the log."""

    effect: str
    incident: Incident
    run: str
    visit: int
    item: str
    title: str
    seconds: float
    """Since it was started."""
    limit: float
    """Seconds after which it is stopped."""
    line: str
    """What it wrote last; redacted, not yet escaped."""
    can_stop: bool
