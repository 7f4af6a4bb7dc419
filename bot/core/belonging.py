"""Incidents that belong together: related ones are linked, a duplicate is merged into the one that goes on.

Both logs say so, each in its own stream; whoever calls takes the two signals in one transaction.
"""

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Owed
from bot.core.owing import only_commander
from bot.core.privacy import let_in
from bot.core.refusals import NotNow
from bot.core.signals import LeftOpen, Link, Merge, TakeIn, Unlink
from bot.core.stopping import stop
from bot.core.voiding import void_unused
from bot.core.walking import arrive, close_what_owes_nothing


def link(draft: Draft, what: Link) -> None:
    """The other has to do with this one."""
    incident = draft.incident
    if what.other == incident.id:
        raise NotNow(f"{incident.id} cannot be linked with itself.")
    if what.other in incident.links:
        raise NotNow(f"{incident.id} is linked with {what.other} already.")
    draft.emit(ev.IncidentLinked(what.other, what.title))


def unlink(draft: Draft, what: Unlink) -> None:
    """The other is not for everybody any more."""
    if what.other in draft.incident.links:
        draft.emit(ev.IncidentUnlinked(what.other))


def merge(draft: Draft, what: Merge) -> None:
    """Close this incident as a duplicate. Walks stop, requests die; the other owes what is still owed."""
    incident = draft.incident
    if what.into == incident.id:
        raise NotNow(f"{incident.id} cannot be merged into itself.")
    if incident.procedure:
        raise NotNow(f"{incident.id} is a procedure: it is nobody's duplicate.", "`/incident abort` ends it.")
    if incident.commander:
        only_commander(draft, f"merge {incident.id} into another")
    reason = what.reason.strip()
    draft.emit(ev.IncidentMerged(what.into, what.title, reason))
    void_unused(draft, f"{incident.id} was merged into {what.into}")
    for run in draft.incident.top_runs():
        if run.is_walking:
            stop(draft, run, "merge", reason)
            arrive(draft, run.id, "merged", "handed_over")
    close_what_owes_nothing(draft)
    room = f" in #{what.channel_name}" if what.channel_name else ""
    draft.notice(
        f"{incident.id} is a duplicate of {what.into}: “{what.title}”. Go on{room}; nothing is walked, paged "
        f"or asked for here any more, and {what.into} owes what was still owed. This log stays as it is.",
        users=tuple(dict.fromkeys(actor.user for actor in incident.roles.values())),
    )


def take_in(draft: Draft, what: TakeIn) -> None:
    """Go on for a duplicate too: its people come here, and what it still owes is owed here."""
    incident = draft.incident
    if incident.procedure:
        raise NotNow(f"{incident.id} is a procedure: no incident is merged into it.")
    owed = tuple(_adopted(what.other, one, next(iter(incident.runs))) for one in what.owed)
    draft.emit(ev.DuplicateTaken(what.other, what.title, what.severity, what.declared_at, owed))
    for actor in what.people:
        let_in(draft, actor)
    people = tuple(dict.fromkeys(actor.user for actor in what.people if actor.is_person))
    if people:
        draft.queue(fx.Invite(people))
    worse = what.severity < draft.incident.severity
    draft.notice(
        f"{what.other}, “{what.title}”, is the same and was merged into this one."
        + (f" It was {what.severity}, and this one is {draft.incident.severity}." if worse else "")
        + (f" {len(owed)} of what it owed is owed here now." if owed else "")
        + f" `/incident {what.other} timeline` shows what happened there."
    )


def _adopted(other: str, one: LeftOpen, run: str) -> Owed:
    """Owed by a walk that is here, under an id that says where it comes from; it guards no step of it."""
    title = f"{one.title} (from {other})"
    return Owed(f"{other.lower()}/{one.id}", one.kind, title, run, one.how, one.required)
