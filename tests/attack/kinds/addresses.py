"""A name that leads to addresses of the attacker's choice: the guarded request, up to the connection."""

import time
from collections.abc import Sequence
from ipaddress import ip_network

import httpcore

from bot.diagnostics.backend import Guard, Refused
from bot.diagnostics.cancel import Cancel
from tests.attack.outcome import Outcome, passes, refused


class _Line(httpcore.NetworkBackend):
    """What lies under the guard: says where it was to connect, and connects nowhere."""

    def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.NetworkStream:
        raise httpcore.ConnectError(f"reached {host}")


def attack(*, answers: Sequence[str], network: Sequence[str] = (), host: str = "api.example.com") -> Outcome:
    """`answers`: what the name resolves to. `network`: what the operator allows for the endpoint."""
    allowed = tuple(ip_network(one) for one in network)
    guard = Guard(allowed, lambda _host, _port: list(answers), time.monotonic() + 60, Cancel())
    guard._under = _Line()  # type: ignore[assignment]  # noqa: SLF001 - nothing is connected to in a test
    try:
        guard.connect_tcp(host, 443)
    except Refused as problem:
        return refused(problem)
    except httpcore.ConnectError as reached:
        return passes(reached)
    raise AssertionError("the line connects nowhere")
