"""Reminders are silenced for one person for a while; the ladder and everybody else go on as they were."""

from datetime import timedelta
from typing import Final

from bot.core import events as ev
from bot.core.clocks import Deadline, is_breached, severity_clocks
from bot.core.draft import Draft
from bot.core.incident import Incident
from bot.core.refusals import NotNow
from bot.core.runbook import Severity
from bot.core.signals import Snooze
from bot.core.wording import CLOCKS, span

LONGEST: Final = timedelta(hours=4)


def snooze(draft: Draft, what: Snooze) -> None:
    """From now on for so long; no length at all ends it."""
    if draft.incident.severity is Severity.P0 and not draft.incident.procedure:
        raise NotNow(
            f"{draft.incident.id} is P0: nobody is spared its reminders.",
            "Do what they ask for, or hand your role over.",
        )
    if not timedelta() <= what.length <= LONGEST:
        raise NotNow(f"Reminders can be silenced for {span(LONGEST)} at most.", "`/incident snooze 20m`.")
    draft.emit(ev.Snoozed(draft.now + what.length))


def snooze_over(draft: Draft, deadline: Deadline) -> None:
    """Remind of what is still to be done; nothing is said when nothing is."""
    draft.emit(ev.SnoozeEnded(deadline.subject))
    waiting = tuple(_waiting(draft.incident))
    if waiting:
        text = f"Your snooze is over, and still to be done: {', '.join(waiting)}."
        draft.notice(text, users=(deadline.subject,), nag=True)


def _waiting(incident: Incident) -> list[str]:
    """What people were reminded of and nobody has done."""
    clocks = [CLOCKS[clock.id] for clock in severity_clocks(incident) if is_breached(incident, clock)]
    told = incident.fired
    steps = [
        f"“{run.visit.title}”"
        for run in incident.runs.values()
        if run.visit and run.is_walking and f"within/{run.id}/{run.visit.number}" in told
    ]
    return [*clocks, *steps]
