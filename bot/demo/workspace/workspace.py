"""One running workspace: memory, settings, the line to the bot, and what was handed out or noted down."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.demo.workspace.clock import Clock, Sleep
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.faults import Fault
from bot.demo.workspace.limits import Limits
from bot.demo.workspace.line import Line
from bot.demo.workspace.model import Json
from bot.demo.workspace.socket_line import SocketLine
from bot.demo.workspace.state import State

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60


@dataclass(slots=True)
class Trigger:
    """A permission to open one modal for a person; `view_id` is the modal it was pressed in, if any."""

    person: str
    issued: float
    view_id: str = ""
    is_used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """A permission to answer where something was asked. `ts` is the message that was pressed, if one was."""

    channel: str
    person: str
    issued: float
    ts: str = ""
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API as it was answered; `error` is empty when it was done. Without the token."""

    number: int
    method: str
    arguments: Json
    error: str
    at: float


@dataclass(slots=True)
class Workspace:
    """Used on one event loop. `config` may be replaced while it runs; the next request sees the new one."""

    config: WorkspaceConfig
    state: State
    clock: Clock
    sleep: Sleep
    line: Line
    limits: Limits
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    suggestions: dict[tuple[str, str, str, str], list[Json]] = field(default_factory=dict)
    """What the bot last offered in an external menu, by person, surface, block id and action id."""
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def socket(self) -> SocketLine | None:
        """The line of Socket Mode, when that is on."""
        return self.line if isinstance(self.line, SocketLine) else None

    def seconds(self) -> float:
        return self.clock().timestamp()

    def new_trigger(self, person: str, view_id: str = "") -> str:
        name = self.state.new_id("9000.1000.")
        self.triggers[name] = Trigger(person, self.seconds(), view_id)
        return name

    def new_response_url(self, channel: str, person: str, ts: str = "") -> str:
        name = self.state.new_id("R")
        self.response_urls[name] = ResponseUrl(channel, person, self.seconds(), ts)
        return f"{self.config.base_url}/response/{self.state.team.id}/{name}"

    def note(self, method: str, arguments: Json, error: str) -> None:
        self.calls.append(Call(len(self.calls) + 1, method, arguments, error, self.seconds()))

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside: deliveries of events, with their retries."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until every event has been delivered or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        """Forget undelivered events and hang up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.line.aclose()
