"""The Slack room as the composition root sees it: who the bot is, what delivers, and what listens."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from slack_bolt import App, BoltRequest
from slack_sdk.web import WebClient

from bot.core.policy import Policy
from bot.engine.ports import Clock, Retry
from bot.slack.bolt import Credentials, build_app
from bot.slack.channels import named
from bot.slack.chat import Bot, SlackChat
from bot.slack.client import Refused, call, web_client
from bot.slack.desk import Inbox, UseCases
from bot.slack.directory import Workspace
from bot.slack.front import SlackFront
from bot.slack.groups import Groups
from bot.slack.people import People, asks
from bot.slack.suggesting import AnnouncedSuggestions


class SlackTrouble(Exception):
    """Slack does not say who the bot is: the token is wrong, or Slack cannot be reached."""


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's account, as the operator gave it."""

    token: str
    signing_secret: str
    api_url: str
    workspace: Workspace
    announce: str = ""
    """Channel for announcements: an id, or a name with `#`; empty for none."""
    groups: Mapping[str, tuple[str, ...]] | None = None
    """Policy group → user group ids and user ids."""
    channels: Mapping[str, str] | None = None
    """Policy group → its channel: an id, or a name with `#`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What goes back to Slack for one request."""

    status: int
    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlackRoom:
    """`chat` delivers effects; `dispatch` takes requests. Both are safe from any thread."""

    chat: SlackChat
    app: App
    suggest: AnnouncedSuggestions

    def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Answered:
        request = BoltRequest(body=body.decode("utf-8", "replace"), headers=dict(headers))
        answer = self.app.dispatch(request)
        return Answered(answer.status, answer.body, answer.first_headers_without_set_cookie())


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is, as Slack says, and where it announces."""

    user: str
    bot: str
    url: str
    announce: str


class Introduction:
    """Slack is asked who the bot is from the moment this is made: a start goes on meanwhile."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._answer: Future[Me] = Future()
        threading.Thread(target=self._ask, name="introduction", daemon=True).start()

    def me(self) -> Me:
        """The answer; waits for it. Raises SlackTrouble."""
        return self._answer.result()

    def _ask(self) -> None:
        try:
            self._answer.set_result(_introduced(self.account))
        except Exception as error:  # noqa: BLE001 - raised where the answer is awaited
            self._answer.set_exception(error)


def open_room(
    introduction: Introduction,
    *,
    use: UseCases,
    inbox: Inbox,
    objects: Callable[[str], bytes | None],
    policy_of: Callable[[str], Policy],
    clock: Clock,
    reference: Callable[[], str],
) -> SlackRoom:
    """Join the parts. Raises SlackTrouble."""
    account, me = introduction.account, introduction.me()
    client = web_client(account.token, account.api_url)
    info, members = asks(web_client(account.token, account.api_url, timeout=1))
    groups = Groups(account.groups or {}, members, account.channels or {})
    chat = SlackChat(client, Bot(me.user, me.url), groups, use.plan, objects, me.announce)
    app = build_app(
        credentials=Credentials(account.signing_secret, account.token, me.user, me.bot),
        use=use,
        inbox=inbox,
        people=People(account.workspace, info, groups, clock),
        front=SlackFront(web_client(account.token, account.api_url, timeout=2)),
        policy_of=policy_of,
        clock=clock,
        reference=reference,
    )
    return SlackRoom(chat, app, AnnouncedSuggestions(client, me.announce))


def _introduced(account: Account) -> Me:
    client = web_client(account.token, account.api_url)
    try:
        answer = call("auth.test", client.auth_test)
    except Refused as refused:
        raise SlackTrouble(f"Slack refuses SLACK_BOT_TOKEN: {refused.error}.") from refused
    except Retry as retry:
        raise SlackTrouble(f"Slack cannot be reached at {client.base_url}: {retry}.") from retry
    user, bot, url = (str(answer.get(name) or "") for name in ("user_id", "bot_id", "url"))
    return Me(user, bot, url, _channel(client, account.announce))


def _channel(client: WebClient, announce: str) -> str:
    if not announce.startswith("#"):
        return announce
    try:
        found = named(client, announce.removeprefix("#"))
    except (Refused, Retry) as error:
        raise SlackTrouble(f"The channel {announce} could not be looked up: {error}.") from error
    if not found:
        raise SlackTrouble(f"`announce` names {announce}, and Slack shows the bot no such channel.")
    return found
