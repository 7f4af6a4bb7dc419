"""What is owed beside the cursor: collected, put back, or waived."""

from bot.core import events as ev
from bot.core.aim import owed_of
from bot.core.asking import approval_for
from bot.core.draft import Draft
from bot.core.incident import Owed
from bot.core.refusals import CommanderOnly, NotNow
from bot.core.runbook import Risk
from bot.core.signals import Collect, Undone, Waive
from bot.core.walking import begin, close_what_owes_nothing


def only_commander(draft: Draft, what: str) -> None:
    """Refuse for everyone but the commander; with none, offer to take command."""
    commander = draft.incident.commander
    if commander is None:
        raise CommanderOnly(
            f"Only the commander may {what}, and nobody is in command.",
            "Take command first: `/incident role commander`.",
            vacant=True,
        )
    if not commander.is_same_person(draft.signal.by):
        raise CommanderOnly(
            f"Only the commander may {what}.",
            f"{commander.name} is in command; ask them, or take over with `/incident role commander`.",
            vacant=False,
        )


def needs_reason(reason: str, what: str) -> str:
    """The reason, or a refusal: what goes against the runbook is explained."""
    if not reason.strip():
        raise NotNow(f"To {what}, say why: the reason goes into the postmortem.")
    return reason.strip()


def collect(draft: Draft, what: Collect) -> None:
    """Evidence is kept; a gate that waited for it opens."""
    owed = _open(draft, what.owed, "evidence")
    if not what.text.strip() and not what.digest:
        raise NotNow("Say what was kept, and where it lies.")
    draft.emit(ev.OwedMet(owed.id, owed.title, text=what.text.strip(), digest=what.digest))
    begin(draft, owed.run)
    close_what_owes_nothing(draft)


def undone(draft: Draft, what: Undone) -> None:
    """What had to be put back is back."""
    owed = _open(draft, what.owed, "undo")
    draft.emit(ev.OwedMet(owed.id, owed.title))
    close_what_owes_nothing(draft)


def waive(draft: Draft, what: Waive) -> None:
    """Give it up, with a reason. It opens no gate; a guard of a `destroy` needs a second person."""
    owed = owed_of(draft.incident, what.owed)
    if not owed.is_open:
        raise NotNow(f"“{owed.title}” is {owed.state} already.")
    only_commander(draft, "waive what is owed")
    reason = needs_reason(what.reason, "waive this")
    if _guards_destruction(draft, owed):
        groups = draft.rulebook.policy.approve.get(Risk.DESTROY, ())
        if not groups:
            raise NotNow("This guards something that destroys, and no group may approve giving it up.")
        text = f"Give up the evidence “{owed.title}”: {reason}"
        run = draft.incident.runs[owed.run]
        draft.emit(
            ev.ApprovalRequested(
                approval_for(
                    draft, what.token, "waive", text, owed.id, groups, run, owed=owed.id, title=owed.title
                )
            )
        )
        return
    draft.emit(ev.OwedWaived(owed.id, owed.title, reason))
    close_what_owes_nothing(draft)


def _open(draft: Draft, name: str, kind: str) -> Owed:
    owed = owed_of(draft.incident, name)
    if owed.kind != kind:
        verb = "undone" if owed.kind == "undo" else "evidence"
        raise NotNow(f"“{owed.title}” is owed as {owed.kind}.", f"Use `/incident {verb} {owed.id}`.")
    if owed.state == "met":
        who = f" by {owed.by.name}" if owed.by else ""
        raise NotNow(f"“{owed.title}” is met already{who}.")
    return owed


def _guards_destruction(draft: Draft, owed: Owed) -> bool:
    run = draft.incident.runs[owed.run]
    steps = draft.rulebook.of(run).steps
    commands = (command for gate in owed.gates for command in steps[gate].commands())
    return any(draft.rulebook.risk(run, command) is Risk.DESTROY for command in commands)
