"""Times are kept as texts that sort as they read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from bot.store.tables import Utc

DIALECT = sqlite.dialect()
ZURICH = timezone(timedelta(hours=1))


def test_times_sort_as_their_texts_do() -> None:
    times = [
        datetime(2026, 1, 1, 0, 30, tzinfo=ZURICH),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC),
    ]

    texts = [Utc().process_bind_param(time, DIALECT) for time in times]

    assert texts == sorted(map(str, texts))
    assert texts[0] == "2025-12-31T23:30:00.000000Z"
    assert [Utc().process_result_value(text, DIALECT) for text in texts] == times


def test_no_time_stays_none() -> None:
    assert Utc().process_bind_param(None, DIALECT) is None
    assert Utc().process_result_value(None, DIALECT) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Utc().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001 - the point
