"""Only this machine's own pages may use the workspace: what people press in it runs commands."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses other names for this address (rebinding), and requests that a foreign page makes.

    It hands `receive` on as it is: a dropped reply needs the server's own.
    """

    app: ASGIApp
    host: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_own(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        refusal = PlainTextResponse("This workspace is only for pages of its own address.", 403)
        await refusal(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        host = _without_port(headers.get("host", ""))
        is_foreign_page = headers.get("sec-fetch-site", "none") == "cross-site"
        is_navigation = headers.get("sec-fetch-mode") == "navigate" and "origin" not in headers
        return host in {*LOOPBACK, self.host} and (not is_foreign_page or is_navigation)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
