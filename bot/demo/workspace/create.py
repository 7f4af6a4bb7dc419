"""A new workspace from its settings."""

import asyncio
from functools import partial

import httpx

from bot.demo.workspace.clock import Clock, Sleep, wall_clock
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.events import announce
from bot.demo.workspace.limits import Limits
from bot.demo.workspace.line import BotLine, Line
from bot.demo.workspace.seed import seeded
from bot.demo.workspace.socket_line import SocketLine
from bot.demo.workspace.workspace import Workspace


def create_workspace(
    config: WorkspaceConfig,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = wall_clock,
    sleep: Sleep = asyncio.sleep,
) -> Workspace:
    """A workspace as its seed describes it. `transport` leads to the bot; None is the network.

    It lives on the event loop that uses it; close it with `Workspace.aclose`.
    """
    line: Line = BotLine(lambda: workspace.config, clock, transport)
    if config.app_token:
        line = SocketLine(lambda: workspace.config, clock)
    state = seeded(config.seed, clock)
    workspace = Workspace(config, state, clock, sleep, line, Limits())
    state.feed.listen(partial(announce, workspace))
    return workspace
