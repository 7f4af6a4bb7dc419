"""Handrail was away: what it missed is caught up on, and people are told once where they are."""

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.overdue import asked
from bot.core.performing import commander_of
from bot.core.signals import Returned
from bot.core.wording import span
from bot.core.world import time


def returned(draft: Draft, what: Returned) -> None:
    """What was missed, where it is, who is asked. Nothing of one that is over and missed nothing."""
    time(draft)
    overdue = (one for one in draft.emitted if isinstance(one, ev.DeadlinePassed | ev.Paged) and one.due)
    missed = tuple(dict.fromkeys(one.title for one in overdue))
    incident = draft.incident
    if incident.closed_at or (incident.resolved_at and not missed):
        return
    draft.emit(ev.Returned(what.since, missed))
    run = incident.current()
    users, groups = commander_of(incident), tuple[str, ...]()
    if run is not None and run.visit is not None:
        users, groups = asked(draft, draft.rulebook.step(run).by)
        where = f"The walk is at “{run.visit.title}” ({run.visit.phase})"
    else:
        where = f"{incident.id} is {incident.state}, and nothing is being walked"
    late = f"Told late because of it: {', '.join(missed)}." if missed else "Nothing was missed."
    away = span(draft.now - what.since)
    draft.notice(
        f"Handrail was away for {away}. {late} {where}; `/incident` shows what is next.",
        users=users,
        groups=groups,
    )
