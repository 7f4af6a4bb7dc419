"""What the tests of the workspace stand on: a settable clock, and the other end of the line."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.workspace import Workspace

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
    """Settings for a workspace in memory; no limits unless a test asks for them."""
    plain: dict[str, Any] = {
        "bot_token": TOKEN,
        "signing_secret": SECRET,
        "bot_url": "http://bot.local/slack/events",
        "base_url": "http://slack.local",
        "limits": False,
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
