"""A workspace with its page in this process, and a bot at the other end that answers as a test says."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvicorn
from anyio.from_thread import start_blocking_portal

from bot.demo.page.app import page_routes
from bot.demo.page.browse import FORM, Answer, Fetch, Person
from bot.demo.page.reader import Reader
from bot.demo.page.surface import Surface
from bot.demo.workspace.app import workspace_app
from bot.demo.workspace.clock import Clock, wall_clock
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.content import with_ids
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.modals import open_view, publish_home
from bot.demo.workspace.model import Ephemeral, File, Json, Message
from bot.demo.workspace.workspace import Workspace
from tests.demo.standins.local import Local, served

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:1"
ANA, BO, EVE, BOT = "U0ANA", "U0BO", "U0EVE", "U0HANDRAIL"
GENERAL, INCIDENTS, SECURITY = "C0GENERAL", "C0INCIDENTS", "C0SECURITY"


@dataclass
class Hands:
    """A clock that moves a second each time it is read, so that messages have an order."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def _heard(request: httpx.Request) -> dict[str, Any]:
    if "json" in request.headers["content-type"]:
        return dict(json.loads(request.content))
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    return dict(json.loads(form["payload"]) if "payload" in form else form)


@dataclass
class Bot:
    """Keeps what it was sent; `answer` makes the next answers, by the payload or the command's form."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], httpx.Response] = lambda _: httpx.Response(200)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        said = _heard(request)
        self.heard.append(said)
        return self.answer(said)

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [action for said in self.heard for action in said.get("actions", [])]


@dataclass
class Stage:
    """All of it together."""

    workspace: Workspace
    bot: Bot
    local: Local

    @property
    def fetch(self) -> Fetch:
        return in_process(self.local)

    def person(self, user_id: str = ANA, channel: str = "") -> Person:
        person = Person(BASE, user_id, fetch=self.fetch, patience=0)
        return person.open(channel) if channel else person

    def post(self, *blocks: Json, text: str = "a text", author: str = BOT, **more: Any) -> Message:
        state = self.workspace.state
        channel = more.pop("channel", INCIDENTS)
        shown = tuple(with_ids(state, list(blocks)))
        message = Message(channel, state.new_ts(), author, text, shown, **more)
        self.local.call(lambda: state.post(message))
        return message

    def whisper(self, person: str, *blocks: Json, text: str = "psst", **more: Any) -> Ephemeral:
        state = self.workspace.state
        ephemeral = Ephemeral(
            INCIDENTS, state.new_ts(), person, text, tuple(with_ids(state, list(blocks))), **more
        )
        self.local.call(lambda: state.whisper(ephemeral))
        return ephemeral

    def share(self, name: str, content: bytes, title: str = "") -> File:
        state = self.workspace.state
        file = File(
            state.new_id("F"), name, title, BOT, len(content), state.now(), content, True, (INCIDENTS,)
        )
        state.keep_file(file)
        self.post(text="a file", files=(file.id,))
        return file

    def publish(self, person: str, *blocks: Json) -> None:
        """Show the person a home tab."""
        given = {"type": "home", "blocks": list(blocks)}
        self.local.call(lambda: publish_home(self.workspace, person, given))

    def shows(self, modal: Json) -> None:
        """From now on the bot answers a command by opening the modal."""
        answer = self.bot.answer

        def opening(said: dict[str, Any]) -> httpx.Response:
            if "command" not in said:
                return answer(said)
            open_view(self.workspace, said["trigger_id"], modal)
            return httpx.Response(200)

        self.bot.answer = opening

    def reader(self, person: str = ANA) -> Reader:
        return Reader(self.workspace.state.people[person], self.workspace.state, NOON, BASE)

    def surface(self, person: str = ANA) -> Surface:
        return Surface(self.reader(person), "message", "1.0", INCIDENTS)


def workspace_at(base: str, bot: Bot, clock: Clock) -> Workspace:
    config = WorkspaceConfig("xoxb-x", "secret", "http://bot/slack/events", base, events=(), shortcuts=())
    return create_workspace(config, transport=httpx.MockTransport(bot), clock=clock)


@contextmanager
def stage() -> Iterator[Stage]:
    """In this process, without a socket; time stands still but for a second each time it is asked."""
    bot = Bot()
    workspace = workspace_at(BASE, bot, Hands())
    with served(workspace_app(workspace, page_routes(workspace))) as local:
        yield Stage(workspace, bot, local)


@contextmanager
def running() -> Iterator[Stage]:
    """On a real port of loopback, with the real time."""
    bot = Bot()
    with socket.socket() as listening, start_blocking_portal() as portal:
        listening.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        workspace = workspace_at(base, bot, wall_clock)
        app = workspace_app(workspace, page_routes(workspace))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        serving = portal.start_task_soon(server.serve, [listening])
        client = httpx.AsyncClient(base_url=base, trust_env=False)
        yield Stage(workspace, bot, Local(portal, client))
        portal.call(client.aclose)
        server.should_exit = True
        serving.result(20)


def in_process(local: Local) -> Fetch:
    def fetch(path: str, form: bytes | None, kind: str = FORM) -> Answer:
        headers = {"Content-Type": kind}
        answer = local.get(path) if form is None else local.post(path, content=form, headers=headers)
        return Answer(answer.status_code, path, answer.text, answer.headers.get("location", ""))

    return fetch


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def markup(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": markup(text), **more}


def button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(label), "value": f"{action}-value", **more}


def options(*labels: str) -> list[Json]:
    return [{"text": plain(label), "value": label.lower()} for label in labels]


def field_of(label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": label.lower(), "label": plain(label), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Declare"), "submit": plain("Go"), "blocks": list(blocks), **more}
