"""Time comes in by argument, so that tests decide what it is."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]


def wall_clock() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
