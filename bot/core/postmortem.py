"""What people write after an incident: sections, action items, and who has accepted it all."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from bot.core.signals.who import Actor

SectionName: TypeAlias = Literal["summary", "impact", "well", "badly", "lessons"]
ActionState: TypeAlias = Literal["open", "done", "dropped"]
ReviewState: TypeAlias = Literal["draft", "in review", "accepted"]

SECTIONS: Final[dict[SectionName, str]] = {
    "summary": "Summary",
    "impact": "Impact",
    "well": "What went well",
    "badly": "What went badly",
    "lessons": "Lessons",
}
"""Every section with its title, in the order of the file."""

A_DAY: Final = timedelta(days=1)
MORNING: Final = timedelta(hours=9)
"""An item that is not done by the end of its day is told the next morning, and not at midnight."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is now. `edits`: how often it was written, so that nobody overwrites unseen text."""

    text: str = ""
    edits: int = 0
    by: Actor | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something to be changed so that it does not happen again. `due`: the day, as its midnight in UTC."""

    id: str
    text: str
    owner: Actor
    due: datetime
    added_by: Actor
    added_at: datetime
    state: ActionState = "open"
    why: str = ""
    settled_by: Actor | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def until(self) -> datetime:
        """The last minute of its day."""
        return self.due + A_DAY - timedelta(minutes=1)

    @property
    def told_at(self) -> datetime:
        """When it is told that the item is overdue."""
        return self.due + A_DAY + MORNING

    def is_overdue(self, now: datetime) -> bool:
        """Whether its day is over."""
        return self.is_open and now >= self.due + A_DAY


@dataclass(frozen=True, slots=True)
class Version:
    """A draft that was written: its bytes by digest, and when."""

    number: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """How far it is agreed on. `of` was asked, by `asked_by`; `by` accepted it or gave it back."""

    state: ReviewState = "draft"
    of: Actor | None = None
    asked_by: Actor | None = None
    asked_at: datetime | None = None
    by: Actor | None = None
    at: datetime | None = None
    why: str = ""
    """Why it was given back, or what undid the acceptance."""


@dataclass(frozen=True, slots=True)
class Postmortem:
    """All that people have written so far."""

    sections: dict[SectionName, Section] = field(default_factory=dict)
    authors: tuple[Actor, ...] = ()
    """Who wrote any of the sections, in order of coming."""
    actions: dict[str, ActionItem] = field(default_factory=dict)
    no_actions: str = ""
    """Why nothing is to be done; empty until somebody states it."""
    review: Review = Review()
    versions: tuple[Version, ...] = ()
    reminded_at: datetime | None = None
    """When it was last said that it is late; once a day."""

    def section(self, name: SectionName) -> Section:
        return self.sections.get(name, Section())

    @property
    def edits(self) -> int:
        """How often anything was written: what an acceptance is bound to."""
        return sum(section.edits for section in self.sections.values())

    @property
    def missing(self) -> tuple[SectionName, ...]:
        """Sections that nobody has written."""
        return tuple(name for name in SECTIONS if not self.section(name).text)

    @property
    def is_empty(self) -> bool:
        return not self.authors and not self.actions and not self.no_actions

    def open_actions(self) -> tuple[ActionItem, ...]:
        """What is still to be done, earliest first."""
        return tuple(sorted((a for a in self.actions.values() if a.is_open), key=lambda a: (a.due, a.id)))

    def actions_of(self, person: Actor) -> tuple[ActionItem, ...]:
        """What the person still has to do, earliest first."""
        return tuple(action for action in self.open_actions() if action.owner.is_same_person(person))

    def is_author_alone(self, person: Actor) -> bool:
        """Whether nobody else has written a word of it."""
        return bool(self.authors) and all(author.is_same_person(person) for author in self.authors)

    def with_action(self, action: ActionItem) -> "Postmortem":
        return replace(self, actions={**self.actions, action.id: action})
