"""Who plays which part: taken, given up, handed over with a brief. One person a role."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.brief import brief
from bot.core.draft import Draft
from bot.core.handing import Handover, HandoverState
from bot.core.incident import Incident
from bot.core.picture import Picture
from bot.core.policy import Role
from bot.core.privacy import let_in
from bot.core.refusals import NotAllowed, NotNow, Stale, Unknown
from bot.core.signals import (
    AcceptHandover,
    Actor,
    DeclineHandover,
    GiveUpRole,
    HandOver,
    People,
    TakeRole,
)
from bot.core.voiding import void_unused

HANDOVER_LASTS = timedelta(minutes=15)


def people(draft: Draft, what: People) -> None:
    """Everything about who has which role."""
    match what:
        case TakeRole():
            _take(draft, what)
        case GiveUpRole():
            _give_up(draft, what)
        case HandOver():
            _offer(draft, what)
        case AcceptHandover():
            _accept(draft, what)
        case DeclineHandover():
            _decline(draft, what)
        case _:
            assert_never(what)


def acknowledge_by_acting(draft: Draft) -> None:
    """Whoever takes a step or a role has acknowledged."""
    incident = draft.incident
    if not incident.acknowledged_at and not incident.resolved_at and draft.signal.by.is_person:
        draft.emit(ev.Acknowledged())


def touched_by(incident: Incident, name: str, besides: Actor | None = None) -> tuple[str, datetime | None]:
    """Who changed it last, in words, and when; nothing for what is as it began, nobody for `besides`."""
    last = incident.touched.get(name)
    if last is None:
        return "", None
    known = besides is not None and last.by.is_same_person(besides)
    return "" if known else f", by {last.by.name}", last.at


def _role(draft: Draft, name: str) -> Role:
    """The role of the policy; one that only the runbook wants has no more than its name."""
    roles = draft.rulebook.policy.roles
    if name in roles:
        return roles[name]
    if name in draft.incident.wanted_roles:
        return Role(name, name)
    known = ", ".join(f"`{role}`" for role in roles)
    raise Unknown(f"There is no role `{name}`.", f"The policy has: {known}.")


def _may_hold(draft: Draft, role: Role, holder: Actor, groups: frozenset[str]) -> None:
    known = [group for group in role.groups if group not in draft.rulebook.policy.nobody]
    if not known or groups & {*known}:
        return  # where nobody could be shown to be in any of its groups, a vacancy would be worse
    titles = [draft.rulebook.policy.groups[one].title for one in known]
    who = "you are" if holder.is_same_person(draft.signal.by) else f"{holder.name} is"
    raise NotAllowed(
        f"{role.title} is for somebody of {' or '.join(titles)}, and {who} in none of them.",
        "Ask one of them to take it; until then the commander sees to it.",
    )


def _take(draft: Draft, what: TakeRole) -> None:
    role = _role(draft, what.role)
    former = draft.incident.roles.get(role.id)
    if what.seen is not None and what.seen != (former.user if former else ""):
        now = f"{former.name} has it now" if former else "nobody has it now"
        who, when = touched_by(draft.incident, f"role/{role.id}", besides=former)
        raise Stale(
            f"{role.title} changed meanwhile: {now}{who}.",
            "Look at the card and try again.",
            when,
        )
    if former and former.is_same_person(what.holder):
        raise NotNow(f"{former.name} is {role.title} already.")
    _may_hold(draft, role, what.holder, what.groups)
    by = draft.signal.by
    if not what.holder.is_same_person(by):
        about = f" {role.about}" if role.about else ""
        draft.notice(f"{by.name} made you {role.title}.{about}", users=(what.holder.user,))
    _give(draft, role, what.holder)


def _give(draft: Draft, role: Role, holder: Actor, *, by_offer: bool = False) -> None:
    """The role is theirs from now on; whatever was asked or offered under its former holder is void."""
    former = draft.incident.roles.get(role.id)
    draft.emit(ev.RoleTaken(role.id, role.title, holder, former))
    void_unused(draft, f"the role {role.title} changed hands")
    if not by_offer:
        _void_offer(draft, role.id, f"{holder.name} has the role now")
    acknowledge_by_acting(draft)
    let_in(draft, holder)
    draft.queue(fx.Invite((holder.user,)))


def _give_up(draft: Draft, what: GiveUpRole) -> None:
    role = _role(draft, what.role)
    by, holder = draft.signal.by, draft.incident.roles.get(role.id)
    if holder is None:
        raise NotNow(f"Nobody is {role.title}.", f"`/incident role {role.id}` takes it.")
    commander = draft.incident.commander
    if not holder.is_same_person(by) and not (commander and commander.is_same_person(by)):
        raise NotAllowed(
            f"{holder.name} is {role.title}; only they and the commander can give it up.",
            f"`/incident role {role.id}` takes it over.",
        )
    draft.emit(ev.RoleGivenUp(role.id, role.title, holder))
    void_unused(draft, f"the role {role.title} changed hands")
    _void_offer(draft, role.id, f"{holder.name} has given the role up")
    draft.notice(f"Nobody is {role.title} now: {holder.name} has it no longer. Who takes it?")


def _offer(draft: Draft, what: HandOver) -> None:
    role = _role(draft, what.role)
    by, holder = draft.signal.by, draft.incident.roles.get(role.id)
    if holder is None:
        raise NotNow(
            f"Nobody is {role.title}, so there is nothing to hand over.",
            f"`/incident assign {role.id} @person` gives it to somebody.",
        )
    if not holder.is_same_person(by):
        raise NotAllowed(
            f"{holder.name} is {role.title}, and hands it over.",
            f"`/incident role {role.id}` takes it over yourself.",
        )
    if what.to.is_same_person(by):
        raise NotNow(f"You are {role.title} already.", "Name the one who is to take over.")
    _may_hold(draft, role, what.to, what.groups)
    _void_offer(draft, role.id, f"it is offered to {what.to.name} instead")
    incident = draft.incident
    offered = Handover(
        f"{role.id}/{len(incident.handovers) + 1}",
        role.id,
        role.title,
        holder,
        what.to,
        brief(Picture(incident, draft.rulebook, draft.now)),
        draft.now,
        draft.now + HANDOVER_LASTS,
    )
    draft.emit(ev.HandoverOffered(offered))
    let_in(draft, what.to)
    draft.queue(fx.Invite((what.to.user,)))


def _accept(draft: Draft, what: AcceptHandover) -> None:
    offered = _open(draft, what.handover)
    if not offered.to.is_same_person(draft.signal.by):
        raise NotAllowed(
            f"{offered.title} is offered to {offered.to.name}.",
            f"`/incident role {offered.role}` takes it over without an offer.",
        )
    role = _role(draft, offered.role)
    _may_hold(draft, role, offered.to, what.groups)
    _settle(draft, offered, "accepted")
    _give(draft, role, offered.to, by_offer=True)


def _decline(draft: Draft, what: DeclineHandover) -> None:
    offered = _open(draft, what.handover)
    by = draft.signal.by
    if offered.to.is_same_person(by):
        _settle(draft, offered, "declined", what.reason)
        why = f": {what.reason}" if what.reason else ""
        text = f"{by.name} cannot take over {offered.title} now{why}. You still have it."
        draft.notice(text, users=(offered.giver.user,))
    elif offered.giver.is_same_person(by):
        _settle(draft, offered, "withdrawn", what.reason)
    else:
        raise NotAllowed(f"{offered.giver.name} offers {offered.title} to {offered.to.name}.", "Ask them.")


def lapse(draft: Draft, handover: str) -> None:
    """Nobody answered in time: the former holder keeps it, and is told."""
    offered = draft.incident.handovers[handover]
    _settle(draft, offered, "expired", "no answer in time")
    text = f"{offered.to.name} did not take over {offered.title} in time. You still have it."
    draft.notice(text, users=(offered.giver.user,))


def _open(draft: Draft, name: str) -> Handover:
    offered = draft.incident.handovers.get(name)
    if offered is None:
        raise Unknown("There is no such offer.", "The card shows who has which role.")
    if offered.state == "offered":
        return offered
    who = f" by {offered.by.name}" if offered.by and offered.by.is_person else ""
    holder = draft.incident.roles.get(offered.role)
    now = f"{holder.name} is {offered.title} now." if holder else f"Nobody is {offered.title} now."
    why = f": {offered.reason}" if offered.reason else ""
    raise Stale(f"This offer is {offered.state}{who}{why}.", now, offered.settled_at)


def _void_offer(draft: Draft, role: str, why: str) -> None:
    for offered in draft.incident.handovers.values():
        if offered.role == role and offered.state == "offered":
            _settle(draft, offered, "void", why)


def _settle(draft: Draft, offered: Handover, state: HandoverState, reason: str = "") -> None:
    draft.emit(ev.HandoverSettled(offered.id, offered.title, offered.to, state, reason))
