"""Days as people write them: `2026-12-01`, `7d`, `2w`, `tomorrow`."""

import re
from datetime import UTC, datetime, timedelta

from bot.core.values import BadValue

USUAL = timedelta(days=14)
"""Until when something is to be done of which nobody says until when."""
_SPAN = re.compile(r"\+?([1-9][0-9]{0,2})\s*([dw])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def midnight(now: datetime) -> datetime:
    """The beginning of the day, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def day(text: str, now: datetime) -> datetime:
    """The day that is meant, as its midnight in UTC, or BadValue."""
    word, today = text.strip().lower(), midnight(now)
    if word in {"today", "tomorrow"}:
        return today + timedelta(days=word == "tomorrow")
    span = _SPAN.fullmatch(word)
    if span:
        return today + timedelta(days=int(span[1]) * (7 if span[2] == "w" else 1))
    if _DATE.fullmatch(word):
        try:
            return datetime.fromisoformat(f"{word}T00:00:00+00:00")
        except ValueError:
            pass
    raise BadValue(f"`{word[:40]}` is no day; write 2026-12-01, 7d or 2w")
