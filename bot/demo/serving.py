"""Servers on loopback: sockets, applications in threads of this process, and waiting until they are up."""

import socket
import threading
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto.events import Ping

from bot.demo.workspace.socket_line import SILENT

PATIENCE = 20.0
"""Seconds for a part to come up."""


class NotUp(Exception):
    """A part did not come up in time; the text says which, and where its log is."""


class MayFallSilent(WSProtocol):
    """WebSockets as uvicorn serves them, but for those that are to play dead: they answer no ping."""

    def handle_ping(self, event: Ping) -> None:
        if not dict(self.scope).get(SILENT):
            super().handle_ping(event)


class Server:
    """An application that is being served from now on; `wait` until it is up."""

    def __init__(self, what: str, app: ASGIApp, at: socket.socket) -> None:
        self._what = what
        config = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=1, ws=MayFallSilent
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [at]}, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        until(lambda: self._server.started, self._what, None)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)


def free(port: int) -> socket.socket:
    """A socket that listens there; on a free port for 0."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(128)
    return made


def unused_port() -> int:
    """A port for a process that opens it itself."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return port_of(made)


def port_of(made: socket.socket) -> int:
    """Where it listens."""
    return int(made.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Whether somebody says 200 there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def until(holds: Callable[[], bool], what: str, log: Path | None) -> None:
    """Wait for a condition. Raises NotUp when it does not come, with the end of the log if there is one."""
    pause = threading.Event()
    deadline = monotonic() + PATIENCE
    while not holds():
        if monotonic() > deadline:
            where = f"\n{tail(log)}" if log else ""
            raise NotUp(f"{what} did not come up within {PATIENCE:g} s.{where}")
        pause.wait(0.02)


def tail(log: Path) -> str:
    """Its last lines."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
