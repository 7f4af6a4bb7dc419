"""The second person's yes or no, bound to exactly what was shown."""

import hashlib
import json
from datetime import timedelta

from bot.core import events as ev
from bot.core.aim import ungated
from bot.core.draft import Draft
from bot.core.incident import Approval, Item, Run
from bot.core.performing import arguments_now, start_command
from bot.core.refusals import NotAllowed, NotNow, Unknown
from bot.core.runbook import Run as RunKind
from bot.core.runbook import Step
from bot.core.signals import Approve, Deny, Perform
from bot.core.walking import close_what_owes_nothing

APPROVAL_LASTS = timedelta(minutes=15)


def ask_approval(draft: Draft, run: Run, step: Step, item: Item, what: Perform) -> None:
    """Ask a second person for exactly what would run."""
    assert isinstance(step.kind, RunKind)
    groups = draft.rulebook.approvers(draft.rulebook.entries[step.kind.command], step)
    if not groups:
        raise NotNow("Nobody may approve this: the policy names no group.", "Record it by hand, or jump.")
    if what.plan is None:
        raise NotNow("What exactly would run is not known, so nobody can approve it.")
    draft.emit(
        ev.ApprovalRequested(
            approval_for(
                draft, what.token, "run", what.plan.text, what.plan.digest, groups, run, item=item.id
            )
        )
    )


def approval_for(  # noqa: PLR0913, PLR0917 - the parts of an approval
    draft: Draft,
    token: str,
    subject: str,
    text: str,
    plan: str,
    groups: tuple[str, ...],
    run: Run,
    item: str = "",
    owed: str = "",
) -> Approval:
    """An approval bound to exactly one thing, one requester and one expiry; its token is used once."""
    if not token or token in draft.incident.approvals:
        raise NotNow("This request cannot be told from an earlier one.", "Ask again.")
    expires = draft.now + APPROVAL_LASTS
    visit = run.visit.number if run.visit else 0
    by = draft.signal.by
    bound = {
        "plan": plan,
        "incident": draft.incident.id,
        "place": [run.id, visit, item, owed],
        "requester": [by.team, by.user],
        "expires": expires.isoformat(),
    }
    digest = hashlib.sha256(json.dumps(bound, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return Approval(
        token,
        "waive" if subject == "waive" else "run",
        run.id,
        visit,
        item,
        owed,
        text,
        plan,
        digest,
        groups,
        by,
        draft.now,
        expires,
    )


def _pending(draft: Draft, token: str) -> Approval:
    approval = draft.incident.approvals.get(token)
    if approval is None:
        raise Unknown("This request for approval does not exist.")
    if approval.state == "pending":
        return approval
    who = f" by {approval.by.name}" if approval.by and approval.by.is_person else ""
    raise NotNow(f"This request is {approval.state}{who}: {approval.reason or approval.what}.")


def _member(approval: Approval, groups: frozenset[str]) -> None:
    if not groups & set(approval.groups):
        raise NotAllowed(
            f"This needs somebody of {' or '.join(approval.groups)}, and you are in none of them.",
            "They have been asked in the channel.",
        )


def approve(draft: Draft, what: Approve) -> None:
    """Grant, and in the same transaction start what was granted. Denial, expiry and change come first."""
    approval = _pending(draft, what.token)
    by = draft.signal.by
    if by.is_same_person(approval.requester):
        raise NotAllowed("You asked for this; another person has to approve it.")
    _member(approval, what.groups)
    if draft.now >= approval.expires_at:
        draft.emit(ev.ApprovalSettled(approval.token, "expired", "it was not answered in time"))
        draft.notice("That request has expired; ask again if it is still needed.")
        return
    if approval.subject == "waive":
        _grant_waiver(draft, approval)
        return
    run = draft.incident.runs[approval.run]
    step = draft.rulebook.step(run)
    assert isinstance(step.kind, RunKind)
    if what.plan is None or what.plan.digest != approval.plan:
        draft.emit(
            ev.ApprovalSettled(approval.token, "void", "what would run has changed since it was asked")
        )
        draft.notice(
            "What would run has changed since the approval was asked; nothing ran. Ask again.", run=run.id
        )
        return
    ungated(draft, run)
    arguments = arguments_now(draft, run, step.kind.arguments)
    draft.emit(ev.ApprovalSettled(approval.token, "granted"))
    if draft.rulebook.is_by_hand(step.kind.command):
        text = "Approved. Run exactly this by hand, then record what it said with `/incident byhand`."
        draft.notice(text, users=(approval.requester.user,), run=run.id)
        return
    start_command(
        draft,
        run.id,
        step.kind.command,
        arguments,
        text=approval.what,
        token=approval.token,
        plan=approval.plan,
    )


def _grant_waiver(draft: Draft, approval: Approval) -> None:
    owed = draft.incident.owed.get(approval.owed)
    if owed is None or not owed.is_open:
        draft.emit(ev.ApprovalSettled(approval.token, "void", "it is not owed like this any more"))
        draft.notice("What was to be given up is not owed like this any more; nothing was given up.")
        return
    draft.emit(ev.ApprovalSettled(approval.token, "granted"))
    draft.emit(ev.OwedWaived(owed.id, owed.title, approval.reason or approval.what))
    close_what_owes_nothing(draft)


def deny(draft: Draft, what: Deny) -> None:
    """No: nothing runs; the step is open again."""
    approval = _pending(draft, what.token)
    if draft.signal.by.is_same_person(approval.requester):
        raise NotAllowed("You asked for this.", "`/incident cancel` takes the request back.")
    _member(approval, what.groups)
    draft.emit(ev.ApprovalSettled(approval.token, "denied", what.reason))
    why = f": {what.reason}" if what.reason else ". No reason was given."
    text = f"{draft.signal.by.name} denied the request{why}"
    draft.notice(text, users=(approval.requester.user,), run=approval.run)


def void_pending(draft: Draft, why: str, run: str = "") -> None:
    """Approvals that wait die when what they were asked under has changed."""
    for approval in draft.incident.approvals.values():
        if approval.state == "pending" and run in {"", approval.run}:
            draft.emit(ev.ApprovalSettled(approval.token, "void", why))


def void_granted(draft: Draft, run: Run, why: str) -> None:
    """A yes to what a person runs by hand dies too, unless it was used."""
    visit = run.visit
    if visit is None or not visit.items[0].cleared:
        return
    here = (a for a in draft.incident.approvals.values() if (a.run, a.visit) == (run.id, visit.number))
    *_, last = (approval for approval in here if approval.state == "granted" and approval.subject == "run")
    draft.emit(ev.ApprovalSettled(last.token, "void", why))
