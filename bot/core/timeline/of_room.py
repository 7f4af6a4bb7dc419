"""Lines about the incident itself: its life, its people, its severity."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_room(event: ev.OfRoom) -> Told | None:
    """What happened to the incident; that something is proposed stands on the card."""
    match event:
        case ev.IncidentDeclared():
            if event.procedure:
                return Told("life", f"Began {event.id}: {event.title}")
            return Told("life", f"Declared {event.id}, {event.severity}: {event.title}")
        case ev.Acknowledged():
            return Told("life", "Acknowledged")
        case ev.SeverityChanged():
            how = " by a rule of the runbook" if event.itself else ""
            return Told("life", f"Severity {event.former} → {event.to}{how}", event.reason)
        case ev.MitigationProposed():
            return None
        case ev.ResolveProposed():
            what = "a false alarm" if event.false_alarm else "resolved"
            return Told("life", f"Proposed as {what}")
        case ev.Mitigated():
            return Told("life", "Mitigated")
        case ev.Resolved():
            what = "Resolved as a false alarm" if event.false_alarm else "Resolved"
            late = " while the runbook was still being walked" if event.reason else ""
            return Told("life", what + late, event.reason, deviation=bool(event.reason))
        case ev.Closed():
            return Told("life", "Closed")
        case ev.Reopened():
            was = event.resolved_at.strftime("%Y-%m-%d %H:%M UTC")
            text = f"Reopened with “{event.title}”; it had been resolved at {was}"
            return Told("life", text, event.reason, deviation=True)
        case ev.Hushed():
            where = "the thread of the card" if event.on else "the channel again"
            return Told("people", f"Handrail speaks in {where}")
        case ev.Informed():
            to = "everybody who follows" if event.to == "internal" else event.to
            return Told("note", f"Update to {to}", event.text)
        case ev.DeadlinePassed():
            late = f", told {event.late_seconds // 60} min late" if event.late_seconds >= 60 else ""
            return Told("trouble", f"Overdue: {event.title}{late}")
        case ev.Snoozed():
            return Told("people", f"Is not reminded until {event.until:%H:%M} UTC")
        case ev.SnoozeEnded():
            return None
        case ev.Returned():
            return Told("trouble", f"Handrail was back, after being away since {event.since:%H:%M} UTC")
        case ev.Restored():
            until = event.until.strftime("%Y-%m-%d %H:%M UTC")
            text = f"Handrail was restored from a back-up; what came after {until} is lost"
            count = len(event.calls)
            calls = f"{count} deadline{'' if count == 1 else 's'} passed meanwhile, and nobody was called"
            return Told("trouble", text, calls if count else "")
        case _:
            assert_never(event)
