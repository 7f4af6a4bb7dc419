"""The second person's yes or no, bound to exactly what was shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core import events as ev
from bot.core.acting import granted
from bot.core.aim import item_of, ungated
from bot.core.draft import Draft
from bot.core.incident import Approval, ApprovalSubject, Item, Run
from bot.core.performing import start_command
from bot.core.refusals import NotAllowed, NotNow, Unknown
from bot.core.runbook import Step
from bot.core.signals import ALL_OPEN, Approve, Deny, Part, Perform, Plan
from bot.core.tasks import task_of
from bot.core.walking import close_what_owes_nothing

APPROVAL_LASTS = timedelta(minutes=15)


def ask_approval(draft: Draft, run: Run, step: Step, items: Sequence[Item], what: Perform) -> None:
    """Ask a second person for exactly what would run: one request, also for several items."""
    entries = [draft.rulebook.entries[task_of(step, item).command] for item in items]
    named = [draft.rulebook.approvers(entry, step) for entry in entries]
    groups = tuple(group for group in named[0] if all(group in others for others in named))
    if not groups:
        raise NotNow(*_nobody(named))
    plan = _plan_for(items, what.plan)
    if plan is None:
        raise NotNow("What exactly would run is not known, so nobody can approve it.")
    single = len(items) == 1
    asked = approval_for(
        draft,
        what.token,
        "run",
        plan.text,
        plan.digest,
        groups,
        run,
        item=items[0].id if single else ALL_OPEN,
    )
    if not single:
        parts = plan.parts
        asked = replace(
            asked,
            items=tuple(part.item for part in parts),
            plans=tuple(part.digest for part in parts),
        )
    draft.emit(ev.ApprovalRequested(asked))


def _nobody(named: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    if all(named):
        return "No group may approve all of these at once.", "Ask for them one by one."
    return "Nobody may approve this: the policy names no group.", "Record it by hand, or jump."


def _plan_for(items: Sequence[Item], plan: Plan | None) -> Plan | None:
    """What the items would run, of a plan that may have more parts; None when one is not known."""
    if plan is None or not plan.parts:
        return plan if len(items) == 1 else None
    parts = {part.item: part for part in plan.parts}
    wanted = [parts[item.id] for item in items if item.id in parts]
    return plan_of(wanted) if len(wanted) == len(items) else None


def plan_of(parts: Sequence[Part]) -> Plan:
    """One plan of several items: all of their texts, bound to each one's own. One alone is itself."""
    if len(parts) == 1:
        return Plan(parts[0].text, parts[0].digest)
    bound = json.dumps([[part.item, part.digest] for part in parts], separators=(",", ":"))
    text = "\n".join(part.text for part in parts)
    return Plan(text, hashlib.sha256(bound.encode()).hexdigest(), tuple(parts))


def approval_for(  # noqa: PLR0913, PLR0917 - the parts of an approval
    draft: Draft,
    token: str,
    subject: ApprovalSubject,
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
    _somebody(draft, groups, by_hand=subject == "run")
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
        subject,
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


def _somebody(draft: Draft, groups: tuple[str, ...], *, by_hand: bool) -> None:
    """Refuse a request that would wait in vain."""
    if not set(groups) <= draft.rulebook.policy.nobody:
        return
    hint = f"Let the operator put people into {' or '.join(groups)} in handrail.toml."
    if by_hand:
        hint += " What a person does meanwhile is recorded with `/incident byhand`."
    raise NotNow(f"Nobody can say yes to this: nobody is in {' or '.join(groups)}.", hint)


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
    if approval.subject != "run":
        granted(draft, approval)
        return
    run = draft.incident.runs[approval.run]
    if what.plan is None or what.plan.digest != approval.plan:
        draft.emit(
            ev.ApprovalSettled(approval.token, "void", "what would run has changed since it was asked")
        )
        draft.notice(
            "What would run has changed since the approval was asked; nothing ran. Ask again.", run=run.id
        )
        return
    ungated(draft, run)
    draft.emit(ev.ApprovalSettled(approval.token, "granted"))
    _start_granted(draft, approval, what.plan)


def _start_granted(draft: Draft, approval: Approval, plan: Plan) -> None:
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
    cleared = {item.id for item in visit.items if item.cleared} if visit else set()
    given = [
        approval
        for approval in draft.incident.approvals.values()
        if visit and (approval.run, approval.visit) == (run.id, visit.number)
        if approval.state == "granted" and approval.subject == "run"
    ]
    for approval in reversed(given):
        if cleared & {*approval.all_items}:
            cleared -= {*approval.all_items}
            draft.emit(ev.ApprovalSettled(approval.token, "void", why))
