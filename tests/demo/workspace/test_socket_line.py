"""Socket Mode as the workspace speaks it: the bot's end is played by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.websockets import WebSocket

from bot.demo.workspace.actions import say, submit, type_line
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.modals import open_view
from bot.demo.workspace.socket_line import SocketLine
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, INCIDENTS, TOKEN, Hands, authorized, input_block, modal, settings

pytestmark = pytest.mark.anyio

APP_TOKEN = "xapp-for-tests"


@dataclass
class BotEnd:
    """A WebSocket as the bot holds it. What it hears is in `heard`, in order."""

    line: SocketLine
    ticket: str = ""
    inbox: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)
    outbox: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        query = urlsplit(self.ticket or self.line.ticket()).query.encode()
        scope = {"type": "websocket", "path": "/link/", "query_string": query, "headers": []}
        self.outbox.put_nowait({"type": "websocket.connect"})
        self.socket = WebSocket(scope, self.outbox.get, self._take)
        self.serving = asyncio.create_task(self.line.serve(self.socket))

    async def _take(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed.set()
            self.outbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        elif message["type"] == "websocket.send":
            self.inbox.put_nowait(json.loads(message["text"]))

    async def hears(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self.inbox.get()

    def answers(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        said = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        self.outbox.put_nowait({"type": "websocket.receive", "text": json.dumps(said)})

    def breaks(self) -> None:
        self.outbox.put_nowait({"type": "websocket.disconnect", "code": 1006})


@pytest.fixture
async def slack(anyio_backend: str, clock: Hands) -> AsyncIterator[Workspace]:
    workspace = create_workspace(
        settings(app_token=APP_TOKEN, ack_seconds=2.0), clock=clock, sleep=clock.sleep
    )
    yield workspace
    await workspace.aclose()


@pytest.fixture
def line(slack: Workspace) -> SocketLine:
    assert slack.socket is not None
    return slack.socket


async def connected(line: SocketLine) -> BotEnd:
    end = BotEnd(line)
    assert (await end.hears())["type"] == "hello"
    return end


async def test_only_the_apps_token_opens_a_connection_and_it_opens_nothing_else(
    slack: Workspace, http: httpx.AsyncClient
) -> None:
    async def asked(method: str, token: str) -> dict[str, Any]:
        answer = await http.post(f"/api/{method}", headers=authorized(token))
        return dict(answer.json())

    opened = await asked("apps.connections.open", APP_TOKEN)

    assert opened["url"].startswith("ws://slack.local/link/?ticket=")
    assert (await asked("apps.connections.open", TOKEN))["error"] == "not_allowed_token_type"
    assert (await asked("auth.test", APP_TOKEN))["error"] == "not_allowed_token_type"
    assert (await asked("apps.connections.open", "xapp-other"))["error"] == "invalid_auth"


async def test_a_ticket_is_good_once_and_for_half_a_minute(line: SocketLine, clock: Hands) -> None:
    used, late = line.ticket(), line.ticket()
    first = BotEnd(line, used)
    await first.hears()
    clock.forward(31)

    again, after = BotEnd(line, used), BotEnd(line, late)

    await asyncio.gather(again.serving, after.serving)
    assert (again.closed.is_set(), after.closed.is_set(), line.links) == (True, True, 1)


async def test_a_command_is_an_envelope_and_its_acknowledgement_carries_the_answer(
    slack: Workspace, line: SocketLine
) -> None:
    end = await connected(line)

    typing = asyncio.create_task(type_line(slack, ANA, INCIDENTS, "/incident help"))
    envelope = await end.hears()
    end.answers(envelope, {"text": "Here is help."})
    seen = await typing

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/incident", "help")
    assert [each.text for each in seen.ephemerals] == ["Here is help."]


async def test_a_window_is_submitted_and_refused_over_the_socket(slack: Workspace, line: SocketLine) -> None:
    end = await connected(line)
    view = open_view(slack, slack.new_trigger(ANA), modal("Ask", input_block("why", "why")))

    sending = asyncio.create_task(submit(slack, ANA, view.id, {"why": {"why": "because"}}))
    envelope = await end.hears()
    end.answers(envelope, {"response_action": "errors", "errors": {"why": "Not so."}})

    assert envelope["payload"]["type"] == "view_submission"
    assert (await sending).errors == {"why": "Not so."}


async def test_an_event_that_nobody_acknowledges_comes_again_and_says_so(
    slack: Workspace, line: SocketLine
) -> None:
    slack.config = settings(app_token=APP_TOKEN, ack_seconds=0.01)
    end = await connected(line)

    say(slack, ANA, INCIDENTS, "It is slow")
    first, second = await end.hears(), await end.hears()
    end.answers(second)

    assert (first["type"], first["retry_attempt"]) == ("events_api", 0)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_what_a_broken_connection_did_not_acknowledge_goes_to_the_next_one(
    slack: Workspace, line: SocketLine
) -> None:
    old = await connected(line)

    typing = asyncio.create_task(type_line(slack, ANA, INCIDENTS, "/incident help"))
    lost = await old.hears()
    old.breaks()
    new = await connected(line)
    again = await new.hears()
    old.answers(lost)
    new.answers(again, {"text": "Here is help."})

    assert again["payload"] == lost["payload"]
    assert (await typing).ok


async def test_a_refresh_is_announced_and_nothing_more_is_sent_there(
    slack: Workspace, line: SocketLine
) -> None:
    old = await connected(line)
    typing = asyncio.create_task(type_line(slack, ANA, INCIDENTS, "/incident help"))
    envelope = await old.hears()

    leaving = asyncio.create_task(line.refresh(at_once=False))
    told = await old.hears()
    new = await connected(line)
    old.answers(envelope, {"text": "Here is help."})
    await leaving

    assert (told["type"], told["reason"]) == ("disconnect", "refresh_requested")
    assert (await typing).ok
    assert (old.closed.is_set(), new.closed.is_set()) == (True, False)


async def test_without_a_connection_the_person_is_told(slack: Workspace, line: SocketLine) -> None:
    slack.config = settings(app_token=APP_TOKEN, ack_seconds=0.01)

    absent = await type_line(slack, ANA, INCIDENTS, "/incident help")
    end = await connected(line)
    line.wedge()
    wedged = await type_line(slack, ANA, INCIDENTS, "/incident help")

    assert absent.notice == '/incident failed with the error "dispatch_failed"'
    assert wedged.notice == '/incident failed with the error "operation_timeout"'
    assert end.inbox.empty()
