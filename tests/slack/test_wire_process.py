"""The room on a real wire: a loopback server that answers as Slack's Web API does."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from bot.core import effects as fx
from bot.core.signals import Posted
from bot.engine.ports import Leased, Permanent, Retry, Scene
from bot.engine.tally import Tally
from bot.slack.directory import Workspace
from bot.slack.front import SlackFront
from bot.slack.introduction import Account, Introduction, SlackTrouble, introduced
from bot.slack.room import SlackRoom, open_room
from tests.core.outage import RULES
from tests.core.story import Story
from tests.diagnostics.processes import eventually
from tests.engine.desk import Desk as Engine
from tests.slack.stage import MEMBER, TEAM, Json
from tests.slack.web import FakeSlack, real_client

pytestmark = pytest.mark.process

PATIENCE = 20.0


@dataclass
class Wire:
    """Slack behind HTTP. `status` and `headers` go before the next answer of a method, once."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    address: str = ""
    said: list[Json] = field(default_factory=list)
    next: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    token: str = "xoxb-for-tests"

    def answer(self, path: str, given: Json) -> tuple[int, dict[str, str], Any]:
        method = path.removeprefix("/api/")
        if method in self.next:
            status, headers = self.next.pop(method)
            return status, headers, {"ok": False, "error": "ratelimited"}
        if path == "/respond":
            self.said.append(given)
            return 200, {}, {"ok": True}
        if path == "/gone":
            return 404, {}, {"ok": False, "error": "expired_url"}
        if method == "auth.test":
            known = given.get("token", self.token) == self.token
            me = {"ok": True, "user_id": "U0HANDRAIL", "bot_id": "B0HANDRAIL", "url": "https://b.slack.com/"}
            return 200, {}, me if known else {"ok": False, "error": "invalid_auth"}
        if method == "users.info":
            return 200, {}, {"ok": True, "user": {**MEMBER, "id": given["user"], "name": "ana"}}
        self.slack.calls.append((method, given))
        return 200, {}, self.slack.answer(method, given)


@pytest.fixture
def wire() -> Iterator[Wire]:
    found = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            kind = self.headers["Content-Type"] or ""
            given = json.loads(raw or "{}") if kind.startswith("application/json") else dict(parse_qsl(raw))
            given.setdefault("token", (self.headers["Authorization"] or "").removeprefix("Bearer "))
            status, headers, body = found.answer(self.path, given)
            sent = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def room(wire: Wire, token: str = "xoxb-for-tests", announce: str = "") -> SlackRoom:
    engine = Engine()
    account = Account(token, "secret", f"{wire.address}/api/", Workspace(TEAM), announce)
    return open_room(
        Introduction(account, patience=PATIENCE),
        use=engine.incidents,
        inbox=engine.store,
        objects=engine.store.object,
        keep=lambda _, __: "",
        policy_of=engine.library.policy,
        clock=engine.clock,
        reference=lambda: "ref-1",
        threads=ThreadPoolExecutor,
        tally=Tally(),
    )


def card(chat: SlackRoom, attempt: int = 1) -> Any:
    story = Story(RULES).channel()
    job = Leased("INC-0001/1/4", "INC-0001", fx.RefreshCard(), attempt)
    return chat.chat.perform(job, Scene(story.incident, RULES, story.clock.now()))


def test_the_room_knows_the_bot_and_posts(wire: Wire) -> None:
    done = card(room(wire))

    assert isinstance(done, Posted)
    assert done.permalink.startswith("https://b.slack.com/archives/C1/p")
    assert len(wire.slack.messages["C1"]) == 1


def test_a_wrong_token_is_said_plainly(wire: Wire) -> None:
    with pytest.raises(SlackTrouble, match="refuses SLACK_BOT_TOKEN: invalid_auth"):
        room(wire, token="xoxb-wrong")


def test_a_slack_that_is_away_is_awaited(wire: Wire) -> None:
    there, wire.address = wire.address, "http://127.0.0.1:9"
    account = Account("xoxb-for-tests", "secret", f"{wire.address}/api/", Workspace(TEAM))
    introduction = Introduction(account, patience=PATIENCE, again=0.01)
    introduction.begin()

    away = introduction.missing()
    with pytest.raises(Retry) as caught:
        introduction.known()
    introduction.account = replace(account, api_url=f"{there}/api/")

    assert away.startswith("Slack cannot be reached at http://127.0.0.1:9/api/: ")
    assert away.endswith(" It is tried again every 0.01 s.")
    assert caught.value.away
    assert eventually(lambda: introduction.me is not None)
    assert introduction.missing() == ""
    assert introduction.known().user == "U0HANDRAIL"


def test_a_room_without_slack_delivers_nothing_and_says_so() -> None:
    alone = room(Wire(address="http://127.0.0.1:9"))

    with pytest.raises(Retry) as caught:
        card(alone)

    assert caught.value.away
    assert "cannot be reached" in alone.missing()


def test_the_channel_for_announcements_may_be_named(wire: Wire) -> None:
    wire.slack.channels["C7"] = {"id": "C7", "name": "incidents"}
    account = Account("xoxb-for-tests", "secret", f"{wire.address}/api/", Workspace(TEAM), "#incidents")

    assert introduced(account).announce == "C7"
    with pytest.raises(SlackTrouble, match="no such channel"):
        room(wire, announce="#nowhere")


def test_a_limit_is_told_with_its_seconds_and_tried_once(wire: Wire) -> None:
    chat = room(wire)
    wire.next["chat.postMessage"] = (429, {"Retry-After": "3"})

    with pytest.raises(Retry) as caught:
        card(chat)

    assert (caught.value.after, caught.value.bucket) == (3.0, "chat.postMessage")
    assert wire.slack.messages == {}


def test_a_server_error_is_tried_again_later(wire: Wire) -> None:
    chat = room(wire)
    wire.next["chat.postMessage"] = (502, {})

    with pytest.raises(Retry):
        card(chat)


def test_slacks_own_refusal_is_permanent(wire: Wire) -> None:
    chat = room(wire)
    story = Story(RULES).channel()
    job = Leased("INC-0001/1/9", "INC-0001", fx.CreateChannel("inc-0001"), 1)
    wire.slack.channels["C9"] = {"id": "C9", "name": "inc-0001", "creator": "U0BO", "created": 0}
    for number in range(2, 10):
        wire.slack.channels[f"C9{number}"] = {"id": "C", "name": f"inc-0001-{number}", "creator": "U0BO"}

    with pytest.raises(Permanent, match="are taken"):
        chat.chat.perform(job, Scene(story.incident, RULES, story.clock.now()))


def test_an_answer_goes_to_the_response_url(wire: Wire) -> None:
    front = SlackFront(real_client(f"{wire.address}/api/"))

    assert front.respond(f"{wire.address}/respond", "hello", [], replace=True)
    assert not front.respond(f"{wire.address}/gone", "hello", [])
    assert not front.respond("http://127.0.0.1:9/", "hello", [])
    (said,) = wire.said
    assert (said["text"], said["response_type"], said["replace_original"]) == ("hello", "ephemeral", True)


def test_a_request_is_dispatched_as_bytes_and_answered_as_text(wire: Wire) -> None:
    body = urlencode({"command": "/incident", "text": "list"}).encode()

    answered = room(wire).dispatch(body, {"content-type": "application/x-www-form-urlencoded"})

    assert answered.status == 401
