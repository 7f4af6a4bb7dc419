"""Serve an ASGI application until SIGTERM or SIGINT; then finish what is under way."""

import math
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.web.connection import Bounded

STOPPING = (signal.SIGTERM, signal.SIGINT)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made


def serve(app: ASGIApp, at: socket.socket, drain: float) -> None:
    """Block until a signal to stop has come and requests under way are answered (`drain` seconds at most).

    Returns; what else has to be stopped is the caller's. Call it in the main thread.
    """
    at_work = server(app, drain)
    with _stopped_by_signals(at_work):
        at_work.run(sockets=[at])


def server(app: ASGIApp, drain: float, connection: type[Bounded] = Bounded) -> uvicorn.Server:
    """What serves, not yet at work. It tells of no request; whoever sends one chooses what is in it."""
    config = uvicorn.Config(
        app,
        http=connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=max(1, math.ceil(drain)),
        timeout_keep_alive=30,
        lifespan="off",
    )
    return uvicorn.Server(config)


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """A signal only asks to stop, also when it comes before uvicorn listens to signals.

    When it is done, uvicorn raises the signal again, and that would end the process before its caller is.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    former = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
