"""After a back-up was put back: what happened since is not in the log, so nothing of it is done again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core import events as ev
from bot.core.clocks import Deadline, DeadlineKind, due
from bot.core.draft import Draft
from bot.core.incident import Incident
from bot.core.performing import commander_of
from bot.core.signals import Restored
from bot.core.voiding import void_by_hand, withdraw

_CALLS: Final[frozenset[DeadlineKind]] = frozenset({"severity", "rung", "within", "again", "item", "clock"})
"""Deadlines that call people at their moment. All others move the walk, only look, or remind day by day."""
_WHY: Final = "Handrail was restored from a back-up, and it may have been used since"


def restored(draft: Draft, what: Restored) -> None:
    """Say so where people are. Who was called for what is over was called then: nobody is called for it now.

    A yes that was asked for or given may have been used in what was lost, so it counts no more.
    """
    calls = {call.key: call.at for call in _over(draft.incident, draft.now)}
    draft.emit(ev.Restored(what.until, calls))
    for approval in draft.incident.approvals.values():
        if (
            approval.state == "pending"
        ):  # what was granted may have run: it is found interrupted, and is stuck
            withdraw(draft, approval, "void", _WHY)
    for run in tuple(draft.incident.runs.values()):
        void_by_hand(draft, run, _WHY)
    draft.notice(
        f"Handrail was restored from a back-up that ends at {what.until:%Y-%m-%d %H:%M} UTC. What happened "
        "here after that is not in its log, and it does nothing of it again by itself. Note what is missing, "
        "and bring the walk to where you really are: `/incident jump`.",
        users=commander_of(draft.incident),
    )


def _over(incident: Incident, now: datetime) -> Iterator[Deadline]:
    """Every call that was due by now; one may give rise to the next, which may be due too."""
    while calls := [one for one in due(incident) if one.kind in _CALLS and one.at <= now]:
        yield from calls
        incident = replace(incident, fired={**incident.fired, **{call.key: call.at for call in calls}})
