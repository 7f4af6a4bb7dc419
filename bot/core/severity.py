"""What a severity brings: the time it gives, from the policy as it is when the severity is set."""

from datetime import datetime

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import RungDue, Terms
from bot.core.policy import Policy, SeverityRules
from bot.core.runbook import Severity

NO_RULES = SeverityRules("", None)


def rules_of(policy: Policy, severity: Severity) -> SeverityRules:
    """What the policy says of the severity; of one that it does not name, nothing."""
    return policy.severities.get(severity, NO_RULES)


def terms_of(policy: Policy, severity: Severity, now: datetime, former: Terms | None = None) -> Terms:
    """The terms from now on. A ladder that runs goes on as it is; a ticket has none."""
    rules = rules_of(policy, severity)
    rungs = former.rungs if former else ()
    if rules.ticket:
        rungs = ()
    elif not rungs:
        rungs = tuple(RungDue(now + rung.after, rung.page) for rung in policy.ladder)
    return Terms(now, rules.respond, rules.update, rules.resolve, rules.postmortem, rungs, rules.ticket)


def change_severity(draft: Draft, to: Severity, reason: str, *, itself: bool = False) -> None:
    """Set another severity; its clocks run from the declaration as the former ones did."""
    incident = draft.incident
    terms = None
    if not incident.procedure:
        terms = terms_of(draft.rulebook.policy, to, draft.now, incident.terms)
    draft.emit(ev.SeverityChanged(incident.severity, to, reason, itself=itself, terms=terms))
