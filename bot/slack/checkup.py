"""What Slack says of the app and of all that the operator bound to it. Asks, and changes nothing."""

import http.client
import urllib.error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse, WebClient

from bot.engine.ports import Retry
from bot.slack.channels import named
from bot.slack.client import Refused, call, socket_address, web_client
from bot.slack.directory import Workspace, standing
from bot.slack.people import asks
from bot.slack.sharing import is_shared


@dataclass(frozen=True, slots=True)
class Bound:
    """What is to be looked at: channels by id or `#name`, ids of user groups and of people."""

    workspace: Workspace
    channels: tuple[str, ...] = ()
    usergroups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as the bot sees it."""

    id: str
    name: str
    is_member: bool
    is_shared: bool | None = False
    """Whether another organisation reads it, or is invited to; None when Slack does not say."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What Slack says. What could not be asked stands in words where the answer would be."""

    trouble: str = ""
    """Why Slack says nothing at all; then all else is empty."""
    away: bool = False
    """Slack cannot be reached, and has refused nothing."""
    team: str = ""
    team_name: str = ""
    user_name: str = ""
    scopes: frozenset[str] | None = None
    """None when Slack did not say."""
    ahead: float = 0.0
    """Seconds that the machine's clock is ahead of Slack's."""
    channels: Mapping[str, Channel | str] = field(default_factory=dict)
    usergroups: Mapping[str, frozenset[str] | str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    """By user id: why the person may not act; empty for who may."""
    socket: str = ""
    """Why Socket Mode would not connect; empty when it would, or when there is no app token."""


def look(token: str, api_url: str, bound: Bound, now: Callable[[], datetime], app_token: str = "") -> Seen:
    """Ask Slack about each. `app_token` is asked for a connection's address, and not connected to."""
    client = web_client(token, api_url)
    try:
        response = client.auth_test()
    except SlackApiError as error:
        answer = error.response
        said = answer.get("error") if isinstance(answer, SlackResponse) else ""
        return Seen(f"Slack refuses SLACK_BOT_TOKEN: {said or answer}.")
    except (urllib.error.URLError, http.client.HTTPException, OSError, SlackClientError) as error:
        return Seen(
            f"Slack cannot be reached at {api_url}: {getattr(error, 'reason', None) or error}.", away=True
        )
    asked = _Asked(client, bound.workspace, now())
    return Seen(
        team=str(response.get("team_id") or ""),
        team_name=str(response.get("team") or ""),
        user_name=str(response.get("user") or ""),
        scopes=_scopes(response),
        ahead=_ahead(response, now()),
        channels={name: asked.channel(name) for name in bound.channels},
        usergroups={group: asked.usergroup(group) for group in bound.usergroups},
        people={user: asked.person(user) for user in bound.people},
        socket=_socket(app_token, api_url) if app_token else "",
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Questions about one thing each; what Slack answers with an error is told in words."""

    client: WebClient
    workspace: Workspace
    now: datetime

    def channel(self, name: str) -> Channel | str:
        try:
            found = named(self.client, name.removeprefix("#")) if name.startswith("#") else name
            if not found:
                return "Slack shows the bot no such channel"
            body = call("conversations.info", lambda: self.client.conversations_info(channel=found))
        except (Refused, Retry) as error:
            return _in_words(error)
        about = body.get("channel") or {}
        shared = is_shared(about, self.workspace)
        return Channel(found, str(about.get("name") or name), bool(about.get("is_member")), shared)

    def usergroup(self, group: str) -> frozenset[str] | str:
        _, members = asks(self.client)
        try:
            return members(group)
        except (Refused, Retry) as error:
            return _in_words(error)

    def person(self, user: str) -> str:
        """Why the person may not act."""
        info, _ = asks(self.client)
        try:
            found = standing(info(user), self.workspace, self.now)
        except (Refused, Retry) as error:
            return _in_words(error)
        return found.why_not if found else "Slack does not say who that is."


def _in_words(error: Refused | Retry) -> str:
    return str(error.permanent()) if isinstance(error, Refused) else f"{error}."


def _socket(app_token: str, api_url: str) -> str:
    try:
        socket_address(app_token, api_url)
    except (Refused, Retry) as error:
        return _in_words(error)
    return ""


def _header(response: SlackResponse, name: str) -> str:
    found = next((value for key, value in response.headers.items() if key.lower() == name), "")
    return str(found[0] if isinstance(found, list) else found)


def _scopes(response: SlackResponse) -> frozenset[str] | None:
    said = _header(response, "x-oauth-scopes")
    return frozenset(scope.strip() for scope in said.split(",") if scope.strip()) if said else None


def _ahead(response: SlackResponse, now: datetime) -> float:
    try:
        there = parsedate_to_datetime(_header(response, "date")).astimezone(UTC)
    except ValueError:
        return 0.0
    return (now - there).total_seconds()
