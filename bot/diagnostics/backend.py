"""The network under a guarded request: checked addresses, one deadline for all, an end on demand."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from bot.diagnostics.bindings import Network
from bot.diagnostics.cancel import Cancel
from bot.diagnostics.networks import refusal
from bot.diagnostics.resolve import Resolve


class Refused(Exception):
    """The request may not go where its host leads; trying again will not help."""


class Guard(httpcore.NetworkBackend):
    """Connects to addresses it has checked itself, so that a name cannot lead elsewhere in between."""

    def __init__(self, allowed: Sequence[Network], resolve: Resolve, deadline: float, cancel: Cancel) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._deadline = deadline
        self._cancel = cancel
        self._under = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - one deadline stands for all
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, check every answer, connect to the first that answers."""
        addresses = self._lookup(host, port)
        for address in addresses:
            if why := refusal(address, self._allowed):
                raise Refused(f"{host}: {why}" if address != host else why)
        problem: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError(
            "it has no address"
        )
        for address in addresses:
            try:
                stream = self._under.connect_tcp(address, port, self.left(), local_address, socket_options)
            except (httpcore.NetworkError, httpcore.TimeoutException) as reason:
                problem = reason
            else:
                return _Timed(stream, self)
        raise problem

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - nothing is opened
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - nothing is opened
    ) -> httpcore.NetworkStream:
        raise Refused(f"{path}: sockets of this machine are never asked")

    def sleep(self, seconds: float) -> None:
        raise httpcore.ConnectError(f"will not wait {seconds:.0f} s to try again")

    def left(self) -> float:
        """Seconds until the deadline; raises once it has passed, or once the request was cancelled."""
        if self._cancel.is_set:
            raise Cancelled
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return left

    def watch(self, raw: socket.socket | None) -> Callable[[], None]:
        """Let a cancel end a read that is waiting; call the result when the stream is closed."""
        return self._cancel.calls(lambda: _shut(raw)) if raw is not None else lambda: None

    def _lookup(self, host: str, port: int) -> Sequence[str]:
        """The resolver knows no deadline, so it is asked in a thread that may be left behind."""
        answers: queue.SimpleQueue[Sequence[str] | OSError | None] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as problem:
                answers.put(OSError(str(problem)))

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        forget = self._cancel.calls(lambda: answers.put(None))
        try:
            answer = answers.get(timeout=self.left())
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"{host} could not be looked up in time") from None
        finally:
            forget()
        if answer is None:
            raise Cancelled
        if isinstance(answer, OSError) or not answer:
            raise httpcore.ConnectError(f"{host} is not known: {answer or 'it has no address'}")
        return answer


class Cancelled(Exception):
    """Somebody ended the request."""


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the one deadline, however little arrives each time."""

    def __init__(self, stream: httpcore.NetworkStream, guard: Guard) -> None:
        self._stream = stream
        self._guard = guard
        self._forget = guard.watch(stream.get_extra_info("socket"))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - one deadline
        chunk = self._stream.read(max_bytes, self._guard.left())
        self._guard.left()
        return chunk

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - one deadline
        self._stream.write(buffer, self._guard.left())

    def close(self) -> None:
        self._forget()
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - one deadline
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._guard.left())
        self._forget()
        return _Timed(stream, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _shut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
