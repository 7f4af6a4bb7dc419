"""When a procedure's schedule comes round: a pure reckoning in the zone of the schedule."""

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.core.runbook import Schedule

_HOURS = {"h": 1, "d": 24, "w": 168}
_MONTHS = {"mo": 1, "y": 12}


def next_after(schedule: Schedule, moment: datetime) -> datetime:
    """The first occasion after the moment; aware, UTC.

    Hours are counted in UTC; days, weeks, months and years on the clock of the zone, so that nine o'clock
    stays nine o'clock. The 31st of a shorter month is its last day.
    """
    return next(occasion for occasion in _from(schedule, moment) if occasion > moment)


def _from(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """Occasions in order, beginning shortly before the moment and not at the first."""
    first = _utc(schedule.first, schedule)
    if schedule.unit in _HOURS:
        steps = (moment - first) / timedelta(hours=_HOURS[schedule.unit])
    else:
        months = (moment.year - first.year) * 12 + moment.month - first.month
        steps = months / _MONTHS[schedule.unit]
    begin = max(0, int(steps / schedule.count) - 1)  # the clock of a zone may be put an hour on or back
    return (_occasion(schedule, number) for number in count(begin))


def _occasion(schedule: Schedule, number: int) -> datetime:
    steps = number * schedule.count
    match schedule.unit:
        case "h":
            return _utc(schedule.first, schedule) + timedelta(hours=steps)
        case "d" | "w":
            return _utc(schedule.first + timedelta(hours=steps * _HOURS[schedule.unit]), schedule)
        case "mo" | "y":
            return _utc(_months_on(schedule.first, steps * _MONTHS[schedule.unit]), schedule)


def _months_on(first: datetime, months: int) -> datetime:
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return first.replace(year=year, month=month + 1, day=min(first.day, last))


def _utc(local: datetime, schedule: Schedule) -> datetime:
    return local.replace(tzinfo=ZoneInfo(schedule.zone)).astimezone(UTC)
