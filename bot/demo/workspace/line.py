"""The line to the bot: signed requests over HTTP, three seconds for an answer."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import httpx

from bot.demo.workspace.clock import Clock
from bot.demo.workspace.config import WorkspaceConfig

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answered:
    """The bot answered within three seconds, with whatever status. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_ack(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The bot did not answer in time; it may still be at work."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody answered at the bot's address, or the connection broke."""

    reason: str


Delivery: TypeAlias = Answered | TimedOut | Unreachable


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Line(Protocol):
    """How requests reach the bot."""

    async def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Delivery: ...

    async def aclose(self) -> None: ...


class BotLine:
    """Sends requests as Slack does. The client is made when it is first needed, on the loop that needs it."""

    def __init__(
        self,
        config: Callable[[], WorkspaceConfig],
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Delivery:
        config = self._config()
        timestamp = str(int(self._clock().timestamp()))
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local workspace)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(config.signing_secret, timestamp, body),
            **(headers or {}),
        }
        try:
            async with asyncio.timeout(config.ack_seconds):
                answer = await self._open().post(config.bot_url, content=body, headers=signed)
        except TimeoutError:
            return TimedOut()
        except httpx.HTTPError as error:
            return Unreachable(str(error) or type(error).__name__)
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Answered(answer.status_code, lower, answer.content)

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(transport=self._transport, trust_env=False, timeout=None)  # noqa: S113 - `send` bounds the whole request
        return self._client
