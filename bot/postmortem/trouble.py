"""What got in the way: interruptions, commands without a verdict, deadlines that passed, lost messages."""

from collections.abc import Sequence

from bot.core import events as ev
from bot.core.timeline import line, said
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.words import clock


def interruptions(log: Sequence[Logged]) -> list[str]:
    """One row for each, in the order of the log."""
    told = ((entry, _trouble(entry)) for entry in log)
    return [f"{clock(entry.stamp.at)}: {text}" for entry, text in told if text]


def _trouble(entry: Logged) -> str:
    match entry.event:
        case ev.CommandFinished(result=result) as event if result.trouble:
            return f"{plain(event.title)}: {plain(said(result))}"
        case ev.Polled(result=result) if result.trouble:
            return f"A look while waiting: {plain(said(result))}"
        case ev.DeadlinePassed():
            return ""  # limits have rows of their own
        case ev.CommandCancelled() as event:
            return f"{plain(event.title)}: was cancelled"
        case _:
            found = line(entry.event, entry.stamp)
            if found is None or found.kind != "trouble":
                return ""
            return plain(found.text) + (f": {plain(found.detail)}" if found.detail else "")
