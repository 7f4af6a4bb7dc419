"""The bot as the composition root builds it, with the commits and the outside watched."""

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk.web import WebClient
from sqlalchemy import Connection, Engine, event

from bot.app import Handrail, build
from bot.authoring.library import Loaded
from bot.cli.run import Build
from bot.core.catalogue import Entry
from bot.core.effects import Effect, RunCommand
from bot.core.values import Values
from bot.diagnostics import run as commands_module
from bot.diagnostics.launcher import Job, Running
from bot.diagnostics.run import Commands
from bot.engine.own import WithOwn
from bot.engine.ports import Chat, Drafts, Leased, Outbox, Pager, RunResult, Underway
from bot.settings import OperatorFile, Settings
from bot.slack.chat import SlackChat
from bot.slack.introduction import Introduction
from bot.slack.paging import SlackPager
from bot.slack.room import OnceKnown
from bot.store.files import driver_of
from tests.crash.trail import Side, Trail

NONE = "-"
"""In the place of a kind: the commit of something that is no effect."""


def watched(trail: Trail) -> Build:
    """`bot.app.build`, and then each way to the outside is wrapped."""

    def build_watched(
        settings: Settings, operator: OperatorFile, loaded: Loaded, introduction: Introduction
    ) -> Handrail:
        watch_commits(trail)
        handrail = build(settings, operator, loaded, introduction)
        now = Now(trail)
        watch_processes(now)
        relay, hands = handrail.relay, handrail.relay.hands
        chat, pager, commands = hands.chat, hands.pager, hands.commands
        assert isinstance(chat, OnceKnown)
        assert isinstance(pager, OnceKnown)
        assert isinstance(commands, WithOwn)
        assert isinstance(commands.others, Commands)
        hands = replace(
            hands,
            chat=replace(chat, adapter=lambda me: watched_adapter(now, chat.adapter(me))),
            pager=replace(pager, adapter=lambda me: watched_adapter(now, pager.adapter(me))),
            commands=replace(commands, others=WatchedCommands(now, commands.others)),
            drafts=WatchedDrafts(now, hands.drafts),
        )
        handrail.relay = replace(relay, outbox=WatchedOutbox(now, relay.outbox), hands=hands)
        return handrail

    return build_watched


def watched_adapter(now: "Now", adapter: Chat | Pager) -> Chat | Pager:
    """The same, with a client that is watched."""
    match adapter:
        case SlackChat():
            return replace(adapter, client=Client(now, adapter.client))
        case SlackPager():
            client = Client(now, adapter.client)
            return replace(adapter, client=client, posts=replace(adapter.posts, client=client))
        case _:
            raise AssertionError(f"{adapter} is not of Slack")


def kind_of(effect: Effect) -> str:
    """What points are named by: a command is named too, since reads and changes are delivered differently."""
    return f"{effect.kind} {effect.command}" if isinstance(effect, RunCommand) else effect.kind


# -- calls -----------------------------------------------------------------------------------------


class Now(threading.local):
    """What the present thread delivers."""

    def __init__(self, trail: Trail) -> None:
        self.trail = trail
        self.kind = NONE

    def around(self, what: str, call: Callable[[], Any]) -> Any:
        self.trail.reach(self.kind, what, "before")
        result = call()
        self.trail.reach(self.kind, what, "after")
        return result


class Client(WebClient):
    """Slack's Web API, with a point on each side of each request."""

    def __init__(self, now: Now, like: WebClient) -> None:
        super().__init__(token=like.token, base_url=like.base_url, timeout=like.timeout, retry_handlers=[])
        self._now = now

    def api_call(self, api_method: str, **given: Any) -> Any:
        return self._now.around(api_method, lambda: super(Client, self).api_call(api_method, **given))

    def _upload_file(self, **given: Any) -> Any:
        return self._now.around("upload", lambda: super(Client, self)._upload_file(**given))


@dataclass(frozen=True, slots=True)
class WatchedCommands:
    """The only way to a process or a request."""

    now: Now
    commands: Commands

    def __getattr__(self, name: str) -> Any:
        return getattr(self.commands, name)

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        def run() -> RunResult:
            return self.commands.run(effect, entry, arguments, target, approved)

        found: RunResult = self.now.around("run", run)
        return found

    def underway(self) -> Sequence[Underway]:
        return self.commands.underway()

    def cancel(self, effect: str) -> None:
        self.now.around("cancel", lambda: self.commands.cancel(effect))


def watch_processes(now: Now) -> None:
    """A point before a command's process is started, and one while it runs."""
    start = vars(commands_module)["launch"]

    def launch(job: Job) -> Running:
        found: Running = now.around("start", lambda: start(job))
        return found

    vars(commands_module)["launch"] = launch


@dataclass(frozen=True, slots=True)
class WatchedDrafts:
    """The file of a draft."""

    now: Now
    drafts: Drafts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.drafts, name)

    def keep(self, incident: str, text: str) -> str:
        found: str = self.now.around("keep", lambda: self.drafts.keep(incident, text))
        return found


@dataclass(frozen=True, slots=True)
class WatchedOutbox:
    """Tells each thread what it delivers."""

    now: Now
    outbox: Outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)

    def lease(self, *given: Any) -> Leased | None:
        job = self.outbox.lease(*given)
        self.now.kind = kind_of(job.effect) if job else NONE
        return job


# -- commits ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Job:
    """What one job of a commit writes: changes of the outbox, events, tables."""

    kind: str = NONE
    did: dict[str, None] = field(default_factory=dict)


def watch_commits(trail: Trail) -> None:
    """A point before and after each commit of any engine, named by what each of its jobs writes."""
    jobs: list[_Job] = []

    def before(conn: Connection, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
        match statement:
            case "SAVEPOINT job":
                jobs.append(_Job())
            case "ROLLBACK TO job":
                jobs[-1] = _Job()
            case "COMMIT":
                reach("before")
            case _ if jobs and context.compiled is not None and not context.compiled.statement.is_select:
                table = context.compiled.statement.table.name
                for row in context.compiled_parameters:
                    note(driver_of(conn), jobs[-1], table, row)

    def after(conn: Connection, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
        if statement == "COMMIT":
            reach("after")
            jobs.clear()

    def reach(side: Side) -> None:
        for job in jobs or [_Job(did={"open": None})]:
            if job.did:  # what writes nothing has nothing to lose: a worker that found its row taken, say
                trail.reach(job.kind, f"commit {'+'.join(job.did)}", side)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)


def note(driver: sqlite3.Connection, job: _Job, table: str, row: dict[str, Any]) -> None:
    """Add what a statement writes to what the job does."""
    if table == "events":
        said = json.loads(row["content"])
        job.did[said["event"]["kind"]] = None
    elif table == "outbox" and "state" in row and "id" not in row:
        job.kind = job.kind if job.kind != NONE else _kind_of_row(driver, row)
        job.did[row["state"]] = None
    elif table in {"inbox", "objects"}:
        job.did[table] = None


def _kind_of_row(driver: sqlite3.Connection, row: dict[str, Any]) -> str:
    """The kind of the effect that a change of the outbox is about, by its place or its name."""
    found = driver.execute(
        "SELECT kind, effect FROM outbox"
        " WHERE place = coalesce(?, (SELECT place FROM outbox_names WHERE id = ?))",
        (row.get("at"), row.get("name")),
    ).fetchone()
    kind, effect = found
    return f"{kind} {json.loads(effect)['command']}" if kind == "run_command" else str(kind)
