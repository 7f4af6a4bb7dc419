"""What was not done by the bot, or not in time, or elsewhere: told as it was."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core import events as ev
from bot.core.clocks import ACTION
from bot.core.incident import Incident, Stamp
from bot.core.timeline import said
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.words import clock, named, span


def by_hand(log: Sequence[Logged]) -> list[str]:
    """One row for each result that a person gave, and each update that a person sent, in order."""
    return [row for entry in log if (row := _by_hand(entry.event, entry.stamp))]


def _by_hand(event: ev.Event, stamp: Stamp) -> str:
    match event:
        case ev.ResultRecorded():
            without = ", without the approval that was due" if event.deviation else ""
            what = f"{plain(event.title)}: {plain(said(event.result))}{without}"
        case ev.UpdateSent(by_hand=True):
            what = f"The update to {plain(event.to)} was sent"
        case _:
            return ""
    return f"{clock(stamp.at)}: {what}, by {named(stamp.by)}"


def overdue(log: Sequence[Logged]) -> list[str]:
    """One row for each limit that passed; late ones say that nobody was told in time. No action items."""
    return [row for entry in log if (row := _overdue(entry.event))]


def snoozed(log: Sequence[Logged]) -> list[str]:
    """One row for each time that somebody was not reminded of anything."""
    return [
        f"{clock(entry.stamp.at)}: {named(entry.stamp.by)} was not reminded of anything until "
        f"{clock(entry.event.until)}"
        for entry in log
        if isinstance(entry.event, ev.Snoozed)
    ]


def _overdue(event: ev.Event) -> str:
    match event:
        case ev.DeadlinePassed(key=key) if not key.startswith(ACTION):
            late = _late(event.late_seconds)
            return f"{plain(event.title)}: due {clock(event.due)}{late}"
        case ev.Paged(due=due) if due is not None and event.late_seconds >= _TOLD_LATE:
            return f"{plain(event.title)} was to be paged at {clock(due)}{_late(event.late_seconds)}"
        case _:
            return ""


_TOLD_LATE = 60
"""Seconds from which on the telling itself was late."""


def _late(seconds: int) -> str:
    if seconds < _TOLD_LATE:
        return ""
    return f", told {span(timedelta(seconds=seconds))} late: Handrail was away"


def elsewhere(incident: Incident) -> str:
    """What it was merged with, if anything."""
    if incident.duplicate_of:
        return f"a duplicate of {plain(incident.duplicate_of)}, where it went on"
    return ", ".join(f"{plain(name)} ({plain(title)})" for name, title in incident.duplicates.items())
