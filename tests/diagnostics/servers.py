"""Servers on loopback that say exactly what a test wants, byte for byte."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

Say: TypeAlias = Callable[[socket.socket, bytes, threading.Event], None]
"""Gets the connection, the request's bytes up to the blank line, and an event that is set at the end."""


class Server:
    """Counts its requests; `url` is its origin."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self.requests: list[bytes] = []


@contextmanager
def serving(say: Say, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that answers each connection by `say` in a thread of its own; with `tls`, at once."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = Server(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def answer(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.settimeout(10)
                if tls is not None:
                    with tls.wrap_socket(connection, server_side=True) as inner:
                        say(inner, b"", over)
                    return
                head = b""
                while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                    head += part
                server.requests.append(head)
                say(connection, head, over)

        def accept() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    threads.append(threading.Thread(target=answer, args=(connection,)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            over.set()
            accepting.join()
            for thread in threads:
                thread.join()


def saying(answer: bytes) -> Say:
    """Send these bytes and hang up."""

    def say(connection: socket.socket, _: bytes, __: threading.Event) -> None:
        connection.sendall(answer)

    return say


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
