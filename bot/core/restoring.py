"""After a back-up was put back: what happened since is not in the log, so nothing of it is done again."""

from datetime import datetime
from typing import Final

from bot.core import events as ev
from bot.core.approving import void_granted, void_pending
from bot.core.clocks import Deadline, DeadlineKind, due
from bot.core.draft import Draft
from bot.core.performing import commander_of
from bot.core.signals import Restored
from bot.core.world import passed

_MOVES: Final[frozenset[DeadlineKind]] = frozenset({"approval", "poll", "wait", "moves"})
"""Deadlines that move the walk, or only look; all others call people."""
_WHY: Final = "Handrail was restored from a back-up, and it may have been used since"


def restored(draft: Draft, what: Restored) -> None:
    """Say so where people are. Who was called for what is over was called then: nobody is called for it now.

    A yes that was asked for or given may have been used in what was lost, so it counts no more.
    """
    draft.emit(ev.Restored(what.until))
    void_pending(draft, _WHY)
    for run in tuple(draft.incident.runs.values()):
        void_granted(draft, run, _WHY)
    _let_pass(draft)
    draft.notice(
        f"Handrail was restored from a back-up that ends at {what.until:%Y-%m-%d %H:%M} UTC. What happened "
        "here after that is not in its log, and it does nothing of it again by itself. Note what is missing, "
        "and bring the walk to where you really are: `/incident jump`.",
        users=commander_of(draft.incident),
    )


def _let_pass(draft: Draft) -> None:
    """Note every call for people that is over; one may give rise to the next, which may be over too."""
    draft.quiet = True
    seen: set[Deadline] = set()
    while over := [each for each in due(draft.incident) if _calls(each, draft.now) and each not in seen]:
        seen.add(over[0])
        passed(draft, over[0])
    draft.quiet = False


def _calls(deadline: Deadline, now: datetime) -> bool:
    return deadline.at <= now and deadline.kind not in _MOVES
