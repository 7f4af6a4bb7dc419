"""Break-glass: what a second person has not answered is done by one alone, where the policy allows it.

Only what changes, never what destroys; with a reason; told to a group; for the postmortem to look at.
"""

from datetime import timedelta
from typing import Final

from bot.core import events as ev
from bot.core.aim import item_of, ungated
from bot.core.approving import ends_instead, pending, start_granted
from bot.core.asking import may_be_broken
from bot.core.clocks import Deadline
from bot.core.draft import Draft
from bot.core.incident import Approval
from bot.core.owing import needs_reason
from bot.core.paging import tell_group
from bot.core.policy import Glass
from bot.core.refusals import NotAllowed, NotNow
from bot.core.runbook import Risk
from bot.core.signals import BreakGlass
from bot.core.tasks import task_of
from bot.core.wording import span

REVIEWED_WITHIN: Final = timedelta(days=7)


def glass_offered(draft: Draft, deadline: Deadline) -> None:
    """Nobody has answered for long enough: say that one person may go on alone, and how."""
    approval = draft.incident.approvals[deadline.subject]
    if draft.now >= approval.expires_at:
        return  # it is told late, and nothing of it can be done any more
    draft.emit(ev.GlassOffered(approval.token, approval.title, deadline.key, deadline.at))
    waited = span(deadline.at - approval.requested_at)
    draft.notice(
        f"Nobody has answered the request to approve “{approval.title}” for {waited}. Whoever is alone and "
        "cannot wait may do it without a second person: `/incident break-glass <why>`.",
        users=(approval.requester.user,),
        run=approval.run,
    )


def break_glass(draft: Draft, what: BreakGlass) -> None:
    """Start what was asked for, on one person's word."""
    approval = pending(draft, what.token)
    glass = _allowed(draft, approval)
    if not what.groups & {*glass.change}:
        raise NotAllowed(
            f"Only somebody of {' or '.join(glass.change)} may do this alone, and you are in none of them.",
            "Wait for a second person, or call one: `/incident page`.",
        )
    opens = approval.glass_at
    if opens is None or draft.now < opens:
        left = span(opens - draft.now) if opens else "longer than the request lasts"
        raise NotNow(
            f"A second person may still answer; it may be done alone after {span(glass.after)}.",
            f"That is in {left}. `/incident page` calls somebody." if opens else "Ask again.",
        )
    reason = needs_reason(what.reason, "do this without a second person")
    if ends_instead(draft, approval, what.plan):
        return
    assert what.plan is not None, "without one, it is not as it was asked"
    ungated(draft, draft.incident.runs[approval.run])
    draft.emit(ev.GlassBroken(approval.token, approval.title, approval.what, reason, glass.announce))
    start_granted(draft, approval, what.plan)
    by = draft.signal.by
    tell_group(draft, glass.announce, f"{by.name} did “{approval.title}” without a second person: {reason}")
    _to_be_reviewed(draft, approval)


def _allowed(draft: Draft, approval: Approval) -> Glass:
    """The policy's rule, or why it does not hold for this request."""
    glass = draft.rulebook.policy.break_glass
    if glass is None or not glass.change:
        raise NotAllowed("The policy lets nobody do this alone.", "Wait for a second person, or call one.")
    run = draft.incident.runs[approval.run]
    if approval.subject != "run" or run.visit is None:
        raise NotAllowed(
            "Only a command that changes something may be run alone; this is none.",
            "It takes a second person.",
        )
    step = draft.rulebook.step(run)
    items = [item_of(run.visit, name) for name in approval.all_items]
    if any(draft.rulebook.risk(run, task_of(step, item).command) is Risk.DESTROY for item in items):
        raise NotAllowed("This destroys something for good: that takes a second person, always.")
    if not may_be_broken(draft, approval.groups, step, items):
        raise NotAllowed(
            f"For this, somebody of {' or '.join(approval.groups)} is needed; nobody may do it alone.",
            "`/incident page` calls them.",
        )
    return glass


def _to_be_reviewed(draft: Draft, approval: Approval) -> None:
    """An action item, so that the question is not forgotten."""
    owner = draft.incident.commander or draft.signal.by
    due = draft.now.replace(hour=0, minute=0, second=0, microsecond=0) + REVIEWED_WITHIN
    text = (
        f"Review: “{approval.title}” ran without a second person. Was it needed, and who could have answered?"
    )
    draft.emit(ev.ActionAdded(f"A{len(draft.incident.postmortem.actions) + 1}", text[:300], owner, due))
