"""The inbound door, in process."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Scope

from bot.web.reply import Reply
from bot.web.routes import BODY_CAP, create_app

SLACK = "/slack/events"
WAIT = 30.0
"""Seconds after which a test has failed; none waits for them."""


class Echo:
    """A dispatch that remembers what it was given, and in which thread."""

    def __init__(self, reply: Reply | None = None) -> None:
        self.reply = reply or Reply(200, "ok")
        self.given: list[tuple[bytes, Mapping[str, str]]] = []
        self.threads: set[str] = set()

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        self.given.append((body, headers))
        self.threads.add(threading.current_thread().name)
        return self.reply


def all_is_ready() -> Mapping[str, str]:
    return {}


def client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://handrail")


def asked(
    app: Starlette,
    method: str,
    path: str,
    content: bytes | AsyncIterator[bytes] = b"",
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with client(app) as http:
            return await http.request(method, path, content=content, headers=headers)

    return asyncio.run(ask())


def test_the_raw_body_and_the_headers_reach_the_listener_in_its_own_thread() -> None:
    echo = Echo(Reply(200, '{"ok": 1}', {"content-type": "application/json"}))
    app = create_app(echo, all_is_ready)

    answer = asked(app, "POST", SLACK, content=b"payload=%7B%7D", headers={"X-Slack-Signature": "v0=1"})

    assert (answer.status_code, answer.text) == (200, '{"ok": 1}')
    assert answer.headers["content-type"] == "application/json"
    ((body, headers),) = echo.given
    assert body == b"payload=%7B%7D"
    assert headers["x-slack-signature"] == "v0=1"
    assert {name.rpartition("-")[0] for name in echo.threads} == {"listener"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", SLACK])
def test_no_answer_is_cached_or_guessed_at(path: str) -> None:
    app = create_app(Echo(), all_is_ready)

    answer = asked(app, "POST" if path == SLACK else "GET", path)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_slack_posts_and_nobody_gets() -> None:
    app = create_app(Echo(), all_is_ready)

    assert asked(app, "GET", SLACK).status_code == 405
    assert asked(app, "GET", "/").status_code == 404


def test_a_body_at_the_cap_is_taken() -> None:
    echo = Echo()

    answer = asked(create_app(echo, all_is_ready), "POST", SLACK, content=b"x" * BODY_CAP)

    assert answer.status_code == 200
    assert len(echo.given[0][0]) == BODY_CAP


def test_a_body_that_says_it_is_over_the_cap_is_refused_unread() -> None:
    echo = Echo()

    answer = asked(
        create_app(echo, all_is_ready),
        "POST",
        SLACK,
        content=chunks([b"x"]),
        headers={"content-length": str(BODY_CAP + 1)},
    )

    assert (answer.status_code, answer.text) == (413, "A body may have 1048576 bytes.")
    assert answer.headers["connection"] == "close"
    assert echo.given == []


def test_a_body_that_turns_out_to_be_over_the_cap_is_refused() -> None:
    echo = Echo()
    sent: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(1000):
            sent.append(number)
            yield b"x" * 65536

    answer = asked(create_app(echo, all_is_ready), "POST", SLACK, content=endless())

    assert answer.status_code == 413
    assert len(sent) == BODY_CAP // 65536 + 1, "reading stops at once"
    assert echo.given == []


@pytest.mark.parametrize("length", ["²", "-1", "many", "", "9" * 5000])
def test_a_length_that_is_no_number_is_not_believed(length: str) -> None:
    status = asyncio.run(posted_raw(create_app(Echo(), all_is_ready), length))

    assert status == (413 if length.startswith("9") else 200)


async def posted_raw(app: Starlette, length: str) -> int:
    """The status of a post whose content-length is what it is, past any client."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": SLACK,
        "raw_path": SLACK.encode(),
        "query_string": b"",
        "headers": [(b"content-length", length.encode())],
        "server": ("handrail", 80),
        "scheme": "http",
    }
    await app(scope, receive, send)
    return statuses[0]


