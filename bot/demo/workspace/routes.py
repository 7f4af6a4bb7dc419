"""The doors of the workspace: the Web API, response URLs, uploads, files, and the control."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.demo.workspace import control
from bot.demo.workspace.answers import use_response_url
from bot.demo.workspace.api import call, files
from bot.demo.workspace.dropped import drop
from bot.demo.workspace.faults import Fault, fault_for
from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import mime_type
from bot.demo.workspace.workspace import Workspace

LONGEST_WAIT = 60.0
URL_STATUS = {"no_service": 404, "expired_url": 404, "used_url": 404}


def workspace_routes(workspace: Workspace) -> list[BaseRoute]:
    """All that the page does not use: `/api`, `/response`, `/upload`, `/files`, `/link`, `/_control`."""
    api = _Api(workspace)
    steering = _Control(workspace)
    return [
        Route("/api/{method}", api.method, methods=["GET", "POST"]),
        Route("/response/{team}/{name}", api.respond, methods=["POST"]),
        Route("/upload/v1/{file}", api.upload, methods=["POST"]),
        Route("/files/{file}/{name}", api.download, methods=["GET"]),
        WebSocketRoute("/link/", api.link),
        Route("/_control/socket", steering.socket, methods=["POST"]),
        Route("/_control/state", steering.state, methods=["GET"]),
        Route("/_control/changes", steering.changes, methods=["GET"]),
        Route("/_control/feed", steering.feed, methods=["GET"]),
        Route("/_control/fault", steering.fault, methods=["POST"]),
        Route("/_control/settings", steering.settings, methods=["POST"]),
        Route("/_control/act", steering.act, methods=["POST"]),
    ]


class _Api:
    """What the bot reaches."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def method(self, request: Request) -> Response:
        asked = call.Request(
            method=request.path_params["method"],
            query=request.url.query,
            content_type=request.headers.get("content-type", ""),
            body=await request.body(),
            authorization=request.headers.get("authorization", ""),
        )
        return await self._through_faults(request, asked.method, lambda: self._perform(asked))

    def _perform(self, asked: call.Request) -> Response:
        answer = call.perform(self._workspace, asked)
        return JSONResponse(answer.said, answer.status, answer.headers)

    async def respond(self, request: Request) -> Response:
        body = await request.body()
        return await self._through_faults(request, "response_url", lambda: self._respond(request, body))

    def _respond(self, request: Request, body: bytes) -> Response:
        said: Json = {}
        error = ""
        try:
            said = _object(body)
            use_response_url(self._workspace, request.path_params["name"], said)
        except (Refused, control.BadOrder) as refused:
            error = str(refused)
        self._workspace.note("response_url", said, error)
        return PlainTextResponse(error or "ok", URL_STATUS.get(error, 400) if error else 200)

    async def upload(self, request: Request) -> Response:
        body = await request.body()
        return await self._through_faults(request, "upload", lambda: self._receive(request, body))

    def _receive(self, request: Request, body: bytes) -> Response:
        file_id = request.path_params["file"]
        problem = files.receive(self._workspace, file_id, body)
        self._workspace.note("upload", {"file": file_id, "bytes": len(body)}, problem)
        return PlainTextResponse(problem or f"OK - {len(body)}", 400 if problem else 200)

    async def download(self, request: Request) -> Response:
        """A file's bytes, for the bot; whoever comes without its token is led to the door, as Slack does."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not call.is_own_token(self._workspace, token):
            return RedirectResponse(f"/?redir={quote(request.url.path)}", 302)
        file = self._workspace.state.files.get(request.path_params["file"])
        if file is None or file.content is None:
            return PlainTextResponse("There is no such file.", 404)
        kind = mime_type(file.name)
        is_shown = kind.startswith(("image/", "text/plain", "text/markdown"))
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline" if is_shown else "attachment",
        }
        shown_as = "text/plain; charset=utf-8" if kind.startswith("text/") else kind
        return Response(file.content, media_type=shown_as, headers=headers)

    async def link(self, socket: WebSocket) -> None:
        """Socket Mode."""
        if self._workspace.socket is None:
            await socket.close(4401)
        else:
            await self._workspace.socket.serve(socket)

    async def _through_faults(
        self, request: Request, method: str, perform: Callable[[], Response]
    ) -> Response:
        """Answer as late as the settings say, and with the fault that a test ordered."""
        workspace = self._workspace
        await _pause(workspace, workspace.config.latency_ms / 1000)
        fault = fault_for(workspace.faults, method, workspace.seconds())
        if fault is None:
            return perform()
        await _pause(workspace, fault.delay)
        if fault.is_only_slow:
            return perform()
        if fault.error:
            return self._refused(method, fault)
        if fault.when == "after":
            perform()
        else:
            workspace.note(method, {}, "fault: dropped before")
        return await drop(request)

    def _refused(self, method: str, fault: Fault) -> Response:
        self._workspace.note(method, {}, f"fault: {fault.error}")
        if fault.error.isdigit():
            return PlainTextResponse("a fault ordered by a test", int(fault.error))
        waits = fault.retry_after if fault.error in {"ratelimited", "rate_limited"} else 0
        answer = call.refusal(Refused(fault.error, retry_after=waits))
        return JSONResponse(answer.said, answer.status, answer.headers)


class _Control:
    """What tests reach. Bound to loopback like all of it; there is nothing here to protect."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def state(self, request: Request) -> Response:
        del request
        return JSONResponse(control.state_json(self._workspace))

    async def changes(self, request: Request) -> Response:
        """Changes after `?after=`, waiting up to `?wait=` seconds for the first of them."""
        feed = self._workspace.state.feed
        after = int(request.query_params.get("after", "0"))
        wait = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT)
        changes = feed.since(after)
        if not changes and wait:
            try:
                async with asyncio.timeout(wait):
                    changes = await feed.after(after)
            except TimeoutError:
                changes = []
        return JSONResponse({"number": feed.number, "changes": [asdict(change) for change in changes]})

    async def feed(self, request: Request) -> Response:
        """Every change as a server-sent event, after `?after=` or from now on."""
        after = request.query_params.get("after")
        changes = self._workspace.state.feed.stream(int(after) if after else None)

        async def lines() -> AsyncIterator[str]:
            yield ": open\n\n"
            async for change in changes:
                yield f"id: {change.number}\ndata: {json.dumps(asdict(change))}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def fault(self, request: Request) -> Response:
        return await self._ordered(request, _at_once(control.order_fault))

    async def socket(self, request: Request) -> Response:
        return await self._ordered(request, control.order_socket)

    async def settings(self, request: Request) -> Response:
        return await self._ordered(request, _at_once(control.change_settings))

    async def act(self, request: Request) -> Response:
        return await self._ordered(request, control.act)

    async def _ordered(
        self, request: Request, carry_out: Callable[["Workspace", Json], Awaitable[Json]]
    ) -> Response:
        try:
            return JSONResponse(await carry_out(self._workspace, _object(await request.body())))
        except control.BadOrder as bad:
            return JSONResponse({"ok": False, "error": str(bad)}, 400)


def _at_once(carry_out: Callable[[Workspace, Json], Json]) -> Callable[[Workspace, Json], Awaitable[Json]]:
    async def later(workspace: Workspace, body: Json) -> Json:
        return carry_out(workspace, body)

    return later


async def _pause(workspace: Workspace, seconds: float) -> None:
    if seconds > 0:
        await workspace.sleep(seconds)


def _object(body: bytes) -> Json:
    try:
        said: Any = json.loads(body or b"{}")
    except ValueError:
        raise control.BadOrder("invalid_payload") from None
    if not isinstance(said, dict):
        raise control.BadOrder("invalid_payload")
    return said
