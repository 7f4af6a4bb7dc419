"""Days as people write them."""

from datetime import UTC, datetime

import pytest

from bot.core.days import day
from bot.core.values import BadValue

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2026-11-21"),
        (" Tomorrow", "2026-11-22"),
        ("7d", "2026-11-28"),
        ("2w", "2026-12-05"),
        ("2027-02-28", "2027-02-28"),
    ],
)
def test_a_day_is_its_midnight(text: str, date: str) -> None:
    assert day(text, NOW) == datetime.fromisoformat(f"{date}T00:00:00+00:00")


@pytest.mark.parametrize("text", ["", "soon", "2027-02-30", "7"])
def test_what_is_no_day_is_said_so(text: str) -> None:
    with pytest.raises(BadValue, match="is no day; write 2026-12-01, 7d or 2w"):
        day(text, NOW)
