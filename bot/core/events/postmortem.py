"""What was written after the incident, what is to be changed because of it, and who agreed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.postmortem import SectionName
from bot.core.signals import Actor


@dataclass(frozen=True, slots=True)
class SectionWritten:
    """A section reads like this now; what it said before stands in the event before."""

    section: SectionName
    title: str
    text: str
    kind: Literal["section_written.v1"] = "section_written.v1"


@dataclass(frozen=True, slots=True)
class ActionAdded:
    """`due` is the day, as its midnight in UTC."""

    action: str
    text: str
    owner: Actor
    due: datetime
    kind: Literal["action_added.v1"] = "action_added.v1"


@dataclass(frozen=True, slots=True)
class ActionSettled:
    """Done, dropped, or open again."""

    action: str
    text: str
    how: Literal["done", "dropped", "open"]
    why: str = ""
    kind: Literal["action_settled.v1"] = "action_settled.v1"


@dataclass(frozen=True, slots=True)
class ActionAssigned:
    """Somebody else sees to it, or by another day, or both."""

    action: str
    text: str
    owner: Actor
    former: Actor
    due: datetime
    kind: Literal["action_assigned.v1"] = "action_assigned.v1"


@dataclass(frozen=True, slots=True)
class NoActionsStated:
    """Nothing is to be changed, and why."""

    reason: str
    kind: Literal["no_actions_stated.v1"] = "no_actions_stated.v1"


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """Somebody was asked to read it."""

    of: Actor
    kind: Literal["review_asked.v1"] = "review_asked.v1"


@dataclass(frozen=True, slots=True)
class PostmortemAccepted:
    """It was found right as it stands."""

    kind: Literal["postmortem_accepted.v1"] = "postmortem_accepted.v1"


@dataclass(frozen=True, slots=True)
class PostmortemGivenBack:
    """It was found not right yet."""

    reason: str
    kind: Literal["postmortem_given_back.v1"] = "postmortem_given_back.v1"


@dataclass(frozen=True, slots=True)
class PostmortemReminded:
    """It was late, and the incident still not closed; said once a day."""

    kind: Literal["postmortem_reminded.v1"] = "postmortem_reminded.v1"


OfPapers: TypeAlias = (
    SectionWritten
    | ActionAdded
    | ActionSettled
    | ActionAssigned
    | NoActionsStated
    | ReviewAsked
    | PostmortemAccepted
    | PostmortemGivenBack
    | PostmortemReminded
)
