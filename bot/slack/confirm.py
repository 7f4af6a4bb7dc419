"""What somebody is told who typed a verb: what it came to, in a line."""

from typing import assert_never

from bot.core.incident import Approval, Incident
from bot.core.signals import (
    Abort,
    Acknowledge,
    Alert,
    Answer,
    Approve,
    Cancel,
    Claim,
    Close,
    Collect,
    Correct,
    Declare,
    Deny,
    DraftPostmortem,
    DueAgain,
    EffectDone,
    Interrupted,
    Jump,
    Mitigate,
    Note,
    Perform,
    Pick,
    PickRows,
    Record,
    Reopen,
    Resolve,
    Send,
    SetSeverity,
    ShowMap,
    Skip,
    TakeAnytime,
    TakeRole,
    Tick,
    Time,
    Undone,
    Waive,
    What,
)
from bot.slack.views.text import code, person, safe


def confirm(what: What, after: Incident) -> str:
    """One line of our own mark-up about what a signal has just done."""
    match what:
        case Perform(place=place):
            run = after.runs.get(place.run)
            item = run.visit.items[0] if run and run.visit else None
            if item is not None and item.state == "asked":
                return "A second person has been asked to approve exactly this."
            return "It is running; its output comes into the thread of the step."
        case Pick() | Answer() | Send() | Record() | Skip() | Jump() | Tick() | PickRows():
            return _where(after)
        case TakeAnytime() | Abort() | Reopen():
            return _where(after)
        case Claim(drop=drop):
            return "It is free again." if drop else "It is yours."
        case Cancel():
            return "Taken back."
        case Approve(token=token):
            approval = after.approvals.get(token)
            return _approved(approval)
        case Deny():
            return "Denied; nothing runs."
        case Waive(owed=owed):
            asked = (a for a in after.approvals.values() if a.subject == "waive" and a.state == "pending")
            if any(one.owed.endswith(owed) for one in asked):
                return "It guards something that destroys: a second person has been asked to agree."
            return "Waived. It opens no gate."
        case Collect():
            return "Kept."
        case Undone():
            return "Noted: it is back."
        case Acknowledge():
            return f"{after.id} is acknowledged."
        case TakeRole(role=role, holder=holder):
            return f"{person(holder)} has the role {code(role, 60)} now."
        case SetSeverity(to=to):
            return f"{after.id} is {to} now."
        case Note():
            return "Noted."
        case Mitigate():
            return f"{after.id} is mitigated."
        case Resolve():
            return f"{after.id} is {'a false alarm' if after.false_alarm else 'resolved'}."
        case Close():
            return f"{after.id} is closed."
        case DraftPostmortem():
            return "The draft is being written; it comes into the channel as a file."
        case ShowMap():
            return "The map is being drawn; it comes into the channel as a picture."
        case Correct(fact=fact):
            return f"{code(fact, 60)} is corrected."
        case Declare() | Alert() | Time() | EffectDone() | Interrupted() | DueAgain():
            return "Done."
        case _:
            assert_never(what)


def _approved(approval: Approval | None) -> str:
    if approval is None or approval.state == "granted":
        return "Approved."
    why = f": {safe(approval.reason, 200)}" if approval.reason else ""
    return f"Not approved, and nothing runs{why}. Ask again if it is still needed."


def _where(after: Incident) -> str:
    run = after.current()
    if run is None or run.visit is None:
        return f"Done. {after.id} has no step to walk now."
    return f"Done. Now at *{safe(run.visit.title, 100)}*."
