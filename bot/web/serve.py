"""Serve an ASGI application until SIGTERM or SIGINT; then finish what is under way."""

import socket

import uvicorn
from starlette.types import ASGIApp


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    made.listen(128)
    return made


def serve(app: ASGIApp, at: socket.socket, drain: float) -> None:
    """Block until a signal to stop has come and requests under way are answered (`drain` seconds at most)."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(drain) or 1,
        timeout_keep_alive=30,
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[at])
