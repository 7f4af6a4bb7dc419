"""Connections that are made to hold the bot up, over real sockets: they are let go."""

import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest

from bot.web.connection import HEAD, HEADERS, WAITING, Bounded
from bot.web.routes import create_app
from bot.web.serve import listen, server
from tests.web.test_routes import Echo, all_is_ready

WAIT = 20.0
HEALTHY = b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /slack/events HTTP/1.1\r\nHost: h\r\n"


class Quick(Bounded):
    """As it is, in less time and with fewer."""

    seconds: ClassVar[float] = 0.3
    most: ClassVar[int] = 4


class Patient(Bounded):
    """As it is."""


@contextmanager
def serving(connection: type[Bounded]) -> Iterator[tuple[int, Echo]]:
    """The port of a server in this process, with the routes of the bot."""
    echo, at = Echo(), listen("127.0.0.1", 0)
    at_work = server(create_app(echo, all_is_ready, body_seconds=0.2), 1, connection)
    thread = threading.Thread(target=at_work.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        yield at.getsockname()[1], echo
    finally:
        at_work.should_exit = True
        thread.join(WAIT)
        at.close()


@pytest.fixture(scope="module")
def patient() -> Iterator[tuple[int, Echo]]:
    with serving(Patient) as at:
        yield at


def talk(port: int, sent: bytes, *, slowly: bytes = b"") -> bytes:
    """What comes back until the server closes; `slowly` is sent byte after byte, over and over."""
    with socket.create_connection(("127.0.0.1", port), WAIT) as made:
        made.sendall(sent)
        said, until = b"", time.monotonic() + WAIT
        made.settimeout(0.02 if slowly else WAIT)
        while time.monotonic() < until:
            try:
                part = made.recv(65536)
                if not part:
                    return said
                said += part
            except TimeoutError:
                for byte in slowly:
                    made.sendall(bytes([byte]))
            except ConnectionError:
                return said
        raise AssertionError("the connection was not let go")


def statuses(said: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"^HTTP/1\.1 (\d{3})", said, re.MULTILINE)]


@pytest.mark.parametrize(
    ("begin", "drip", "status"),
    [
        (b"", b"", []),
        (b"POST /slack/ev", b"x", []),
        (POST + b"X-Long: ", b"x", []),
        (POST, b"a", []),
        (POST + b"Content-Length: 100000\r\n\r\n", b"x", [408]),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", [408]),
        (b"GET /healthz HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n", b"x", [200]),
        (HEALTHY + b"GET /h", b"x", [200]),
    ],
    ids=[
        "silent",
        "path",
        "one header",
        "header name",
        "body",
        "chunks",
        "body nobody reads",
        "second request",
    ],
)
def test_a_sender_that_takes_its_time_is_let_go(begin: bytes, drip: bytes, status: list[int]) -> None:
    with serving(Quick) as (port, echo):
        assert statuses(talk(port, begin, slowly=drip)) == status
        assert echo.given == []


def test_only_so_many_are_connected_and_one_that_leaves_makes_room() -> None:
    with serving(Bounding) as (port, _):
        held = [socket.create_connection(("127.0.0.1", port), WAIT) for _ in range(Bounding.most)]
        for one in held[1:]:
            one.sendall(HEALTHY)
            assert one.recv(65536).startswith(b"HTTP/1.1 200")
        assert talk(port, b"") == b"", "one more is let go at once"

        for one in held:
            one.close()

        assert any(talk(port, _closing(HEALTHY)).startswith(b"HTTP/1.1 200") for _ in range(100))


class Bounding(Bounded):
    """As it is, with fewer."""

    most: ClassVar[int] = 3


def _closing(request: bytes) -> bytes:
    return request.replace(b"Host: h\r\n", b"Host: h\r\nConnection: close\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"X-Long: " + b"x" * (HEAD * 4) + b"\r\n\r\n",
        POST + b"X-Long: " + b"x" * (HEAD * 4),
        POST + b"".join(b"x-%d: y\r\n" % number for number in range(HEADERS + 1)) + b"\r\n",
        b"POST /" + b"x" * (HEAD + 1) + b" HTTP/1.1\r\nHost: h\r\n\r\n",
        POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        POST + b"Bad\x00Name: x\r\n\r\n",
        POST + b"X: a\x00b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET \x1b]0;x\x07 HTTP/1.1\r\n\r\n",
        HEALTHY * (WAITING + 200),
    ],
    ids=range(15),
)
def test_what_is_no_request_is_answered_so_or_not_at_all(patient: tuple[int, Echo], sent: bytes) -> None:
    port, echo = patient

    answered = statuses(talk(port, sent))

    assert not [status for status in answered if status >= 500]
    assert answered[-1:] in ([400], [])
    assert echo.given == []


def test_a_body_in_chunks_is_one_body(patient: tuple[int, Echo]) -> None:
    port, echo = patient

    said = talk(port, _closing(POST) + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")

    assert statuses(said) == [200]
    assert echo.given.pop()[0] == b"abc"


def test_another_protocol_is_not_spoken(patient: tuple[int, Echo]) -> None:
    port, _ = patient
    asks = (
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"
    )

    with socket.create_connection(("127.0.0.1", port), WAIT) as made:
        made.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n" + asks + b"\r\n")
        said = made.recv(65536)

    assert statuses(said) == [200]


def test_nothing_of_a_request_is_logged(patient: tuple[int, Echo], caplog: pytest.LogCaptureFixture) -> None:
    port, _ = patient
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "uvicorn.error")  # another server may have made it quiet

    for sent in (
        b"GET /m4rk3r?m4rk3r HTTP/1.1\r\nHost: h\r\nUser-Agent: m4rk3r\r\nConnection: close\r\n\r\n",
        b"m4rk3r /m4rk3r HTTP/1.1\r\n\r\n",
        _closing(POST) + b"Content-Length: 6\r\nX-Forwarded-For: m4rk3r\r\n\r\nm4rk3r",
    ):
        talk(port, sent)

    told = [str(vars(record)) for record in caplog.records]
    assert told
    assert not [text for text in told if "m4rk3r" in text]
