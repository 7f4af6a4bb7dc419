"""A deadline tells its day when the time of day alone would not."""

from datetime import timedelta

import pytest

from bot.slack.views.text import due_time
from tests.fakes.clock import NOON


@pytest.mark.parametrize(
    ("away", "fallback"),
    [
        (timedelta(minutes=15), "12:15 UTC"),
        (timedelta(hours=-2), "10:00 UTC"),
        (timedelta(days=14), "2026-12-05 12:00 UTC"),
        (timedelta(days=-1), "2026-11-20 12:00 UTC"),
    ],
)
def test_a_deadline_that_is_far_away_has_its_day(away: timedelta, fallback: str) -> None:
    told = due_time(NOON + away, NOON)

    assert told.endswith(f"|{fallback}>")
    assert ("{date_short_pretty}" in told) == (abs(away) >= timedelta(hours=12))
