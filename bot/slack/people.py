"""Who may act, by what name, in which groups; unknown is no. `door` asks this before every listener.

Facts about people come from a table that Slack's events keep warm and that is never older than
five minutes; a person who is not in it is asked for once, with a second's time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web import WebClient

from bot.core.refusals import NotAllowed
from bot.core.signals import Actor
from bot.engine.ports import Clock, Retry
from bot.slack.client import Refused, call
from bot.slack.directory import Directory, Standing, Workspace, standing
from bot.slack.groups import Groups

UserInfo = Callable[[str], Any]
"""Slack's user object by id; may raise Retry or Refused. Has a second's time."""

SHARES = frozenset({"channel_shared", "channel_unshared"})
FACTS = SHARES | {"team_join", "user_change", "member_joined_channel", "member_left_channel"}
"""Events that tell about people. They are Slack's word, not a person's act: they change this table only."""

NOBODY = "Slack does not say who you are, so nothing was done. Try again in a moment."
ELSEWHERE = "This is another workspace than the one that Handrail works for."


def asks(client: WebClient) -> tuple[UserInfo, Callable[[str], frozenset[str]]]:
    """How Slack is asked for a person and for a user group. Give a client with a second's timeout."""

    def info(user: str) -> Any:
        return call("users.info", lambda: client.users_info(user=user)).get("user")

    def members(group: str) -> frozenset[str]:
        body = call("usergroups.users.list", lambda: client.usergroups_users_list(usergroup=group))
        return frozenset(str(user) for user in body.get("users") or ())

    return info, members


@dataclass(frozen=True, slots=True)
class People:
    """One object for the process."""

    workspace: Workspace
    ask: UserInfo
    groups: Groups
    clock: Clock
    directory: Directory = field(default_factory=Directory)

    def admit(self, team: str, enterprise: str, user: str, home: str = "") -> Actor:
        """The actor, or NotAllowed with the reason in words. `home`: the workspace the person belongs to."""
        if not self._is_here(team, enterprise):
            raise NotAllowed(ELSEWHERE)
        if home and home != self.workspace.team and not self.workspace.enterprise:
            raise NotAllowed("People of other organisations cannot act in incidents.", "Ask a member.")
        return self.actor(user)

    def actor(self, user: str) -> Actor:
        """A person who may act, or who may be given a role."""
        found = self.known(user) if user else None
        if found is None:
            raise NotAllowed(NOBODY)
        if found.why_not:
            raise NotAllowed(found.why_not)
        return Actor(self.workspace.team, found.user, found.name)

    def is_member(self, user: str) -> bool:
        """Whether it is a full member of ours, who may be let in. Raises Retry when Slack does not say."""
        found = self.known(user)
        if found is None:
            raise Retry(f"Slack does not say who {user} is")
        return not found.why_not

    def name_of(self, user: str) -> str:
        """What somebody is called, whoever that is; the id where Slack does not say."""
        found = self.known(user)
        return found.name if found else user

    def groups_of(self, user: str, among: Iterable[str] | None = None) -> frozenset[str]:
        """Resolved at the click, so that who has left a group approves no more."""
        return self.groups.of(user, among)

    def learn(self, event: Mapping[str, Any]) -> None:
        """What an event tells. A full user object is kept; anything else makes Slack be asked again."""
        user = event.get("user")
        if event.get("type") in SHARES:
            self.directory.forget_all()
        elif isinstance(user, dict):
            found = standing(user, self.workspace, self.clock.now())
            if found is not None:
                self.directory.learn(found)
        elif isinstance(user, str):
            self.directory.forget(user)

    def _is_here(self, team: str, enterprise: str) -> bool:
        ours = self.workspace.enterprise
        if enterprise and ours and enterprise != ours:
            return False
        if team:
            return team == self.workspace.team
        return bool(enterprise) and enterprise == ours

    def known(self, user: str) -> Standing | None:
        """What Slack says of a person, at most five minutes old; None when it does not say."""
        now = self.clock.now()
        known = self.directory.find(user, now)
        if known is not None:
            return known
        try:
            found = standing(self.ask(user), self.workspace, now)
        except (Retry, Refused):
            return None
        if found is None or found.user != user:
            return None
        self.directory.learn(found)
        return found
