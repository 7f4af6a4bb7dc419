"""The choke point: every payload passes here before any listener sees it, or is told why not."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltContext, BoltResponse

from bot.core.refusals import NotAllowed
from bot.engine.ports import Retry
from bot.slack.client import Refused
from bot.slack.front import Front
from bot.slack.people import FACTS, People
from bot.slack.sharing import Sharing
from bot.slack.views.answers import said
from bot.slack.views.budget import rendered
from bot.slack.views.mine import unwelcome
from bot.slack.views.modals import told
from bot.slack.views.text import prose

HOME_OPENED = "app_home_opened"

ACTOR = "handrail_actor"
"""Under this name the admitted actor stands in Bolt's context."""


ACTS = frozenset({"reaction_added"})
"""Events that are a person's act; one who may not act is not told, for there is no place to tell it."""


SHARED = (
    "People of another organisation can read this channel, or are invited to it, so nothing is done or "
    "shown here."
)
ELSEWHERE = (
    "Type it in a channel that is not shared: `/incident INC-0042 step` goes on with an incident, and "
    "`/incident INC-0042 restrict WHY` moves it into a private channel of its own."
)
UNSEEN = "Slack does not say who can read this channel, so nothing was done."
INVITE = "Invite Handrail here (`/invite @Handrail`), type it in another channel, or try again in a moment."


@dataclass(frozen=True, slots=True)
class Door:
    """The choke point, as Bolt's global middleware: nothing passes without an actor or a plain refusal."""

    people: People
    sharing: Sharing
    front: Front
    found_shared: Callable[[str], None]
    """What is done about a channel that turns out to be shared, beside refusing what came from it."""

    def check(
        self, body: dict[str, Any], context: BoltContext, next_: Callable[[], BoltResponse]
    ) -> BoltResponse:
        """Let an actor in, with its name in the context; tell everybody else why not."""
        event = body.get("event")
        if isinstance(event, dict):
            return self._event(body, event, context, next_)
        team, enterprise, user, home = _who(body)
        try:
            actor = self.people.admit(team, enterprise, user, home)
            self._only_ours(_where(body))
            context[ACTOR] = actor
        except NotAllowed as refused:
            return self._refused(body, str(refused))
        return next_()

    def _event(
        self,
        body: Mapping[str, Any],
        event: Mapping[str, Any],
        context: BoltContext,
        go_on: Callable[[], BoltResponse],
    ) -> BoltResponse:
        """Facts about people pass, and what a person who may act did; of any other event nothing comes."""
        here = body.get("team_id") == self.people.workspace.team
        if event.get("type") == HOME_OPENED:
            return self._at_home(body, str(event.get("user") or ""), context, go_on)
        if here and event.get("type") in FACTS:
            return go_on()
        if event.get("type") in ACTS:
            try:
                user = str(event.get("user") or "")
                actor = self.people.admit(str(body.get("team_id") or ""), "", user)
                self._only_ours(_where_of(event))
                context[ACTOR] = actor
            except NotAllowed:
                return BoltResponse(status=200, body="")
            return go_on()
        return BoltResponse(status=200, body="")

    def _at_home(
        self, body: Mapping[str, Any], user: str, context: BoltContext, go_on: Callable[[], BoltResponse]
    ) -> BoltResponse:
        """Who may not act sees why not, and nothing else."""
        team, enterprise = str(body.get("team_id") or ""), str(body.get("enterprise_id") or "")
        try:
            context[ACTOR] = self.people.admit(team, enterprise, user)
        except NotAllowed as refused:
            if user:
                self.front.publish(user, unwelcome(prose(str(refused))).to_dict())
            return BoltResponse(status=200, body="")
        return go_on()

    def _only_ours(self, channel: str | None) -> None:
        """NotAllowed where others than this organisation read, or where Slack does not say who does."""
        if channel is None:
            return
        try:
            is_shared = self.sharing.is_shared(channel) if channel else None
        except (Retry, Refused):
            is_shared = None
        if is_shared is None:
            raise NotAllowed(UNSEEN, INVITE)
        if is_shared:
            self.found_shared(channel)
            raise NotAllowed(SHARED, ELSEWHERE)

    def _refused(self, body: Mapping[str, Any], why: str) -> BoltResponse:
        match body.get("type"):
            case "block_actions" | "message_action":
                if body.get("response_url"):
                    self.front.respond(str(body["response_url"]), why, rendered(said(prose(why))))
                elif isinstance(body.get("view"), dict):
                    view = told("Not possible", said(prose(why)))
                    self.front.update(str(body["view"].get("id", "")), view.to_dict())
                return BoltResponse(status=200, body="")
            case "view_submission":
                view = told("Not possible", said(prose(why)))
                return _json({"response_action": "update", "view": view.to_dict()})
            case "block_suggestion":
                return _json({"options": []})
            case _ if body.get("command"):
                return _json({"response_type": "ephemeral", "text": prose(why)})
            case _:
                return BoltResponse(status=200, body="")


def _who(body: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Workspace, organisation, user and the user's own workspace, as each kind of payload says them."""
    user, team, enterprise = body.get("user"), body.get("team"), body.get("enterprise")
    if isinstance(user, dict):
        return (
            str(team.get("id", "")) if isinstance(team, dict) else "",
            str(enterprise.get("id", "")) if isinstance(enterprise, dict) else "",
            str(user.get("id", "")),
            str(user.get("team_id") or ""),
        )
    return (
        str(body.get("team_id") or ""),
        str(body.get("enterprise_id") or ""),
        str(body.get("user_id") or ""),
        "",
    )


def _where(body: Mapping[str, Any]) -> str | None:
    """The channel in which it was done; empty when that is not said, None in a window, which is in none."""
    channel, container = body.get("channel"), body.get("container")
    if isinstance(channel, dict):
        return str(channel.get("id") or "")
    if isinstance(body.get("view"), dict):
        return None
    if isinstance(container, dict):
        return str(container.get("channel_id") or "")
    return str(body.get("channel_id") or "")


def _where_of(event: Mapping[str, Any]) -> str | None:
    item = event.get("item")
    return (
        str(item.get("channel") or "") if isinstance(item, dict) and item.get("type") == "message" else None
    )


def _json(value: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(value), headers={"content-type": "application/json"})
