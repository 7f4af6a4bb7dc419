"""Restricted incidents: who is let in, and what is taken back when an incident becomes one."""

from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.locking import lock
from bot.core.opening import move_into_channel, open_channel
from bot.core.owing import needs_reason
from bot.core.refusals import NotNow
from bot.core.seeing import audience, may_see
from bot.core.signals import Actor, Admit, Depart, Privacy, Restrict, Shared


def privacy(draft: Draft, what: Privacy) -> None:
    """Everything about who may know of the incident."""
    match what:
        case Restrict():
            _restrict(draft, what)
        case Admit(who=who):
            _admit(draft, who)
        case Depart(who=who):
            if draft.incident.restricted and who.key in draft.incident.insiders:
                draft.emit(ev.LetOut(who))
        case Shared(channel=channel):
            lock(draft, channel)
        case _:
            assert_never(what)


def let_in(draft: Draft, who: Actor) -> None:
    """Whoever has a part in a restricted incident may know of it."""
    if not may_see(who, audience(draft.incident)):
        draft.emit(ev.LetIn(who))


def _admit(draft: Draft, who: Actor) -> None:
    incident, by = draft.incident, draft.signal.by
    if not incident.restricted:
        if not by.is_person:
            return
        raise NotNow(f"{incident.id} is for everybody.", "`/incident restrict` makes it restricted.")
    if by.is_person:
        draft.emit(
            ev.LetIn(who)
        )  # also of who is in: to be invited again is asked for, and stands in the log
        draft.queue(fx.Invite((who.user,)))
    else:
        let_in(draft, who)


def _restrict(draft: Draft, what: Restrict) -> None:
    incident = draft.incident
    if incident.procedure:
        raise NotNow(f"{incident.id} is a procedure, which is walked where everybody is.")
    if incident.restricted:
        raise NotNow(f"{incident.id} is restricted already.", "Invite who has to know to its channel.")
    reason = needs_reason(what.reason, "make it restricted")
    shown = tuple((one.channel, one.ts) for one in incident.messages.values() if not _is_direct(one.channel))
    draft.emit(ev.MadeRestricted(reason, draft.next_effect()))
    open_channel(draft, private=True)
    draft.queue(fx.Withdraw(shown))
    if incident.channel:
        draft.queue(fx.CloseChannel(incident.channel, f"{incident.id.lower()}-moved"))
    move_into_channel(draft)
    parts = {incident.declared_by.key, *(actor.key for actor in incident.roles.values())}
    others = [key.partition("/")[2] for key in draft.incident.insiders if key not in parts]
    if others:
        draft.queue(fx.Invite(tuple(others)))
    draft.notice(
        f"{incident.id} is restricted now: only who is in this channel may know of it. Handrail takes back "
        "what it had said outside, and closes the former channel; what people wrote there themselves can "
        "still be read in it, until an admin deletes that."
    )


def _is_direct(channel: str) -> bool:
    """A conversation with one person; who was written to is an insider."""
    return channel.startswith("D")
