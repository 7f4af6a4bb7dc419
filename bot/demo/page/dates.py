"""Dates as the reader's own zone has them: message times and Slack's `<!date^…>` tokens."""

import re
from datetime import datetime

from bot.demo.page.reader import Reader

_TOKEN = re.compile(r"\{(\w+)\}")


def clock_time(reader: Reader, ts: str) -> str:
    """A message's time of day."""
    return f"{reader.local(float(ts)):%H:%M}"


def full_time(reader: Reader, ts: str) -> str:
    """A message's time, to the second, with the zone."""
    return f"{reader.local(float(ts)):%A, %-d %B %Y, %H:%M:%S %Z}"


def day(reader: Reader, ts: str) -> str:
    """The heading of a day: Today, Yesterday, or its date."""
    return _pretty(reader, reader.local(float(ts)), "%A, %-d %B").capitalize()


def format_date(reader: Reader, seconds: int, form: str) -> str:
    """A `<!date^seconds^form|…>` token filled in. Unknown names stay as they are, as in Slack."""
    at = reader.local(seconds)
    known = {
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%d/%m/%Y}",
        "date": f"{at:%-d %B %Y}",
        "date_short": f"{at:%-d %b %Y}",
        "date_long": f"{at:%A, %-d %B %Y}",
        "date_pretty": _pretty(reader, at, "%-d %B %Y"),
        "date_short_pretty": _pretty(reader, at, "%-d %b %Y"),
        "date_long_pretty": _pretty(reader, at, "%A, %-d %B %Y"),
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
        "ago": _ago(reader, at),
        "day_divider_pretty": _pretty(reader, at, "%A, %-d %B"),
    }
    return _TOKEN.sub(lambda found: known.get(found[1], found[0]), form)


def _pretty(reader: Reader, at: datetime, form: str) -> str:
    days = (at.date() - reader.now.astimezone(reader.zone).date()).days
    return {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days, at.strftime(form))


def _ago(reader: Reader, at: datetime) -> str:
    seconds = (reader.now - at).total_seconds()
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            phrase = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{phrase} ago" if seconds > 0 else f"in {phrase}"
    return "just now"
