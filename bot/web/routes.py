"""The ASGI application. Requests wait in threads, never on the event loop: one slow listener stops nobody."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

BODY_CAP = 1024 * 1024
"""Bytes; Slack's largest payloads are far below it."""
BODY_SECONDS = 5.0
"""A sender that drips its body is let go."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to Slack."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Dispatch: TypeAlias = Callable[[bytes, Mapping[str, str]], Reply]
"""Raw body and headers (names in lower case) to a reply; called in a thread."""
Ready: TypeAlias = Callable[[], Mapping[str, str]]
"""What is not ready, by part; empty when all is."""


class TooLarge(Exception):
    """The body is over the cap."""


def create_app(dispatch: Dispatch, ready: Ready, threads: int = 8) -> Starlette:
    """`/slack/events` for all of Slack, `/healthz` (the process lives), `/readyz` (it can work)."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="listener")

    async def slack(request: Request) -> Response:
        try:
            body = await asyncio.wait_for(_body(request), BODY_SECONDS)
        except TooLarge:
            return PlainTextResponse("The body is too large.", 413)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("The body did not arrive in time.", 408)
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(pool, dispatch, body, dict(request.headers))
        return Response(reply.body, reply.status, dict(reply.headers))

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        missing = dict(ready())
        return JSONResponse({"ready": not missing, "waiting_for": missing}, 503 if missing else 200)

    return Starlette(
        routes=[
            Route("/slack/events", slack, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ]
    )


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_CAP:
            raise TooLarge
        parts.append(chunk)
    return b"".join(parts)
