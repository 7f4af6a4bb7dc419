"""The composition root: the only module that builds adapters and joins them."""

import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic

from slack_bolt import App, BoltRequest
from slack_sdk.web import WebClient

from bot import __version__
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded
from bot.core.apply import apply
from bot.diagnostics.bindings import Bindings, Site
from bot.diagnostics.run import Commands
from bot.engine.incidents import Incidents
from bot.engine.pace import Pace
from bot.engine.ports import Retry
from bot.engine.relay import Backoff, Hands, Relay
from bot.postmortem.drafts import PostmortemDrafts
from bot.redaction import Redactor
from bot.settings import OperatorFile, Settings
from bot.slack.bolt import Credentials, build_app
from bot.slack.chat import Bot, SlackChat
from bot.slack.client import Refused, call, web_client
from bot.slack.directory import Workspace
from bot.slack.front import SlackFront
from bot.slack.groups import Groups
from bot.slack.people import People, asks
from bot.store.seal import Seal
from bot.store.store import SqlStore
from bot.web.routes import Reply

log = logging.getLogger("handrail")

SHOWN = 2400
"""Characters of an output that are shown in Slack; all of it is kept."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one clock that others take


@dataclass(frozen=True, slots=True)
class Redaction:
    """The engine's port over the redaction room."""

    redactor: Redactor

    def text(self, raw: str) -> str:
        return self.redactor.safe(raw)

    def excerpt(self, text: str) -> str:
        return self.redactor.show(text, SHOWN)


def own_secrets(settings: Settings) -> list[str]:
    """What the bot itself must never say."""
    return [settings.slack_bot_token.get_secret_value(), settings.slack_signing_secret.get_secret_value()]


@dataclass(slots=True)
class Handrail:
    """A bot that is put together and not yet at work."""

    store: SqlStore
    relay: Relay
    commands: Commands
    slack: App
    threads: int
    _stopping: threading.Event = field(default_factory=threading.Event)
    _workers: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """See to what a former life left, then deliver."""
        left = self.commands.end_former()
        if left:
            log.warning("ended processes of a former run", extra={"processes": left})
        self.relay.recover()
        for number in range(self.threads):
            worker = threading.Thread(
                target=self.relay.run, args=(self._stopping.is_set,), name=f"relay-{number}", daemon=True
            )
            worker.start()
            self._workers.append(worker)

    def stop(self, drain: float) -> None:
        """Finish what is being delivered, for `drain` seconds; the rest follows a restart."""
        self._stopping.set()
        self.store.outbox.wake()
        deadline = monotonic() + drain
        for worker in self._workers:
            worker.join(max(0.0, deadline - monotonic()))
        self.commands.cancel_all()
        self.store.close()

    def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One request of Slack's, through Bolt."""
        answer = self.slack.dispatch(BoltRequest(body=body.decode("utf-8", "replace"), headers=dict(headers)))
        return Reply(answer.status, answer.body, answer.first_headers_without_set_cookie())

    def missing(self) -> Mapping[str, str]:
        """What is not ready; empty when all is."""
        dead = [worker.name for worker in self._workers if not worker.is_alive()]
        return {"relay": f"{', '.join(dead)} stopped"} if dead or not self._workers else {}


def build(settings: Settings, operator: OperatorFile, loaded: Loaded) -> Handrail:
    """Everything, joined. Opens the database; asks Slack once who the bot is (raises SlackTrouble)."""
    clock, library = SystemClock(), FolderLibrary(loaded)
    redaction = Redaction(Redactor(own_secrets(settings)))
    store = SqlStore.open(settings.database, bot=__version__, clock=clock, fold=apply)
    commands = Commands(_bindings(operator), settings.database.parent / "commands")
    incidents = Incidents(store, library, library, commands, redaction, clock, _token)
    token = settings.slack_bot_token.get_secret_value()
    client = web_client(token, settings.slack_api_url)
    me = _who_am_i(client)
    info, members = asks(web_client(token, settings.slack_api_url, timeout=1))
    groups = Groups(_groups(operator), members)
    chat = SlackChat(
        client, Bot(me["user_id"], me["url"]), groups, incidents.plan, store.object, operator.announce or ""
    )
    hands = Hands(chat, commands, PostmortemDrafts(settings.postmortems), library, redaction)
    backoff = Backoff(settings.retry_base, settings.retry_limit, look=settings.look_delay)
    pace = Pace(timedelta(seconds=settings.post_pace), settings.post_burst)
    seal = Seal.at(settings.database.with_suffix(".key"))
    relay = Relay(store, store.outbox, incidents, hands, clock, seal, backoff, pace)
    slack = build_app(
        credentials=Credentials(
            settings.slack_signing_secret.get_secret_value(), token, me["user_id"], me["bot_id"]
        ),
        use=incidents,
        inbox=store,
        people=People(Workspace(operator.workspace, operator.enterprise or ""), info, groups, clock),
        front=SlackFront(web_client(token, settings.slack_api_url, timeout=2)),
        policy_of=library.policy,
        clock=clock,
        reference=lambda: secrets.token_hex(4),
    )
    return Handrail(store, relay, commands, slack, settings.relay_threads)


class SlackTrouble(Exception):
    """Slack does not say who the bot is: the token is wrong, or Slack cannot be reached."""


def _who_am_i(client: WebClient) -> dict[str, str]:
    try:
        answer = call("auth.test", client.auth_test)
    except Refused as refused:
        raise SlackTrouble(f"Slack refuses SLACK_BOT_TOKEN: {refused.error}.") from refused
    except Retry as retry:
        raise SlackTrouble(f"Slack cannot be reached at {client.base_url}: {retry}.") from retry
    return {name: str(answer.get(name) or "") for name in ("user_id", "bot_id", "url")}


def _groups(operator: OperatorFile) -> dict[str, tuple[str, ...]]:
    return {
        name: (people.usergroup,) if people.usergroup else tuple(people.users)
        for name, people in operator.groups.items()
    }


def _token() -> str:
    return secrets.token_urlsafe(16)


def _bindings(operator: OperatorFile) -> Bindings:
    endpoints = {
        name: {
            target: Site(bound.url, bound.token_file, tuple(bound.network))
            for target, bound in targets.items()
        }
        for name, targets in operator.endpoints.items()
    }
    return Bindings(dict(operator.programs), endpoints)
