"""The second person's yes or no. The same is looked at again at the yes as was bound at the request."""

from bot.core import events as ev
from bot.core.acting import asked_act, bound, carry_out_agreed
from bot.core.aim import item_of, ungated
from bot.core.asking import digest_of, groups_for
from bot.core.draft import Draft
from bot.core.incident import Approval
from bot.core.performing import start_command
from bot.core.refusals import NotAllowed, NotNow, Unknown
from bot.core.runbook import Risk
from bot.core.signals import Approve, Asker, Deny, Part, Plan
from bot.core.tasks import task_of
from bot.core.voiding import tell, withdraw
from bot.core.walking import close_what_owes_nothing


def pending(draft: Draft, token: str) -> Approval:
    """The request, while it waits for its answer; or a refusal that says what became of it."""
    approval = _known(draft, token)
    if approval.state == "pending":
        return approval
    who = f" by {approval.by.name}" if approval.by and approval.by.is_person else ""
    raise NotNow(f"This request is {approval.state}{who}: {approval.reason or approval.what}.")


def _known(draft: Draft, token: str) -> Approval:
    approval = draft.incident.approvals.get(token)
    if approval is None:
        raise Unknown("This request for approval does not exist.")
    return approval


def _another(draft: Draft, approval: Approval, asker: Asker) -> None:
    if draft.signal.by.is_same_person(approval.requester):
        raise NotAllowed("You asked for this; another person has to approve it.")
    if asker.same:
        raise NotAllowed(
            f"{approval.requester.name}, who asked for this, has the same e-mail address as you: that is one "
            "person with two accounts.",
            "Another person has to approve it.",
        )


def _member(approval: Approval, groups: frozenset[str]) -> None:
    if not groups & set(approval.groups):
        raise NotAllowed(
            f"This needs somebody of {' or '.join(approval.groups)}, and you are in none of them.",
            "They have been asked in the channel.",
        )


def approve(draft: Draft, what: Approve) -> None:
    """Grant, and in the same transaction start what was granted. Denial, expiry and change come first."""
    approval = pending(draft, what.token)
    _another(draft, approval, what.asker)
    _member(approval, what.groups)
    if ends_instead(draft, approval, what.plan, what.asker.why_not):
        return
    if approval.subject != "waive":
        ungated(draft, draft.incident.runs[approval.run])
    draft.emit(ev.ApprovalSettled(approval.token, "granted"))
    match approval.subject:
        case "run":
            assert what.plan is not None, "without one, it is not as it was asked"
            start_granted(draft, approval, what.plan)
        case "waive":
            owed = draft.incident.owed[approval.owed]
            draft.emit(ev.OwedWaived(owed.id, owed.title, approval.reason or approval.what))
            close_what_owes_nothing(draft)
        case _:
            carry_out_agreed(draft, approval)


def ends_instead(draft: Draft, approval: Approval, plan: Plan | None, why_not: str = "") -> bool:
    """Whether it ends without having its way, because it is late or not the same any more; who asked is told.

    `why_not`: why the requester may not act any more.
    """
    if draft.now >= approval.expires_at:
        draft.emit(ev.ApprovalSettled(approval.token, "expired", "it was not answered in time"))
        draft.notice("That request has expired; ask again if it is still needed.")
        return True
    if why_not:
        why = f"{approval.requester.name}, who asked for it, may not act any more: {why_not}"
    else:
        why = outdated(draft, approval, _as_it_is_now(draft, approval, plan))
    if why:
        withdraw(draft, approval, "void", why)
        tell(draft, approval, f"is void: {why}")
    return bool(why)


def _as_it_is_now(draft: Draft, approval: Approval, plan: Plan | None) -> str:
    """Digest of what it would be if it were asked now; empty when it could not be asked."""
    match approval.subject:
        case "run":
            return plan.digest if plan else ""
        case "waive":
            owed = draft.incident.owed.get(approval.owed)
            return approval.owed if owed and owed.is_open else ""
        case _:
            run = draft.incident.runs[approval.run]
            return bound(draft, run, draft.rulebook.step(run), asked_act(approval))


_OTHERWISE = {
    "run": "what would run has changed since it was asked",
    "waive": "it is not owed like this any more",
}


def outdated(draft: Draft, approval: Approval, plan: str) -> str:
    """Why it is not what was asked any more, `plan` being what it is now; empty while it is."""
    if digest_of(draft.incident.id, approval, plan) != approval.digest:
        return _OTHERWISE.get(approval.subject, "what was asked for reads otherwise now")
    if {*_groups_now(draft, approval)} != {*approval.groups}:
        return "who may approve it has changed since it was asked"
    return ""


def _groups_now(draft: Draft, approval: Approval) -> tuple[str, ...]:
    """Groups of which one would be asked now."""
    if approval.subject == "waive":
        return draft.rulebook.policy.approve.get(Risk.DESTROY, ())
    run = draft.incident.runs[approval.run]
    assert run.visit is not None, "an approval ends with its visit"
    step = draft.rulebook.step(run)
    if approval.subject != "run":
        return step.approval
    return groups_for(draft, step, [item_of(run.visit, name) for name in approval.all_items])


def start_granted(draft: Draft, approval: Approval, plan: Plan) -> None:
    """Start what was granted, each item under its own plan; what is by hand is for who asked."""
    run = draft.incident.runs[approval.run]
    assert run.visit is not None
    step = draft.rulebook.step(run)
    parts = plan.parts or (Part(approval.item, approval.what, approval.plan),)
    by_hand = False
    for part in parts:
        item = item_of(run.visit, part.item)
        if draft.rulebook.is_by_hand(task_of(step, item).command):
            by_hand = True
            continue
        start_command(draft, run.id, item, text=part.text, token=approval.token, plan=part.digest)
    if by_hand:
        text = "Approved. Run exactly this by hand, then record what it said with `/incident byhand`."
        draft.notice(text, users=(approval.requester.user,), run=run.id)


def deny(draft: Draft, what: Deny) -> None:
    """No: nothing runs, the step is open again. It wins over a yes until what that let go has begun."""
    approval = _known(draft, what.token)
    taken_back = approval.state == "granted"
    if not (taken_back and draft.incident.may_be_denied(approval)):
        approval = pending(draft, what.token)
    if draft.signal.by.is_same_person(approval.requester):
        raise NotAllowed("You asked for this.", "`/incident cancel` takes the request back.")
    _member(approval, what.groups)
    withdraw(draft, approval, "denied", what.reason)
    why = f": {what.reason}" if what.reason else ". No reason was given."
    name = draft.signal.by.name
    text = f"{name} denied the request{why}"
    if taken_back:
        text = f"{name} took the yes back{why} What a person has run by then is recorded by hand."
    draft.notice(text, users=(approval.requester.user,), run=approval.run)
