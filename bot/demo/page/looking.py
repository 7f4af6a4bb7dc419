"""What can be looked at: the door, channels, files, the stream of changes, the options of a menu."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.demo.page.doing import shown_in, target
from bot.demo.page.forms import Form, NotUnderstood, read_act
from bot.demo.page.places import first_place, home_place, place_at
from bot.demo.page.reader import Reader
from bot.demo.page.screen import Extra, Screens
from bot.demo.workspace import actions
from bot.demo.workspace.actions import NotPossible
from bot.demo.workspace.feed import Change
from bot.demo.workspace.wire import mime_type
from bot.demo.workspace.workspace import Workspace

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FILE_HEADERS = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
HEARTBEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Looks:
    """Answers every GET of the page."""

    workspace: Workspace
    screens: Screens

    def reader(self, request: Request) -> Reader | None:
        """Who looks, by the address."""
        return self.screens.reader(request.path_params["person"])

    async def door(self, _: Request) -> Response:
        return HTMLResponse(self.screens.door(), headers=HEADERS)

    async def permalink(self, request: Request) -> Response:
        """A permalink does not say who reads it: the door asks, and leads to the message."""
        channel, mark = request.path_params["channel"], request.path_params.get("mark", "")
        thread = request.query_params.get("thread_ts", "")
        if not channel.isalnum() or (mark and not mark.removeprefix("p").isdigit()):
            return gone("There is no such message.")
        stamp = f"#m-{mark[1:-6]}.{mark[-6:]}" if mark else ""
        query = f"?thread={thread}" if thread.replace(".", "").isdigit() else ""
        return HTMLResponse(self.screens.door(f"/c/{channel}{query}{stamp}"), headers=HEADERS)

    async def home(self, request: Request) -> Response:
        reader = self.reader(request)
        if reader is None:
            return gone("There is nobody of that name.")
        return RedirectResponse(first_place(reader).address(reader), 303, HEADERS)

    async def channel(self, request: Request) -> Response:
        reader = self.reader(request)
        if reader is None:
            return gone("There is nobody of that name.")
        place = place_at(reader, request.path_params["channel"], request.query_params.get("thread", ""))
        if place is None:
            return RedirectResponse(first_place(reader).address(reader), 303, HEADERS)
        is_visit = "x-live" not in request.headers
        if is_visit and place.channel.direct and self.screens.comes_to(reader, place):
            actions.open_app(self.workspace, reader.me.id, "messages")
        return HTMLResponse(self.screens.channel(reader, place, Extra(), is_visit=is_visit), headers=HEADERS)

    async def app(self, request: Request) -> Response:
        """The app's home tab. The bot is told when somebody comes to it, not when it is drawn again."""
        reader = self.reader(request)
        if reader is None or reader.me.is_stranger:
            return gone("There is no such app.")
        place = home_place(reader)
        if "x-live" not in request.headers and self.screens.comes_to(reader, place):
            actions.open_app(self.workspace, reader.me.id, "home")
        return HTMLResponse(self.screens.channel(reader, place, Extra(), is_visit=False), headers=HEADERS)

    async def file(self, request: Request) -> Response:
        reader = self.reader(request)
        file = self.workspace.state.files.get(request.path_params["file"])
        if reader is None or file is None or not _may_open(reader, file.channels, file.author):
            return gone("There is no such file.")
        return HTMLResponse(self.screens.file(reader, file), headers=HEADERS)

    async def file_content(self, request: Request) -> Response:
        reader = self.reader(request)
        file = self.workspace.state.files.get(request.path_params["file"])
        if reader is None or file is None or not _may_open(reader, file.channels, file.author):
            return gone("There is no such file.")
        name = "".join(each if each.isalnum() or each in "-_." else "_" for each in file.name)
        kind = "attachment" if request.query_params.get("download") else "inline"
        headers = {
            **FILE_HEADERS,
            "Content-Disposition": f'{kind}; filename="{name.encode("ascii", "replace").decode()}"',
        }
        return Response(file.content or b"", headers=headers, media_type=mime_type(file.name))

    async def live(self, request: Request) -> Response:
        reader = self.reader(request)
        if reader is None:
            return gone("There is nobody of that name.")
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        number = int(after) if after.isdigit() else self.workspace.state.feed.number
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self.changes(reader, number), headers=headers, media_type="text/event-stream"
        )

    async def changes(self, reader: Reader, number: int) -> AsyncIterator[str]:
        """Server-sent events: the number of the last change each time the reader sees something move."""
        yield "retry: 500\n\n"
        while True:
            changes: list[Change] = []
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    changes = await self.workspace.state.feed.after(number)
            number = changes[-1].number if changes else number
            moved = [change for change in changes if _concerns(reader, change)]
            channels = sorted({change.channel for change in moved})
            yield (
                f"id: {number}\ndata: {json.dumps(channels)}\n\n"
                if moved
                else f"id: {number}\n: still here\n\n"
            )

    async def suggest(self, request: Request) -> Response:
        """`?on=…&channel=…&id=…&act=…&q=…`: what the bot offers for what was typed."""
        reader = self.reader(request)
        if reader is None:
            return JSONResponse({"error": "There is nobody of that name."}, 404)
        query = Form(tuple(request.query_params.multi_items()))
        try:
            act = read_act(query.one("act"))
            found = await actions.suggest(
                self.workspace, reader.me.id, target(query), act.block_id, act.action_id, query.one("q")
            )
            shown = shown_in(reader, query)
        except (NotPossible, NotUnderstood) as problem:
            return JSONResponse({"error": str(problem)}, 409)
        surface = self.screens.surface(reader, shown)
        options = [
            {
                "value": option["value"],
                "text": surface.plain(option["text"]),
                "description": surface.plain(option.get("description")),
            }
            for option in found.options
        ]
        return JSONResponse({"options": options, "notice": found.notice}, headers=HEADERS)


def _concerns(reader: Reader, change: Change) -> bool:
    if not change.is_seen_by(reader.me.id):
        return False
    return not change.channel or reader.channel(change.channel) is not None


def _may_open(reader: Reader, channels: tuple[str, ...], author: str) -> bool:
    return author == reader.me.id or any(reader.channel(name) is not None for name in channels)


def gone(text: str) -> Response:
    """A short page for what is not there."""
    return HTMLResponse(
        f"<!doctype html><title>Not here</title><p>{text} <a href='/'>Start over</a></p>", 404, HEADERS
    )
