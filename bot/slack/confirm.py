"""What somebody is told who typed a verb: what it came to, in a line."""

from typing import assert_never

from bot.core.incident import MAIN, Approval, Incident, Visit
from bot.core.policy import Policy
from bot.core.signals import (
    ALL_OPEN,
    Abort,
    Accept,
    AcceptHandover,
    Acknowledge,
    AddAction,
    AddRun,
    Admit,
    Alert,
    Amend,
    Answer,
    Approve,
    AskReview,
    AssignAction,
    BreakGlass,
    Cancel,
    Claim,
    Close,
    Collect,
    Correct,
    Declare,
    DeclineHandover,
    Deny,
    Depart,
    DraftPostmortem,
    DueAgain,
    EffectDone,
    GiveBack,
    GiveUpRole,
    HandOver,
    Hush,
    Inform,
    Interrupted,
    Jump,
    KeepMessage,
    Launch,
    Link,
    MarkMessage,
    Merge,
    Mitigate,
    NoActions,
    Note,
    PageGroup,
    Perform,
    Pick,
    PickRows,
    Place,
    Record,
    Reopen,
    Resolve,
    Restored,
    Restrict,
    Returned,
    Send,
    SetSeverity,
    SettleAction,
    Shared,
    ShowMap,
    Skip,
    Snooze,
    Strike,
    TakeAnytime,
    TakeIn,
    TakeRole,
    Tick,
    Time,
    Undone,
    Unlink,
    Waive,
    What,
    WriteSection,
)
from bot.core.wording import span
from bot.slack.confirm_papers import of_papers
from bot.slack.views.text import code, person, safe

ASKED = "A second person has been asked to approve exactly this."


def confirm(what: What, after: Incident) -> str:
    """One line of our own mark-up about what a signal has just done."""
    match what:
        case Perform(place=place, item=name):
            return _started(after, place, name)
        case Pick(place=place) | Answer(place=place) | Send(place=place):
            return ASKED if _waits_for_a_yes(after, place) else _where(after)
        case Record() | Skip() | Jump():
            return _where(after)
        case Tick(place=place):
            return _ticked(after, place)
        case PickRows(place=place):
            return "Picked." if _visit(after, place) else _where(after)
        case TakeAnytime() | Abort() | Reopen() | AddRun():
            return _where(after)
        case Claim(item=item, drop=drop):
            return "It is free again." if drop else "You are on it." if item == MAIN else "It is yours."
        case Cancel():
            return "Taken back."
        case Approve(token=token):
            approval = after.approvals.get(token)
            return _approved(approval)
        case Deny():
            return "Denied; nothing runs."
        case BreakGlass(token=token):
            return _alone(after.approvals[token])
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
        case Snooze(length=length):
            return f"You are not reminded for {span(length)}." if length else "You are reminded again."
        case PageGroup(group=group):
            return f"{code(group, 60)} is paged; the card shows who was reached."
        case TakeRole(role=role, holder=holder):
            return f"{person(holder)} has the role {code(role, 60)} now."
        case GiveUpRole(role=role):
            return f"Nobody has the role {code(role, 60)} now."
        case HandOver(to=to):
            return f"{person(to)} has been asked, with a brief. Until they accept, the role is yours."
        case AcceptHandover(handover=name):
            return f"You are {safe(after.handovers[name].title, 60)} now."
        case DeclineHandover(handover=name):
            offered = after.handovers[name]
            return f"{person(offered.giver)} stays {safe(offered.title, 60)}."
        case SetSeverity(to=to):
            return f"{after.id} is {to} now."
        case Restrict():
            return "It is restricted now, and moves to a private channel."
        case Admit(who=who):
            return f"{person(who)} is let in and invited."
        case Hush(on=on):
            return "I keep to the thread of the card now." if on else "I speak in the channel again."
        case Inform():
            return "Sent."
        case Note() | KeepMessage():
            return f"Noted: n{len(after.notes)} of {after.id}."
        case MarkMessage():
            return "It is being read, and comes into the timeline."
        case Amend(note=number):
            return f"n{number} is amended; the log keeps how it read before."
        case Strike(note=number):
            return f"n{number} is struck; it stays readable."
        case Link(other=other):
            return f"{after.id} and {other} are linked: each one's timeline says so."
        case Merge(into=into):
            return f"{after.id} is closed as a duplicate of {into}; its log stays as it is."
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
        case (
            WriteSection()
            | AddAction()
            | SettleAction()
            | AssignAction()
            | NoActions()
            | AskReview()
            | Accept()
            | GiveBack()
        ):
            return of_papers(what, after)
        case (
            Declare()
            | TakeIn()
            | Alert()
            | Time()
            | EffectDone()
            | Interrupted()
            | Launch()
            | DueAgain()
            | Restored()
            | Returned()
            | Depart()
            | Shared()
            | Unlink()
        ):
            return "Done."
        case _:
            assert_never(what)


def part_of(what: What, policy: Policy, after: Incident) -> str:
    """What a role means, for the one who has just come to have it; empty for everybody else."""
    match what:
        case TakeRole(role=role):
            pass
        case AcceptHandover(handover=name):
            role = after.handovers[name].role
        case _:
            return ""
    found = policy.roles.get(role)
    return f"*{safe(found.title, 60)}*: {safe(found.about, 600)}" if found and found.about else ""


def _visit(after: Incident, place: Place) -> Visit | None:
    """The visit that was meant, while it is still the present one."""
    run = after.runs.get(place.run)
    return run.visit if run and run.visit and run.visit.number == place.visit else None


def _ticked(after: Incident, place: Place) -> str:
    visit = _visit(after, place)
    if visit is None:
        return _where(after)
    done = sum(item.is_over for item in visit.items)
    return f"Noted: {done} of {len(visit.items)} done."


def _started(after: Incident, place: Place, name: str) -> str:
    visit = _visit(after, place)
    if visit is None:
        return _where(after)
    meant = visit.items if name == ALL_OPEN else [item for item in visit.items if item.id == name]
    if any(item.state == "asked" for item in meant):
        return ASKED
    running = sum(item.state == "running" for item in meant)
    if running > 1:
        return f"{running} are running; what they say comes into the thread of the step."
    return "It is running; its output comes into the thread of the step."


def _waits_for_a_yes(after: Incident, place: Place) -> bool:
    return any(
        (one.run, one.visit, one.state) == (place.run, place.visit, "pending")
        for one in after.approvals.values()
    )


def _approved(approval: Approval | None) -> str:
    if approval is None or approval.state == "granted":
        return "Approved."
    why = f": {safe(approval.reason, 200)}" if approval.reason else ""
    return f"Not approved, and nothing runs{why}. Ask again if it is still needed."


def _alone(approval: Approval) -> str:
    if not approval.broken:
        return _approved(approval)
    return "Done without a second person. It is told, and stands in the postmortem to be reviewed."


def _where(after: Incident) -> str:
    run = after.current()
    if run is None or run.visit is None:
        return f"Done. {after.id} has no step to walk now."
    return f"Done. Now at *{safe(run.visit.title, 100)}*."
