"""What Slack says of a person, and whether such a person may act in incidents."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.slack.names import called

FRESH_FOR = timedelta(minutes=5)
UNKNOWN = "Slack does not say who this account is."


@dataclass(frozen=True, slots=True)
class Workspace:
    """The one workspace (or the one organisation) whose full members act. `team` is its id."""

    team: str
    enterprise: str = ""


class _Profile(BaseModel):
    model_config = ConfigDict(extra="ignore")

    display_name: str = ""
    real_name: str = ""
    email: str = ""
    """Only with the scope `users:read.email`."""


class _Enterprise(BaseModel):
    model_config = ConfigDict(extra="ignore")

    enterprise_id: str = ""


class _User(BaseModel):
    """Slack's user object; what is missing counts as unknown."""

    model_config = ConfigDict(extra="ignore")

    id: str
    team_id: str = ""
    name: str = ""
    deleted: bool | None = None
    is_bot: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_stranger: bool = False
    is_workflow_bot: bool = False
    profile: _Profile = Field(default_factory=_Profile)
    enterprise_user: _Enterprise = Field(default_factory=_Enterprise)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one person, and since when. `why_not` is empty for who may act."""

    user: str
    name: str
    why_not: str
    seen_at: datetime
    email: str = ""
    """To tell whether two accounts are one person; empty where Slack does not say it."""

    def is_fresh(self, now: datetime) -> bool:
        return now - self.seen_at < FRESH_FOR


def standing(user: Any, workspace: Workspace, now: datetime) -> Standing | None:
    """Read Slack's user object; None when it cannot be read, which means no."""
    try:
        found = _User.model_validate(user)
    except ValidationError:
        return None
    name = found.profile.display_name or found.profile.real_name or found.name or found.id
    return Standing(
        found.id,
        called(name) or found.id,
        _why_not(found, workspace),
        now,
        found.profile.email.strip().casefold(),
    )


def _why_not(user: _User, workspace: Workspace) -> str:
    if user.deleted is not False:
        return "This account is deactivated." if user.deleted else UNKNOWN
    if user.is_bot is not False or user.is_workflow_bot or user.id == "USLACKBOT":
        return "Apps and workflows cannot act in incidents; a person has to."
    same = user.team_id == workspace.team
    organisation = bool(workspace.enterprise) and user.enterprise_user.enterprise_id == workspace.enterprise
    if user.is_stranger or not (same or organisation):
        return (
            "People of other organisations cannot act in incidents. Ask a member of this workspace to do it."
        )
    if user.is_restricted or user.is_ultra_restricted:
        return "Guests cannot act in incidents. Ask a full member of the workspace to do it."
    if user.is_restricted is None or user.is_ultra_restricted is None:
        return UNKNOWN
    return ""


@dataclass(slots=True)
class Directory:
    """A table of standings, kept warm by events. Entries older than five minutes are not used."""

    _known: dict[str, Standing] = field(default_factory=dict)

    def find(self, user: str, now: datetime) -> Standing | None:
        found = self._known.get(user)
        return found if found and found.is_fresh(now) else None

    def learn(self, found: Standing) -> None:
        former = self._known.get(found.user)
        if former is None or former.seen_at <= found.seen_at:
            self._known[found.user] = found

    def forget(self, user: str) -> None:
        """Something about the person changed: ask again before the next act."""
        self._known.pop(user, None)

    def forget_all(self) -> None:
        """Something changed for many at once, such as a channel that was shared."""
        self._known.clear()
