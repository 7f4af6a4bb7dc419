"""A played Redis: it listens and answers PING, or says why it does not work."""

import socket
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any

from bot.demo.standins.lumenlink.log import Log

MISCONF = "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."


@dataclass
class Redis:
    """What a server keeps while it listens."""

    port: int
    log: Log
    disk_is_full: bool = False
    _server: "_Listener | None" = field(default=None)

    @property
    def listens(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        self._server = _Listener(("127.0.0.1", self.port), self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.log.write("* Ready to accept connections tcp")

    def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            self.log.write("# User requested shutdown...")
            server.shutdown()
            server.server_close()

    def answer(self) -> str:
        """What it says to PING."""
        if self.disk_is_full:
            self.log.write("# Write error saving DB on disk: No space left on device")
            return f"-{MISCONF}"
        return "+PONG"


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, at: tuple[str, int], redis: Redis) -> None:
        self.redis = redis
        super().__init__(at, _Client)


class _Client(socketserver.StreamRequestHandler):
    """One client, one command at a time: inline, or an array of one."""

    def handle(self) -> None:
        listener: Any = self.server
        for line in self.rfile:
            if line.strip().upper() == b"PING":
                self.wfile.write(f"{listener.redis.answer()}\r\n".encode())


def ping(port: int, seconds: float = 2.0) -> str:
    """What it answers, without the mark before it. Raises OSError when nobody listens."""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        connection.sendall(b"PING\r\n")
        return connection.makefile("rb").readline().decode().strip()[1:]
