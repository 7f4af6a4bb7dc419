"""The last look before the process of an approved command starts. From here on a no comes too late."""

from bot.core import events as ev
from bot.core.aim import live
from bot.core.approving import outdated
from bot.core.asking import may_be_broken, plan_of_item
from bot.core.draft import Draft
from bot.core.incident import Approval, Item, Run
from bot.core.runbook import Step
from bot.core.signals import Launch
from bot.core.voiding import ran_out, tell, withdraw


def launch(draft: Draft, what: Launch) -> None:
    """Let it start, or end the approval and say why; nothing where it was called back already."""
    found = live(draft.incident, what.effect)
    if found is None:
        return
    run, visit, item = found
    if item.launched:
        return
    approval = draft.incident.approvals[item.token]
    if draft.now >= approval.expires_at:
        ran_out(draft, approval)
        return
    why = what.doubt or _why_not(draft, approval, run, item, what.plan)
    if why:
        withdraw(draft, approval, "void", why)
        tell(draft, approval, f"is void: {why}")
        return
    draft.emit(ev.CommandLaunched(run.id, visit.number, item.id, item.title or visit.title, what.effect))


def _why_not(draft: Draft, approval: Approval, run: Run, item: Item, plan: str) -> str:
    if not plan or plan != plan_of_item(approval, item.id):
        return "what would run is not what was approved"
    why = outdated(draft, approval, approval.plan)
    return why or (_not_alone(draft, approval, draft.rulebook.step(run), item) if approval.broken else "")


def _not_alone(draft: Draft, approval: Approval, step: Step, item: Item) -> str:
    """Why one person may not do it alone any more."""
    if may_be_broken(draft, approval.groups, step, (item,)):
        return ""
    return "the policy does not let one person do it alone any more"
