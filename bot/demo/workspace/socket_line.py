"""The line to a bot in Socket Mode: envelopes over the WebSockets that the bot opens, each acknowledged."""

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.demo.workspace.clock import Clock
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.envelope import enveloped
from bot.demo.workspace.line import JSON, Answered, Delivery, TimedOut, Unreachable
from bot.demo.workspace.model import Json

TICKET_SECONDS = 30.0
SILENT = "handrail.silent"
"""In the scope of a WebSocket that has wedged: nothing is sent there, and no ping is answered."""


class Gone(Exception):
    """The WebSocket was closed before the envelope was acknowledged."""


@dataclass(slots=True, eq=False)
class Link:
    """A WebSocket of the bot's. `waiting` are the envelopes that are not acknowledged, by id."""

    socket: WebSocket
    waiting: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)
    is_leaving: bool = False

    @property
    def is_silent(self) -> bool:
        return bool(self.socket.scope.get(SILENT))

    async def say(self, said: Json) -> None:
        if not self.is_silent:
            await self.socket.send_json(said)

    async def deliver(self, envelope: Json) -> Json:
        """Send, and return what the acknowledgement carries. Raises Gone."""
        name = secrets.token_hex(8)
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.waiting[name] = acknowledged
        try:
            await self.say({"envelope_id": name, **envelope})
            return await acknowledged
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Gone from error
        finally:
            self.waiting.pop(name, None)

    def take(self, text: str) -> None:
        """An acknowledgement counts only over the link that the envelope came by; any other is dropped."""
        said = json.loads(text)
        waiting = self.waiting.get(said.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload") or {})

    def end(self) -> None:
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(Gone())


class SocketLine:
    """Sends to one of the open links in turn. Lives on the event loop that uses it."""

    def __init__(self, config: Callable[[], WorkspaceConfig], clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._links: list[Link] = []
        self._moved = asyncio.Event()
        self._sent = 0
        self.opened = 0
        """How many links the bot has opened so far."""

    @property
    def links(self) -> int:
        """How many are open."""
        return len(self._links)

    def ticket(self) -> str:
        """The address of one WebSocket, for half a minute."""
        name = secrets.token_hex(12)
        self._tickets[name] = self._clock().timestamp()
        host = self._config().base_url.partition("://")[2]
        return f"ws://{host}/link/?ticket={name}&app_id={self._config().app_id}"

    async def serve(self, socket: WebSocket) -> None:
        """One link from its hello to its end."""
        issued = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if issued is None or self._clock().timestamp() - issued > TICKET_SECONDS:
            await socket.close(4401)
            return
        await socket.accept()
        link = Link(socket)
        self._links.append(link)
        self.opened += 1
        self._moved.set()
        try:
            about = {"host": "applink-local", "approximate_connection_time": 18060}
            info = {"app_id": self._config().app_id}
            hello = {"type": "hello", "num_connections": self.links, "debug_info": about}
            await link.say(hello | {"connection_info": info})
            while True:
                link.take(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, ValueError):
            pass
        finally:
            self._links.remove(link)
            link.end()

    async def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Delivery:
        """Until a link acknowledges it: one that closes first gives it back, and another one gets it."""
        envelope = enveloped(body, content_type, headers or {})
        reached = False
        try:
            async with asyncio.timeout(self._config().ack_seconds):
                while True:
                    link = await self._next()
                    reached = True
                    with suppress(Gone):
                        said = await link.deliver(envelope)
                        return Answered(
                            200, {"content-type": JSON}, json.dumps(said).encode() if said else b""
                        )
        except TimeoutError:
            return TimedOut() if reached else Unreachable("the app has no connection")

    async def refresh(self, *, at_once: bool) -> None:
        """Ask the bot to connect anew, as Slack does every few hours; then hang up, `at_once` or politely."""
        for link in list(self._links):
            link.is_leaving = True
            about = {"host": "applink-local"}
            await link.say({"type": "disconnect", "reason": "refresh_requested", "debug_info": about})
            if not at_once and link.waiting:
                await asyncio.wait(link.waiting.values(), timeout=self._config().ack_seconds)
            await self._close(link)

    def wedge(self) -> None:
        """Every link that is open now stays open and says nothing more, not even to a ping."""
        for link in self._links:
            link.socket.scope[SILENT] = True

    async def aclose(self) -> None:
        for link in list(self._links):
            await self._close(link)

    async def _close(self, link: Link) -> None:
        if link.socket.application_state is WebSocketState.CONNECTED:
            with suppress(RuntimeError):
                await link.socket.close()
        link.end()

    async def _next(self) -> Link:
        """An open link, waited for; they take turns."""
        while not (open_ := [link for link in self._links if not link.is_leaving]):
            self._moved.clear()
            await self._moved.wait()
        self._sent += 1
        return open_[self._sent % len(open_)]