def test_a_body_that_drips_is_let_go() -> None:
    echo = Echo()

    async def dripping() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    app = create_app(echo, all_is_ready, body_seconds=0)
    answer = asked(app, "POST", SLACK, content=dripping())

    assert (answer.status_code, answer.text) == (408, "The body did not arrive in time.")
    assert answer.headers["connection"] == "close"
    assert echo.given == []


def test_a_sender_that_goes_away_reaches_nobody() -> None:
    echo = Echo()
    app = create_app(echo, all_is_ready)
    sent: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": SLACK, "headers": [], "query_string": b""}
    asyncio.run(app(scope, gone, send))

    assert sent[0]["status"] == 408
    assert echo.given == []


def test_a_listener_that_waits_stops_nobody() -> None:
    begun, release = threading.Event(), threading.Event()

    def held(_: bytes, __: Mapping[str, str]) -> Reply:
        begun.set()
        assert release.wait(WAIT)
        return Reply(200, "late")

    app = create_app(held, all_is_ready, threads=1)

    async def story() -> tuple[str, str, str]:
        async with client(app) as http:
            late = asyncio.create_task(http.post(SLACK, content=b"1"))
            assert await asyncio.to_thread(begun.wait, WAIT)
            healthy = await http.get("/healthz")
            ready = await http.get("/readyz")
            assert not late.done()
            release.set()
            return healthy.text, ready.text, (await late).text

    assert asyncio.run(story()) == ("ok", '{"ready":true,"waiting_for":{}}', "late")


def test_one_that_waits_leaves_the_other_threads_free() -> None:
    begun, release = threading.Event(), threading.Event()

    def dispatch(body: bytes, _: Mapping[str, str]) -> Reply:
        if body == b"slow":
            begun.set()
            assert release.wait(WAIT)
        return Reply(200, body.decode())

    app = create_app(dispatch, all_is_ready, threads=2)

    async def story() -> list[str]:
        async with client(app) as http:
            slow = asyncio.create_task(http.post(SLACK, content=b"slow"))
            assert await asyncio.to_thread(begun.wait, WAIT)
            quick = await http.post(SLACK, content=b"quick")
            release.set()
            return [quick.text, (await slow).text]

    assert asyncio.run(story()) == ["quick", "slow"]


def test_a_listener_that_fails_is_an_error_and_the_next_one_works() -> None:
    def dispatch(body: bytes, _: Mapping[str, str]) -> Reply:
        if body == b"bad":
            raise LookupError("no such thing")
        return Reply(200, "good")

    app = create_app(dispatch, all_is_ready, threads=1)

    with pytest.raises(LookupError, match="no such thing"):
        asked(app, "POST", SLACK, content=b"bad")

    assert asked(app, "POST", SLACK, content=b"x").text == "good"


def test_what_is_not_ready_is_named() -> None:
    app = create_app(Echo(), lambda: {"relay": "relay-2 stopped"})

    answer = asked(app, "GET", "/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "waiting_for": {"relay": "relay-2 stopped"}}
    assert asked(app, "GET", "/healthz").status_code == 200


async def chunks(parts: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("x-slack-signature", "a"), ("X-Slack-Signature", "b")], 400),
        ([("x-slack-request-timestamp", "1"), ("x-slack-request-timestamp", "2")], 400),
        ([("content-type", "application/json"), ("content-type", "text/plain")], 400),
        ([("authorization", "Bearer a"), ("authorization", "Bearer b")], 400),
        ([("content-encoding", "gzip")], 415),
        ([("content-encoding", "identity, gzip")], 415),
        ([("content-encoding", "br")], 415),
        ([("content-encoding", "identity")], 200),
        ([("accept", "a"), ("accept", "b")], 200),
    ],
    ids=range(9),
)
def test_a_header_that_counts_is_there_once_and_a_body_is_not_packed(
    headers: list[tuple[str, str]], status: int
) -> None:
    echo = Echo()
    app = create_app(echo, all_is_ready)

    async def ask() -> httpx.Response:
        async with client(app) as http:
            return await http.post(SLACK, content=b"x", headers=headers)

    assert asyncio.run(ask()).status_code == status
    assert len(echo.given) == (status == 200)
