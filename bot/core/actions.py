"""Action items: what will be changed, by whom, until when. They outlive their incident."""

from datetime import datetime

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.clocks import Deadline
from bot.core.draft import Draft
from bot.core.owing import needs_reason
from bot.core.postmortem import A_DAY, ActionItem
from bot.core.refusals import BadAnswers, NotAllowed, NotNow, Stale, Unknown
from bot.core.seeing import audience, may_see
from bot.core.signals import Actor, AddAction, AssignAction, NoActions, SettleAction
from bot.core.values import BadValue, Type, check

LONGEST = Type("text", maximum=300)


def add(draft: Draft, what: AddAction) -> None:
    """Another item; its number is its name for ever."""
    text = " ".join(what.text.split())
    if not text:
        raise BadAnswers({"text": "say what will be changed"})
    try:
        check(LONGEST, text)
    except BadValue as bad:
        raise BadAnswers({"text": str(bad)}) from None
    _still_to_come(draft, what.due)
    must_be_inside(draft, what.owner)
    name = f"A{len(draft.incident.postmortem.actions) + 1}"
    draft.emit(ev.ActionAdded(name, text, what.owner, what.due))
    _tell_owner(draft, draft.incident.postmortem.actions[name])


def settle(draft: Draft, what: SettleAction) -> None:
    """Done, dropped with a reason, or open again."""
    action = action_named(draft, what.action)
    if action.state == what.how:
        who = f" by {action.settled_by.name}" if action.settled_by else ""
        raise NotNow(f"{action.id} is {action.state}{who} already.")
    why = what.why.strip()
    if what.how == "dropped":
        why = needs_reason(why, f"drop {action.id}")
    draft.emit(ev.ActionSettled(action.id, action.text, what.how, why))


def assign(draft: Draft, what: AssignAction) -> None:
    """Another owner, another day, or both."""
    action = action_named(draft, what.action)
    if not action.is_open:
        raise NotNow(f"{action.id} is {action.state}.", f"`/incident action open {action.id}`.")
    if what.seen is not None and what.seen != action.owner.user:
        raise Stale(f"{action.id} changed meanwhile: {action.owner.name} sees to it now.", "Look again.")
    owner, due = what.owner or action.owner, what.due or action.due
    if owner.is_same_person(action.owner) and due == action.due:
        raise NotNow(f"{action.id} is {owner.name}'s, due {due:%Y-%m-%d}, already.")
    if due != action.due:
        _still_to_come(draft, due)
    must_be_inside(draft, owner)
    draft.emit(ev.ActionAssigned(action.id, action.text, owner, action.owner, due))
    if not owner.is_same_person(action.owner):
        _tell_owner(draft, draft.incident.postmortem.actions[action.id])


def none_because(draft: Draft, what: NoActions) -> None:
    """Nothing is to be changed: stated, so that it is no omission."""
    if draft.incident.postmortem.open_actions():
        raise NotNow(
            "There are action items.", "Drop each with a reason first: `/incident action drop A1 why`."
        )
    draft.emit(ev.NoActionsStated(needs_reason(what.reason, "have no action items")))


def action_overdue(draft: Draft, deadline: Deadline) -> None:
    """Its day is over: the owner is told, and the channel where one is left. Once."""
    incident = draft.incident
    action = incident.postmortem.actions[deadline.subject]
    late = max(0, int((draft.now - deadline.at).total_seconds()))
    draft.emit(ev.DeadlinePassed(deadline.key, action.text, deadline.at, late))
    text = f"{action.id} of {incident.id} was to be done by {action.due:%Y-%m-%d}: {action.text}"
    if may_see(action.owner, audience(incident)):
        draft.queue(fx.TellPerson(action.owner.user, text, "action", action.id))
    draft.post(fx.PostNotice(f"{text} ({action.owner.name} has it.)", while_open=True))


def action_named(draft: Draft, name: str) -> ActionItem:
    """The item of that name, or a refusal that lists the open ones."""
    papers = draft.incident.postmortem
    found = papers.actions.get(name.strip().upper())
    if found is None:
        known = ", ".join(f"`{action.id}` {action.text[:60]}" for action in papers.open_actions()[:10])
        raise Unknown(
            f"There is no action item `{name}` here.",
            f"Still open: {known}." if known else "None is open; `/incident action add …` adds one.",
        )
    return found


def must_be_inside(draft: Draft, person: Actor) -> None:
    """Refuse to tell somebody of a restricted incident who is not in it."""
    if not may_see(person, audience(draft.incident)):
        raise NotAllowed(
            f"{draft.incident.id} is restricted, and {person.name} is not in it.",
            "Let them in first: `/incident admit @person`.",
        )


def _still_to_come(draft: Draft, due: datetime) -> None:
    if due + A_DAY <= draft.now:
        raise BadAnswers({"due": f"{due:%Y-%m-%d} is over; choose a day that is still to come"})


def _tell_owner(draft: Draft, action: ActionItem) -> None:
    """Whoever gave it to somebody else does not have to tell them."""
    if action.owner.is_same_person(draft.signal.by):
        return
    incident, by = draft.incident, draft.signal.by.name
    text = f"{by} gives you {action.id} of {incident.id}, due {action.due:%Y-%m-%d}: {action.text}"
    draft.queue(fx.TellPerson(action.owner.user, text, "action", action.id))
