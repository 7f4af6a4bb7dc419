"""What the tests of the workspace stand on: a settable clock, and the other end of the line."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from bot.demo.workspace.app import workspace_app
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.workspace import Workspace

MESSAGES = ("message.channels", "message.groups", "message.im")
SECRET = "a secret both ends know"
TOKEN = "xoxb-for-tests"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANA, BO, CHI, DEE, EVE, MAX, OLD, BOT = (
    "U0ANA",
    "U0BO",
    "U0CHI",
    "U0DEE",
    "U0EVE",
    "U0MAX",
    "U0OLD",
    "U0HANDRAIL",
)
GENERAL, INCIDENTS, SECURITY, SUPPORT = "C0GENERAL", "C0INCIDENTS", "C0SECURITY", "C0SUPPORT"


@dataclass
class Hands:
    """A clock that moves when it is told to, or when somebody sleeps on it."""

    at: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(seconds)


@dataclass
class FakeBot:
    """The bot's end of the line: keeps every request, gives the next prepared answer or a plain 200."""

    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[Callable[[], httpx.Response]] = field(default_factory=list)

    def will(self, status: int = 200, said: Any = None, text: str = "", **headers: str) -> None:
        """Answer the next request so."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if said is not None:
            self.answers.append(lambda: httpx.Response(status, json=said, headers=named))
        else:
            self.answers.append(lambda: httpx.Response(status, text=text, headers=named))

    def will_fail(self, error: Exception) -> None:
        """Break the next request."""

        def broken() -> httpx.Response:
            raise error

        self.answers.append(broken)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answers.pop(0)() if self.answers else httpx.Response(200)

    def payloads(self) -> list[dict[str, Any]]:
        """What came, parsed: the form of a command, the payload of an interaction, the JSON of an event."""
        return [_parsed(request) for request in self.requests]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [payload for payload in self.payloads() if payload.get("type") == kind]

    def commands(self) -> list[dict[str, Any]]:
        return [payload for payload in self.payloads() if "command" in payload]

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [each["event"] for each in self.of_type("event_callback") if each["event"]["type"] == kind]


def _parsed(request: httpx.Request) -> dict[str, Any]:
    if "json" in request.headers["content-type"]:
        said: dict[str, Any] = json.loads(request.content)
        return said
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    return json.loads(form["payload"]) if "payload" in form else form


def settings(**changed: Any) -> WorkspaceConfig:
    """Settings for a workspace in memory: the bot hears what people write; no limits unless asked for."""
    plain: dict[str, Any] = {
        "bot_token": TOKEN,
        "signing_secret": SECRET,
        "bot_url": "http://bot.local/slack/events",
        "base_url": "http://slack.local",
        "limits": False,
        "events": ("app_home_opened", *MESSAGES, "reaction_added"),
    }
    return WorkspaceConfig(**{**plain, **changed})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
async def slack(anyio_backend: str, clock: Hands, bot: FakeBot) -> AsyncIterator[Workspace]:
    workspace = create_workspace(
        settings(), transport=httpx.MockTransport(bot), clock=clock, sleep=clock.sleep
    )
    yield workspace
    await workspace.aclose()


@dataclass(frozen=True)
class Caller:
    """The bot's Web API client, without a network: in tests a wrong call is a value, not an exception."""

    http: httpx.AsyncClient

    async def __call__(self, method: str, /, **arguments: Any) -> dict[str, Any]:
        """Call with JSON and the right token."""
        answer = await self.http.post(f"/api/{method}", json=arguments, headers=authorized())
        said: dict[str, Any] = answer.json()
        return said

    async def form(self, method: str, /, **arguments: str) -> dict[str, Any]:
        answer = await self.http.post(f"/api/{method}", data=arguments, headers=authorized())
        said: dict[str, Any] = answer.json()
        return said


def authorized(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def http(slack: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(workspace_app(slack))
    async with httpx.AsyncClient(transport=transport, base_url="http://slack.local") as client:
        yield client


@pytest.fixture
def api(http: httpx.AsyncClient) -> Caller:
    return Caller(http)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, value: str = "") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value or label}


def actions_block(block_id: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(label: str, value: str) -> dict[str, Any]:
    return {"text": plain(label), "value": value}


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": list(blocks), **more}


def input_block(block_id: str, action_id: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": action_id}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}
