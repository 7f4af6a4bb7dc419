"""On what terms the connection of Socket Mode is kept."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """`silence` is in seconds; `threads` take the payloads; `answered` is told by what way and how long."""

    app_token: str
    api_url: str
    silence: float
    threads: Executor
    answered: Callable[[str, float], None]
