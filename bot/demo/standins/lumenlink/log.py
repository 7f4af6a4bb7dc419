"""What a container has written: lines with their times, which `docker logs` shows."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]

KEPT = 2000
"""Lines."""


class Log:
    """The lines of one container; each begins as its program would begin it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: deque[tuple[datetime, str]] = deque(maxlen=KEPT)

    def write(self, line: str) -> None:
        now = self._clock()
        self._lines.append((now, f"{now:%Y/%m/%d %H:%M:%S} {line}"))

    def raw(self, line: str) -> None:
        """A line without a time, as a runtime writes it that falls over."""
        self._lines.append((self._clock(), line))

    def clear(self) -> None:
        """A container that is made anew has no past."""
        self._lines.clear()

    def since(self, span: timedelta | None, most: int) -> str:
        """The last lines, not older than the span."""
        oldest = None if span is None else self._clock() - span
        lines = [line for at, line in list(self._lines) if oldest is None or at >= oldest]
        return "\n".join(lines[-most:])
