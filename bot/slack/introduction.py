"""Who the bot is, as Slack says. A start does not wait for a Slack that is away: it goes on asking."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from slack_sdk.web import WebClient

from bot.engine.ports import Retry
from bot.slack.channels import named
from bot.slack.client import Refused, call, socket_address, web_client
from bot.slack.directory import Workspace

log = logging.getLogger("handrail.slack")

PATIENCE: Final = 4.0
"""Seconds that a start waits for the first answer; then it goes on without."""
AGAIN: Final = 10.0
"""Seconds between two tries."""


class SlackTrouble(Exception):
    """Slack does not say who the bot is. `away`: it cannot be reached; else what was set is wrong."""

    def __init__(self, problem: str, *, away: bool = False) -> None:
        super().__init__(problem)
        self.away = away


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
    app_token: str = ""
    """For Socket Mode; empty without."""
    silence: float = 30.0
    """In Socket Mode: seconds without a sign of life after which the connection is built anew."""
    keep_emoji: str = "pushpin"
    """The reaction that keeps a message in the timeline."""
    most_bytes: int = 20_000_000
    """Of a file that is kept with its message."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is, as Slack says, and where it announces."""

    user: str
    bot: str
    url: str
    announce: str
    socket: str = ""
    """Where Slack awaits the connection of Socket Mode, for half a minute; empty without."""


class Introduction:
    """Slack is asked from the moment this is made, again and again until it says who the bot is."""

    def __init__(self, account: Account, patience: float = PATIENCE, again: float = AGAIN) -> None:
        self.account = account
        self._patience = patience
        self._again = again
        self._me: Me | None = None
        self._trouble = SlackTrouble("Slack has not answered yet.", away=True)
        self._asked_once = threading.Event()
        threading.Thread(target=self._ask, name="introduction", daemon=True).start()

    def begin(self) -> None:
        """Wait for the first answer, not for long. Raises SlackTrouble for what a person has to put right."""
        self._asked_once.wait(self._patience)
        if self._me is None and not self._trouble.away:
            raise self._trouble

    @property
    def me(self) -> Me | None:
        """None as long as Slack has not said."""
        return self._me

    def known(self) -> Me:
        """Who the bot is. Raises Retry as long as Slack has not said."""
        if self._me is None:
            raise Retry(str(self._trouble), away=True)
        return self._me

    def missing(self) -> str:
        """Why it is not known who the bot is, in words; empty when it is."""
        return "" if self._me else f"{self._trouble} It is tried again every {self._again:g} s."

    def _ask(self) -> None:
        told = ""
        while self._me is None:
            try:
                self._me = introduced(self.account)
            except SlackTrouble as trouble:
                self._trouble = trouble
            except Exception as error:
                log.exception("Slack's answer was not understood")
                self._trouble = SlackTrouble(f"Slack's answer was not understood: {error!r}.")
            self._asked_once.set()
            if self._me is None:
                if told != str(self._trouble):
                    log.warning("without Slack", extra={"why": str(self._trouble)})
                told = str(self._trouble)
                threading.Event().wait(self._again)
        if told:
            log.info("Slack is there")


def introduced(account: Account) -> Me:
    """Ask once. Raises SlackTrouble."""
    client = web_client(account.token, account.api_url)
    try:
        answer = call("auth.test", client.auth_test)
    except Refused as refused:
        raise SlackTrouble(f"Slack refuses SLACK_BOT_TOKEN: {refused.error}.") from refused
    except Retry as retry:
        reason = str(retry).partition(": ")[2] or str(retry)
        raise SlackTrouble(f"Slack cannot be reached at {client.base_url}: {reason}.", away=True) from retry
    user, bot, url = (str(answer.get(name) or "") for name in ("user_id", "bot_id", "url"))
    socket = _awaited(account) if account.app_token else ""
    return Me(user, bot, url, _channel(client, account.announce), socket)


def _awaited(account: Account) -> str:
    """Asked for at once, so that a wrong token is told at the start. A Slack that is away is tried again."""
    try:
        return socket_address(account.app_token, account.api_url)
    except Refused as refused:
        needs = "It needs `connections:write`, and Socket Mode switched on."
        raise SlackTrouble(f"Slack refuses SLACK_APP_TOKEN: {refused.error}. {needs}") from refused
    except Retry:
        return ""


def _channel(client: WebClient, announce: str) -> str:
    if not announce.startswith("#"):
        return announce
    try:
        found = named(client, announce.removeprefix("#"))
    except Refused as error:
        raise SlackTrouble(f"The channel {announce} could not be looked up: {error}.") from error
    except Retry as error:
        raise SlackTrouble(f"The channel {announce} could not be looked up: {error}.", away=True) from error
    if not found:
        raise SlackTrouble(f"`announce` names {announce}, and Slack shows the bot no such channel.")
    return found
