"""The fold: the incident after an event. Total, and blind to runbooks: events carry all it needs."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from bot.core import events as ev
from bot.core.fold.items import Work, work
from bot.core.fold.owed import Approving, Owing, approval, owing
from bot.core.fold.paging import paging
from bot.core.fold.people import people
from bot.core.fold.postmortem import papers
from bot.core.fold.privacy import privacy
from bot.core.fold.record import record
from bot.core.fold.room import Room, room
from bot.core.fold.walk import Walk, walk, with_person
from bot.core.incident import Incident, Stamp

_Later: TypeAlias = (
    Walk
    | Work
    | Approving
    | Owing
    | ev.OfPeople
    | ev.OfPapers
    | ev.Paging
    | ev.OfPrivacy
    | Room
    | ev.Recorded
)

_PARTS = (
    ev.NeedsAnswered,
    ev.QuestionAnswered,
    ev.CommandStarted,
    ev.ResultRecorded,
    ev.RowsPicked,
    ev.ItemTicked,
)
"""Where a person may have a part without taking an outcome."""


def apply(incident: Incident | None, event: ev.Event, stamp: Stamp) -> Incident:
    """The incident after the event. The first event of a log is IncidentDeclared, and only that."""
    if isinstance(event, ev.IncidentDeclared):
        assert incident is None, "an incident is declared once"
        return _declared(event, stamp)
    assert incident is not None, "the first event of a log is IncidentDeclared"
    after = _after(incident, event, stamp)
    if isinstance(event, _PARTS) and stamp.by.is_person:
        after = with_person(after, event.run)
    return replace(after, version=incident.version + 1, last_event_at=stamp.at)


def replay(log: Iterable[tuple[ev.Event, Stamp]]) -> Incident | None:
    """The incident that a log leads to."""
    incident: Incident | None = None
    for event, stamp in log:
        incident = apply(incident, event, stamp)
    return incident


def _declared(event: ev.IncidentDeclared, stamp: Stamp) -> Incident:
    return Incident(
        id=event.id,
        version=1,
        title=event.title,
        runbook=event.runbook,
        severity=event.severity,
        worst=event.severity,
        target=event.target,
        declared_by=stamp.by,
        declared_at=stamp.at,
        detected_at=event.detected_at,
        labels=event.labels,
        annotations=event.annotations,
        wanted_roles=event.wanted_roles,
        procedure=event.procedure,
        owner=event.owner,
        terms=event.terms,
        restricted=event.restricted,
        last_event_at=stamp.at,
    )


def _after(incident: Incident, event: _Later, stamp: Stamp) -> Incident:
    match event:
        case (
            ev.RunStarted()
            | ev.StepEntered()
            | ev.ClockStarted()
            | ev.ClockStopped()
            | ev.FactSet()
            | ev.NeedsAnswered()
            | ev.OutcomeTaken()
            | ev.Jumped()
            | ev.AnytimeSuggested()
            | ev.AnytimeTaken()
            | ev.UpdateDrafted()
            | ev.UpdateSent()
            | ev.RunStopped()
            | ev.CallStuck()
            | ev.RunArrived()
            | ev.RunClosed()
            | ev.RunHalted()
        ):
            return walk(incident, event, stamp)
        case (
            ev.QuestionAnswered()
            | ev.CommandStarted()
            | ev.CommandLaunched()
            | ev.CommandFinished()
            | ev.CommandInterrupted()
            | ev.CommandCancelled()
            | ev.ResultRecorded()
            | ev.RowsPicked()
            | ev.ItemClaimed()
            | ev.ItemTicked()
            | ev.ItemsDone()
            | ev.WaitBegan()
            | ev.PollStarted()
            | ev.Polled()
        ):
            return work(incident, event, stamp)
        case ev.ApprovalRequested() | ev.ApprovalSettled() | ev.GlassOffered() | ev.GlassBroken():
            return approval(incident, event, stamp)
        case ev.RoleTaken() | ev.RoleGivenUp() | ev.HandoverOffered() | ev.HandoverSettled():
            return people(incident, event, stamp)
        case ev.UndoOwed() | ev.OwedMet() | ev.OwedWaived() | ev.OwedMoved():
            return owing(incident, event, stamp)
        case ev.Paged() | ev.PageReached() | ev.PageAnswered():
            return paging(incident, event, stamp)
        case (
            ev.SectionWritten()
            | ev.ActionAdded()
            | ev.ActionSettled()
            | ev.ActionAssigned()
            | ev.NoActionsStated()
            | ev.ReviewAsked()
            | ev.PostmortemAccepted()
            | ev.PostmortemGivenBack()
            | ev.PostmortemReminded()
        ):
            return papers(incident, event, stamp)
        case ev.MadeRestricted() | ev.LetIn() | ev.LetOut() | ev.ChannelLocked() | ev.ChannelUnlocked():
            return privacy(incident, event, stamp)
        case _:
            if isinstance(event, ev.Recorded):
                return record(incident, event, stamp)
            return room(incident, event, stamp)
