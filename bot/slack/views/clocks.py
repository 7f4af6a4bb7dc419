"""The clocks that run, on the card: until when, how long that is from now, and which have run out."""

from datetime import datetime

from bot.core.clocks import is_breached, severity_clocks
from bot.core.picture import Picture
from bot.core.wording import CLOCKS
from bot.slack.views.text import counted, safe

_SHOWN = 6


def clock_line(picture: Picture) -> str:
    """The severity's clocks, then those of the runbooks; empty where none runs."""
    incident, now = picture.incident, picture.now
    found: list[tuple[str, datetime, bool]] = []
    for clock in severity_clocks(incident):
        over = is_breached(incident, clock)
        found.append((CLOCKS[clock.id], incident.fired[clock.key] if over else clock.due, over))
    for run in incident.runs.values():
        running = (one for one in run.clocks if run.mode != "closed" and not one.stopped_at)
        found += [(safe(one.title, 100), one.due, False) for one in running if one.due]
    return " · ".join(_running(title, at, now, over=over) for title, at, over in found[:_SHOWN])


def _running(title: str, at: datetime, now: datetime, *, over: bool) -> str:
    """`Update by 12:15 (in 9 minutes)`; once it is over, plainly so."""
    if over or now > at:
        return f":alarm_clock: *{title} was due {counted(at, now)}*"
    return f"{title} by {counted(at, now)}"
