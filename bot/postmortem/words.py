"""How a draft writes times, spans and people: the same on every machine."""

from datetime import datetime, timedelta

from bot.core.result import CommandResult
from bot.core.signals import Actor
from bot.core.values import Value
from bot.core.values import shown as values_shown
from bot.postmortem.markdown import plain


def clock(when: datetime) -> str:
    """UTC, to the second, with the date."""
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def span(length: timedelta) -> str:
    """`2 h 05 min`, `3 min 10 s`, `8 s`; days are hours."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"


def named(who: Actor) -> str:
    """The name that was shown then."""
    return plain(who.name) or "somebody"


def because(reason: str) -> str:
    """`, because: …`; empty without a reason."""
    return f", because: {plain(reason)}" if reason.strip() else ""


def values(result: CommandResult) -> str:
    """The typed values of a result, by name, so that their order is that of no process."""
    known = sorted(result.reading.values.items())
    return plain(", ".join(f"{name}: {shown(value)}" for name, value in known))


def shown(value: Value) -> str:
    """A value as people read it; of a table, its length."""
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return "1 row" if len(value) == 1 else f"{len(value)} rows"
    return values_shown(value)


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
