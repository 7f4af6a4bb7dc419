"""A played Postgres: it listens, greets as the protocol says, and turns away whom it has no room for."""

import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from bot.demo.standins.lumenlink.log import Clock, Log

MOST = 20
"""Sessions that it allows (`max_connections`)."""
SSL_REQUEST = 80877103
PROTOCOL = 196608
"""Version 3.0, as clients say it."""

Answer: TypeAlias = Literal["ok", "full", "starting", "refused"]
"""What a client meets."""


@dataclass(slots=True, eq=False)
class Session:
    """A client that was let in."""

    connection: socket.socket
    idle_since: datetime


@dataclass
class Postgres:
    """What a server keeps while it listens; a new one begins empty."""

    port: int
    log: Log
    clock: Clock
    most: int = MOST
    sessions: list[Session] = field(default_factory=list)
    is_recovering: bool = False
    _server: "_Listener | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def listens(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        self._server = _Listener(("127.0.0.1", self.port), self._meet)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.log.write("LOG:  database system is ready to accept connections")

    def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            self.log.write("LOG:  received fast shutdown request")
            server.shutdown()
            server.server_close()
        with self._lock:
            self.sessions, old = [], self.sessions
        for session in old:
            _hang_up(session.connection)

    def idle_for(self, span: timedelta) -> list[Session]:
        """Sessions that have done nothing for so long."""
        with self._lock:
            return [each for each in self.sessions if self.clock() - each.idle_since >= span]

    def end(self, ended: list[Session]) -> None:
        """End sessions, as an administrator does."""
        with self._lock:
            self.sessions = [each for each in self.sessions if each not in ended]
        for each in ended:
            self.log.write("FATAL:  terminating connection due to administrator command")
            _hang_up(each.connection)

    def grow_old(self, span: timedelta) -> None:
        """Let all present sessions have been idle for so long."""
        with self._lock:
            for each in self.sessions:
                each.idle_since -= span

    def _meet(self, connection: socket.socket) -> None:
        """Greet one client and keep it until it goes."""
        if not _introduced(connection):
            return
        with self._lock:
            refusal = self._refusal()
            session = Session(connection, self.clock())
            if refusal is None:
                self.sessions.append(session)
        if refusal is not None:
            self.log.write(f"FATAL:  {refusal[1]}")
            connection.sendall(_error(*refusal))
            return
        connection.sendall(b"R" + struct.pack("!II", 8, 0) + b"Z" + struct.pack("!I", 5) + b"I")
        with suppress(OSError):
            while connection.recv(1024):
                session.idle_since = self.clock()
        with self._lock, suppress(ValueError):
            self.sessions.remove(session)

    def _refusal(self) -> tuple[str, str] | None:
        if self.is_recovering:
            return "57P03", "the database system is starting up"
        if len(self.sessions) >= self.most:
            return "53300", "sorry, too many clients already"
        return None


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, at: tuple[str, int], meet: Callable[[socket.socket], None]) -> None:
        self._meet = meet
        super().__init__(at, socketserver.BaseRequestHandler)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's signature
        with suppress(OSError):
            self._meet(request)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _introduced(connection: socket.socket) -> bool:
    """Whether a client said a greeting that a Postgres knows. Encryption is declined."""
    while True:
        head = connection.recv(8, socket.MSG_WAITALL)
        if len(head) < 8:
            return False
        length, code = struct.unpack("!II", head)
        if code == SSL_REQUEST:
            connection.sendall(b"N")
            continue
        rest = max(min(length, 10_000) - 8, 0)
        return (
            bool(code == PROTOCOL) and len(connection.recv(rest, socket.MSG_WAITALL) if rest else b"") == rest
        )


def _error(code: str, message: str) -> bytes:
    fields = b"".join(
        kind + text.encode() + b"\0" for kind, text in ((b"S", "FATAL"), (b"C", code), (b"M", message))
    )
    return b"E" + struct.pack("!I", len(fields) + 5) + fields + b"\0"


def connect(port: int, seconds: float = 2.0) -> tuple[Answer, socket.socket | None]:
    """Knock as a client does. The connection stays open when it was let in; the caller closes it."""
    body = b"user\0lumenlink\0\0"
    connection: socket.socket | None = None
    try:
        connection = socket.create_connection(("127.0.0.1", port), seconds)
        connection.sendall(struct.pack("!II", len(body) + 8, PROTOCOL) + body)
        said = connection.recv(1024)
    except OSError:
        said = b""
    if said.startswith(b"R"):
        return "ok", connection
    if connection is not None:
        connection.close()
    if b"53300" in said:
        return "full", None
    return ("starting" if b"57P03" in said else "refused"), None


def knock(port: int) -> Answer:
    """Whether it lets somebody in now."""
    answer, connection = connect(port)
    if connection is not None:
        connection.close()
    return answer
