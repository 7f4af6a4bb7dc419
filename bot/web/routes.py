"""The ASGI application. Requests wait in threads, never on the event loop: one slow listener stops nobody."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.alertmanager import PATH, Alertmanager
from bot.web.listeners import Listeners
from bot.web.reply import Reply

BODY_CAP: Final = 1024 * 1024
"""Bytes; Slack's largest payloads are far below it."""
BODY_SECONDS: Final = 5.0
"""A sender that drips its body is let go."""

_ALWAYS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_LET_GO: Final = {"connection": "close"}
"""The rest of the body is not read."""
_ONCE: Final = (
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "x-slack-request-timestamp",
    "x-slack-signature",
)
"""Headers by which a request is believed or read; of two, nobody knows which one counts."""


Dispatch: TypeAlias = Callable[[bytes, Mapping[str, str]], Reply]
"""Raw body and headers (names in lower case) to a reply; called in a thread."""
Ready: TypeAlias = Callable[[], Mapping[str, str]]
"""What is not ready, by part; empty when all is. Called on the event loop, so it only looks."""
About: TypeAlias = Callable[[], Mapping[str, object]]
"""What `/readyz` tells besides, as JSON; it only looks, too."""


class TooLarge(Exception):
    """The body is over the cap."""


def create_app(
    dispatch: Dispatch | None,
    ready: Ready,
    alerts: Alertmanager | None = None,
    about: About = dict,
    metrics: Callable[[], Reply] | None = None,
    threads: int = 8,
    body_seconds: float = BODY_SECONDS,
) -> Starlette:
    """`/slack/events` for all of Slack, `/healthz` (the process lives), `/readyz` (it can work).

    With `alerts`, Alertmanager's webhook too, and with `metrics` (called in a thread) `/metrics`. Without one
    of them, or without `dispatch`, there is no such door.
    """
    listeners = Listeners(threads)

    async def in_a_thread(request: Request, reply_to: Dispatch) -> Response:
        refused = _ambiguous(request)
        if refused is not None:
            return _answer(refused)
        try:
            body = await asyncio.wait_for(_body(request), body_seconds)
        except TooLarge:
            return _answer(PlainTextResponse(f"A body may have {BODY_CAP} bytes.", 413, _LET_GO))
        except (TimeoutError, ClientDisconnect):
            return _answer(PlainTextResponse("The body did not arrive in time.", 408, _LET_GO))
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(listeners, reply_to, body, dict(request.headers))
        return _answer(Response(reply.body, reply.status, dict(reply.headers)))

    async def slack(request: Request) -> Response:
        assert dispatch is not None, "without it there is no route"
        return await in_a_thread(request, dispatch)

    async def alert(request: Request) -> Response:
        assert alerts is not None, "without it there is no route"
        door = alerts
        refused = _ambiguous(request)
        if refused is not None:
            return _answer(refused)
        if not door.admits(request.headers):
            text = "Show the token: Authorization: Bearer <token>, or as the password of Basic."
            return _answer(
                PlainTextResponse(
                    text, 401, {"www-authenticate": 'Bearer, Basic realm="handrail"', **_LET_GO}
                )
            )
        return await in_a_thread(request, lambda body, _: door.take(body))

    async def measures(_: Request) -> Response:
        assert metrics is not None, "without it there is no route"
        reply = await asyncio.get_running_loop().run_in_executor(listeners, metrics)
        return _answer(Response(reply.body, reply.status, dict(reply.headers)))

    async def healthz(_: Request) -> Response:
        return _answer(PlainTextResponse("ok"))

    async def readyz(_: Request) -> Response:
        missing = dict(ready())
        said = {"ready": not missing, "waiting_for": missing, **about()}
        return _answer(JSONResponse(said, 503 if missing else 200))

    return Starlette(
        routes=[
            *([Route("/slack/events", slack, methods=["POST"])] if dispatch else []),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *([Route("/metrics", measures)] if metrics else []),
            *([Route(PATH, alert, methods=["POST"])] if alerts else []),
        ]
    )


def _answer(response: Response) -> Response:
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    return response


def _ambiguous(request: Request) -> Response | None:
    """Why the request is not read: what proves it is said twice, or its body is not what it seems."""
    if any(len(request.headers.getlist(name)) > 1 for name in _ONCE):
        return PlainTextResponse("A header is there twice.", 400, _LET_GO)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        return PlainTextResponse("Only a body that is not encoded is read.", 415, _LET_GO)
    return None


async def _body(request: Request) -> bytes:
    """All of the body; TooLarge as soon as that is known, be it from what the sender says."""
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > BODY_CAP:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_CAP:
            raise TooLarge
        parts.append(chunk)
    return b"".join(parts)
