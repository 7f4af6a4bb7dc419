"""A server that turns against the bot: what it answers to a guarded request, byte for byte."""

import gzip
import threading
from collections.abc import Sequence
from ipaddress import ip_network
from socket import socket

from bot.core.catalogue import Http
from bot.diagnostics.bindings import Site
from bot.diagnostics.cancel import Cancel
from bot.diagnostics.http import fetch
from bot.diagnostics.plan import Bound, Request, plan
from bot.engine.ports import NotRun, Ran
from tests.attack.outcome import Outcome, passes, refused
from tests.diagnostics.entries import entry
from tests.diagnostics.servers import Server, page, serving

PROCESS = True
INNER = "what lies inside"
_LOOPBACK = (ip_network("127.0.0.0/8"),)


def attack(
    *,
    looks_for: str,
    status: str = "200 OK",
    headers: Sequence[str] = (),
    body: str = "",
    packed: bool = False,
    raw: str = "",
    drips: str = "",
    seconds: float = 5.0,
    twice: bool = False,
) -> Outcome:
    """The answer is `raw`, else made of the rest; `drips` is sent behind it again and again, without end.

    In `headers`, `{inner}` stands for a second server. It passes when `looks_for` is in what came back, or in
    what the server was sent; `twice`: at the second request.
    """

    def say(connection: socket, _: bytes, over: threading.Event) -> None:
        connection.sendall(answer(inner))
        while drips and not over.wait(0.02):
            connection.sendall(drips.encode())

    def inside(connection: socket, _: bytes, __: threading.Event) -> None:
        connection.sendall(page(INNER.encode()))

    def answer(inner: Server) -> bytes:
        content = gzip.compress(body.encode()) if packed else body.encode()
        return raw.encode() or page(content, *(one.format(inner=inner.url) for one in headers), status=status)

    with serving(inside) as inner, serving(say) as server:
        site = Site(server.url, network=_LOOPBACK)
        call = plan(entry(Http("daemon", path=("v1",))), {}, Bound(site=site), "prod").call
        assert isinstance(call, Request)
        for _ in range(1 + twice):
            came = fetch(call, seconds, Cancel())
        sent = b"".join(server.requests[twice:]).decode()
    output = came.output
    told = f"{output.text} {dict(output.headers)} {output.errors}" if isinstance(came, Ran) and output else ""
    told += (
        f"{came.trouble}: {came.why} {came.output.text if came.output else ''}"
        if isinstance(came, NotRun)
        else ""
    )
    return passes(told) if looks_for in f"{told} {sent}" else refused(told)
