"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeClock:
    """The time, as the test says."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, now: datetime) -> None:
        """Let it be that time."""
        self._now = now

    def forward(self, by: timedelta) -> datetime:
        """Let time pass; returns the time it is then."""
        self._now += by
        return self._now
