"""What ends a second person's yes before it was used: what it had let go is called back before it starts."""

from typing import Literal

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Approval, Run, Visit


def withdraw(draft: Draft, approval: Approval, state: Literal["denied", "expired", "void"], why: str) -> None:
    """End it; what it had let go and has not begun is open again, and its process never starts."""
    for item in draft.incident.unbegun(approval):
        title = item.title or approval.title
        draft.emit(ev.CommandCancelled(approval.run, approval.visit, item.id, title, item.effect))
    draft.emit(ev.ApprovalSettled(approval.token, state, why))


def void_unused(draft: Draft, why: str, run: str = "") -> None:
    """What it was asked under has changed: approvals that were not used die, and who asked is told."""
    for approval in draft.incident.approvals.values():
        if run in {"", approval.run} and draft.incident.is_unused(approval):
            withdraw(draft, approval, "void", why)
            tell(draft, approval, f"is void: {why}")


def tell(draft: Draft, approval: Approval, what: str) -> None:
    """Tell who asked what became of it, and what they can do."""
    draft.notice(
        f"The request to approve “{approval.title}” {what}. Nothing ran; ask again if it is still needed.",
        users=(approval.requester.user,),
        run=approval.run,
    )


def ran_out(draft: Draft, approval: Approval) -> None:
    """It was approved, and could not start before the yes ran out, as when Handrail was away."""
    why = "it was approved, and could not start before that ran out"
    withdraw(draft, approval, "expired", why)
    tell(draft, approval, f"has expired: {why}")


def void_here(draft: Draft, run: Run, visit: Visit, why: str, item: str = "") -> None:
    """What was asked in this visit (for this item) and was not used dies."""
    for approval in draft.incident.approvals.values():
        here = (approval.run, approval.visit) == (run.id, visit.number) and approval.subject != "waive"
        if here and draft.incident.is_unused(approval) and (not item or item in approval.all_items):
            withdraw(draft, approval, "void", why)


def void_by_hand(draft: Draft, run: Run, why: str) -> None:
    """A yes to what a person runs by hand dies too, unless it was used."""
    items = run.visit.items if run.visit else ()
    for token in dict.fromkeys(item.token for item in items if item.cleared):
        draft.emit(ev.ApprovalSettled(token, "void", why))
