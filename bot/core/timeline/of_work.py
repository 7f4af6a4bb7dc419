"""Lines of what is done in a step: commands, results, items, approvals, updates."""

from typing import assert_never

from bot.core import events as ev
from bot.core.result import CommandResult
from bot.core.timeline.parts import Told
from bot.core.timeline.results import TICKS, said, values


def of_work(event: ev.Working) -> Told | None:
    """What was done; who claims an item, and what is only drafted, is not told."""
    match event:
        case ev.CommandStarted():
            again = f" (try {event.attempt})" if event.attempt > 1 else ""
            return Told("command", f"Ran “{event.title}”{again}", event.text)
        case ev.CommandFinished():
            late = "" if event.counts else " (after its step was left; it moved nothing)"
            text = f"{event.title}: {said(event.result)}{late}"
            return Told("command", text, _kept(event.result), event.result.output)
        case ev.CommandInterrupted():
            how = (
                "it only reads and is run again"
                if event.again
                else "it may have run, or not; a person must look"
            )
            return Told("trouble", f"“{event.title}” was interrupted: {how}")
        case ev.CommandCancelled():
            return Told("command", f"Cancelled “{event.title}”")
        case ev.ResultRecorded():
            due = " without the approval that was due" if event.deviation else ""
            text = f"{event.title}: {said(event.result)}, recorded by hand{due}"
            return Told("command", text, "", event.result.output, event.deviation)
        case ev.RowsPicked():
            many = {0: "no row", 1: "a row"}.get(len(event.rows), f"{len(event.rows)} rows")
            return Told("walk", f"Picked {many} of “{event.title}”")
        case ev.ItemTicked():
            return Told("walk", f"{event.title}: {TICKS[event.outcome]}", event.note)
        case ev.ApprovalRequested() | ev.ApprovalSettled():
            return _of_approval(event)
        case ev.GlassBroken():
            text = f"Did “{event.title}” without a second person; {event.told} is told"
            return Told("approval", text, event.reason, deviation=True)
        case ev.UpdateSent():
            written = f", written by {event.asked_by.name}" if event.asked_by else ""
            by_hand = ", by hand" if event.by_hand else ""
            return Told("walk", f"Sent an update to {event.to}{by_hand}{written}", event.text)
        case ev.GlassOffered():
            return Told("approval", f"Nobody has answered “{event.title}”: one person may do it alone")
        case ev.CommandLaunched() | ev.ItemClaimed() | ev.ItemsDone() | ev.UpdateDrafted():
            return None
        case _:
            assert_never(event)


def _kept(result: CommandResult) -> str:
    """What was read of the output, and what the program ran in."""
    return "; ".join(
        part for part in (values(result), result.sandbox and f"sandbox: {result.sandbox}") if part
    )


def _of_approval(event: ev.ApprovalRequested | ev.ApprovalSettled) -> Told:
    if isinstance(event, ev.ApprovalRequested):
        groups = " or ".join(event.approval.groups)
        return Told("approval", f"Asked {groups} to approve", event.approval.what)
    words = {
        "granted": "Approved",
        "denied": "Denied",
        "expired": "Approval expired",
        "void": "Approval void",
    }
    return Told("approval", words[event.state], event.reason)
