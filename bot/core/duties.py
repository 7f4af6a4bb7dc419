"""What is asked of whom, from an incident's state alone: what each person sees of it as their own.

What another topic asks of people (an action item, say) is one more generator here: lists, the home
tab and `/incident mine` show it then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.clocks import severity_clocks
from bot.core.incident import Approval, Incident, Item, Run, Visit
from bot.core.signals import Actor

DutyKind: TypeAlias = Literal[
    "role", "handover", "step", "item", "approval", "evidence", "undo", "told", "action", "review"
]
LEAD = "commander"
TELLS = "comms"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is asked of a person, or of whoever is in a group."""

    kind: DutyKind
    what: str
    """In plain words, as it was titled."""
    who: str
    """A person's key (`Actor.key`), or `@` and the id of a group or of a vacant role."""
    name: str = ""
    """The person's; empty for a group."""
    until: datetime | None = None
    ref: str = ""
    """What it is about: a role, an offer, `run/visit`, `run/visit/item`, a token, an owed id."""
    besides: str = ""
    """Key of the one of the group who cannot do it: who asks for an approval does not give it."""


def duties(incident: Incident) -> tuple[Duty, ...]:
    """All that is asked of anybody, in the order in which people read it."""
    if incident.closed_at:
        return (*_papers(incident),)
    return (
        *_approvals(incident),
        *_handovers(incident),
        *_walks(incident),
        *_clocks(incident),
        *_owed(incident),
        *_papers(incident),
        *_roles(incident),
    )


def of_group(name: str) -> str:
    """How a duty names a group."""
    return f"@{name}"


def _approvals(incident: Incident) -> Iterator[Duty]:
    pending = (one for one in incident.approvals.values() if one.state == "pending")
    for one in pending:
        for group in one.groups:
            yield Duty(
                "approval",
                _asked(incident, one),
                of_group(group),
                until=one.expires_at,
                ref=one.token,
                besides=one.requester.key,
            )


def _asked(incident: Incident, approval: Approval) -> str:
    if approval.subject == "waive":
        return approval.what
    visit = incident.runs[approval.run].visit
    return visit.title if visit else approval.what


def _handovers(incident: Incident) -> Iterator[Duty]:
    for one in incident.handovers.values():
        if one.state == "offered":
            yield Duty("handover", one.title, one.to.key, one.to.name, one.expires_at, one.id)


def _walks(incident: Incident) -> Iterator[Duty]:
    for run in incident.runs.values():
        if run.is_walking and run.visit is not None and not run.visit.child:
            yield from _of_visit(incident, run, run.visit)


def _of_visit(incident: Incident, run: Run, visit: Visit) -> Iterator[Duty]:
    place = f"{run.id}/{visit.number}"
    claimed = [item for item in visit.items if item.claimed_by and not item.is_over]
    whole = next((item for item in claimed if not item.title), None)
    if whole is None:
        yield _duty(incident, "step", visit.title, visit.by, visit.within, place)
    for item in claimed:
        assert item.claimed_by is not None
        yield _claimed(visit, item, item.claimed_by, place)


def _claimed(visit: Visit, item: Item, holder: Actor, place: str) -> Duty:
    if not item.title:
        return Duty("step", visit.title, holder.key, holder.name, visit.within, place)
    return Duty("item", item.title, holder.key, holder.name, item.within, f"{place}/{item.id}")


def _clocks(incident: Incident) -> Iterator[Duty]:
    """The next update is the communications lead's to send; a postmortem is the commander's to see to."""
    for clock in severity_clocks(incident):
        if clock.id == "update":
            by = TELLS if TELLS in incident.roles else ""
            yield _duty(incident, "told", "The next update", by, clock.due, clock.key)
        elif clock.id == "postmortem":
            yield _duty(incident, "told", "The postmortem", "", clock.due, clock.key)


def _owed(incident: Incident) -> Iterator[Duty]:
    """What is owed by nobody in particular is the commander's to see to."""
    for one in incident.open_owed():
        if one.required:
            yield _duty(incident, one.kind, one.title, "", None, one.id)


def _papers(incident: Incident) -> Iterator[Duty]:
    """Action items, which go on after the close, and a postmortem that somebody is to read."""
    review = incident.postmortem.review
    if review.state == "in review" and review.of is not None:
        yield Duty("review", "The postmortem", review.of.key, review.of.name, ref="review")
    for action in incident.postmortem.open_actions():
        yield Duty("action", action.text, action.owner.key, action.owner.name, action.until, action.id)


def _duty(incident: Incident, kind: DutyKind, what: str, by: str, until: datetime | None, ref: str) -> Duty:
    """Of whoever has the role that `by` names, of the group, or else of the commander."""
    holder = incident.roles.get(by or LEAD)
    if holder is not None:
        return Duty(kind, what, holder.key, holder.name, until, ref)
    return Duty(kind, what, of_group(by or LEAD), until=until, ref=ref)


def _roles(incident: Incident) -> Iterator[Duty]:
    for role, holder in incident.roles.items():
        yield Duty("role", role, holder.key, holder.name, ref=role)
