"""A reply that is lost: the connection is closed where the answer should come."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response


class ReplyLost(ConnectionError):
    """The server has no connection to close (a test's in-process transport): the caller gets this instead."""


async def drop(request: Request) -> Response:
    """Close the caller's connection without a byte. The server that runs us lends its transport for it."""
    cycle: Any = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ReplyLost("the reply is lost")
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
