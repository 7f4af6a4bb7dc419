"""Asking for the addresses of a host."""

import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Addresses of a host and port, as texts. Raises OSError when it has none."""


def resolved(host: str, port: int) -> tuple[str, ...]:
    """What the system's resolver says, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
