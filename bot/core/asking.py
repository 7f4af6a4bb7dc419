"""A request for a second person's yes, bound to exactly what was shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Approval, ApprovalSubject, Item, Run
from bot.core.policy import APPROVAL_LASTS
from bot.core.refusals import NotNow
from bot.core.runbook import Risk, Step
from bot.core.signals import ALL_OPEN, Part, Perform, Plan
from bot.core.tasks import task_of, title_of

SHOWN = 2400
"""Length of what would run that one message can show: nobody says yes to what they cannot read."""


def ask_approval(draft: Draft, run: Run, step: Step, items: Sequence[Item], what: Perform) -> None:
    """Ask a second person for exactly what would run: one request, also for several items."""
    groups = groups_for(draft, step, items)
    if not groups:
        raise NotNow(*_nobody(draft, step, items))
    plan = _plan_for(items, what.plan)
    if plan is None:
        raise NotNow("What exactly would run is not known, so nobody can approve it.")
    single = len(items) == 1
    if (length := _units(plan.text)) > SHOWN:
        way = "Record it by hand, or jump." if single else "Ask for them one by one."
        raise NotNow(f"It is too long to be shown whole to who approves it: {length} of {SHOWN}.", way)
    titles = (title_of(item, draft.rulebook.entries[task_of(step, item).command].title) for item in items)
    asked = approval_for(
        draft,
        what.token,
        "run",
        plan.text,
        plan.digest,
        groups,
        run,
        item=items[0].id if single else ALL_OPEN,
        title=", ".join(dict.fromkeys(titles)),
    )
    if not single:
        parts = plan.parts
        asked = replace(
            asked,
            items=tuple(part.item for part in parts),
            plans=tuple(part.digest for part in parts),
        )
    draft.emit(ev.ApprovalRequested(replace(asked, glass_at=_glass_at(draft, asked, step, items))))


def groups_for(draft: Draft, step: Step, items: Sequence[Item]) -> tuple[str, ...]:
    """Groups of which one may say yes to all of the items; none where an entry is gone."""
    entries = [draft.rulebook.entries.get(task_of(step, item).command) for item in items]
    named = [draft.rulebook.approvers(entry, step) if entry else () for entry in entries]
    return tuple(group for group in named[0] if all(group in others for others in named)) if named else ()


def _units(text: str) -> int:
    """Length in UTF-16 units, the larger of the two ways in which a chat may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _nobody(draft: Draft, step: Step, items: Sequence[Item]) -> tuple[str, str]:
    if all(groups_for(draft, step, (item,)) for item in items):
        return "No group may approve all of these at once.", "Ask for them one by one."
    return "Nobody may approve this: the policy names no group.", "Record it by hand, or jump."


def may_be_broken(draft: Draft, groups: tuple[str, ...], step: Step, items: Sequence[Item]) -> bool:
    """Whether the policy lets one person do it alone: only what changes, by nobody's narrower wish."""
    policy = draft.rulebook.policy
    entries = [draft.rulebook.entries.get(task_of(step, item).command) for item in items]
    changes = all(entry is not None and entry.risk is Risk.CHANGE for entry in entries)
    usual = {*policy.approve.get(Risk.CHANGE, ())}
    return bool(policy.break_glass and policy.break_glass.change) and changes and usual <= {*groups}


def _glass_at(draft: Draft, asked: Approval, step: Step, items: Sequence[Item]) -> datetime | None:
    glass = draft.rulebook.policy.break_glass
    if glass is None or not may_be_broken(draft, asked.groups, step, items):
        return None
    return asked.requested_at + glass.after


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
    text = "\n".join(part.text for part in parts)
    return Plan(text, _several([(part.item, part.digest) for part in parts]), tuple(parts))


def _several(digests: Sequence[tuple[str, str]]) -> str:
    return _sha256([[item, digest] for item, digest in digests])


def plan_of_item(approval: Approval, item: str) -> str:
    """Digest of what the approval lets the item run; empty when that is nothing."""
    if not approval.items:
        return approval.plan if item == approval.item else ""
    plans = dict(zip(approval.items, approval.plans, strict=True))
    same = _several([*plans.items()]) == approval.plan
    return plans.get(item, "") if same else ""


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
    title: str = "",
) -> Approval:
    """An approval bound to exactly one thing, one requester and one expiry; its token is used once."""
    if not token or token in draft.incident.approvals:
        raise NotNow("This request cannot be told from an earlier one.", "Ask again.")
    _somebody(draft, groups, by_hand=subject == "run")
    asked = Approval(
        token,
        subject,
        run.id,
        run.visit.number if run.visit else 0,
        item,
        owed,
        text,
        plan,
        "",
        groups,
        draft.signal.by,
        draft.now,
        draft.now + APPROVAL_LASTS,
        title=title,
    )
    return replace(asked, digest=digest_of(draft.incident.id, asked, plan))


def digest_of(incident: str, asked: Approval, plan: str) -> str:
    """What a yes is bound to: what it would be now (`plan`), where, for whom, from whom, until when."""
    return _sha256(
        {
            "plan": plan,
            "subject": asked.subject,
            "incident": incident,
            "place": [asked.run, asked.visit, asked.item, asked.owed],
            "requester": [asked.requester.team, asked.requester.user],
            "groups": asked.groups,
            "expires": asked.expires_at.isoformat(),
        }
    )


def _sha256(bound: object) -> str:
    return hashlib.sha256(json.dumps(bound, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _somebody(draft: Draft, groups: tuple[str, ...], *, by_hand: bool) -> None:
    """Refuse a request that would wait in vain."""
    if not set(groups) <= draft.rulebook.policy.nobody:
        return
    hint = f"Let the operator put people into {' or '.join(groups)} in handrail.toml."
    if by_hand:
        hint += " What a person does meanwhile is recorded with `/incident byhand`."
    raise NotNow(f"Nobody can say yes to this: nobody is in {' or '.join(groups)}.", hint)
