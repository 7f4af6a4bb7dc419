"""A connection that is let go when its sender takes too long or sends too much, whatever it is sending.

uvicorn bounds neither: a sender that drips its headers, or sends them without end, would keep a connection
and its memory for as long as it likes.
"""

import asyncio
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD: Final = 64 * 1024
"""Bytes of a request line with its headers; Slack's have about 1 KiB."""
HEADERS: Final = 100
WAITING: Final = 8
"""Requests that stand behind one that is being answered; Slack sends none."""


class _TooMuch(ValueError):
    """The parser gives up on the request, and it is answered with 400."""


class Bounded(HttpToolsProtocol):
    """All of a request has to be there in time, from its first byte or the connection's beginning."""

    seconds: ClassVar[float] = 15.0
    """For all of it. The body has less, where one is read (bot.web.routes)."""
    most: ClassVar[int] = 256
    """Connections; one more is let go at once."""

    _in_head = True
    _head = 0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(transport)
        self.access_log = False  # else it is on wherever somebody listens to all loggers
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._await()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._late is None:
            self._await()
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD and not self.transport.is_closing():
            self.send_400_response("The headers are too long.")

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > HEADERS:
            raise _TooMuch

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD or len(self.pipeline) >= WAITING:
            raise _TooMuch
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        self._rest()
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """The request is answered as if no other protocol had been asked for; there is nothing to tell."""

    def _await(self) -> None:
        self._rest()
        self._late = self.loop.call_later(self.seconds, self._let_go)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _let_go(self, *_: Any) -> None:
        if not self.transport.is_closing():
            self.transport.close()
