"""What a severity brings: the time it gives and whom it calls, from the policy as it is when it is set."""

from datetime import datetime

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import RungDue, Terms
from bot.core.opening import move_into_channel, open_channel
from bot.core.paging import page_by_severity
from bot.core.policy import Policy
from bot.core.runbook import Severity
from bot.core.voiding import void_unused


def terms_of(policy: Policy, severity: Severity, now: datetime, former: Terms | None = None) -> Terms:
    """The terms from now on. A ladder that runs goes on as it is; a ticket has none."""
    rules = policy.rules(severity)
    rungs = former.rungs if former else ()
    if rules.ticket:
        rungs = ()
    elif not rungs:
        rungs = tuple(RungDue(now + rung.after, rung.page, rung.after) for rung in policy.ladder)
    return Terms(now, rules.respond, rules.update, rules.resolve, rules.postmortem, rungs, rules.ticket)


def change_severity(draft: Draft, to: Severity, reason: str, *, itself: bool = False) -> None:
    """Set another severity; its clocks run from the declaration as the former ones did."""
    incident = draft.incident
    void_unused(draft, f"the severity changed from {incident.severity} to {to}")
    if incident.procedure:
        draft.emit(ev.SeverityChanged(incident.severity, to, reason, itself=itself))
        return
    terms = terms_of(draft.rulebook.policy, to, draft.now, incident.terms)
    opens = draft.next_effect() if incident.is_ticket and not terms.ticket else ""
    draft.emit(ev.SeverityChanged(incident.severity, to, reason, itself=itself, terms=terms, opens=opens))
    if opens:
        open_channel(draft, private=False)
        move_into_channel(draft)
    if to < incident.severity:
        page_by_severity(draft)
