"""The fold: the incident after an event. Total, and blind to runbooks: events carry all it needs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol, assert_never

from bot.core import events as ev
from bot.core.incident import (
    ClockState,
    Dead,
    Incident,
    Item,
    Known,
    Left,
    Message,
    Owed,
    Run,
    Stamp,
    Visit,
)


def apply(incident: Incident | None, event: ev.Event, stamp: Stamp) -> Incident:
    """The incident after the event. The first event of a log is IncidentDeclared, and only that."""
    if isinstance(event, ev.IncidentDeclared):
        assert incident is None, "an incident is declared once"
        return _declared(event, stamp)
    assert incident is not None, "the first event of a log is IncidentDeclared"
    after = _after(incident, event, stamp)
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
        target=event.target,
        declared_by=stamp.by,
        declared_at=stamp.at,
        detected_at=event.detected_at,
        labels=event.labels,
        wanted_roles=event.wanted_roles,
        last_event_at=stamp.at,
    )


def _after(incident: Incident, event: ev.Event, stamp: Stamp) -> Incident:
    match event:
        case ev.IncidentDeclared():
            return incident
        case (
            ev.RunStarted()
            | ev.StepEntered()
            | ev.ClockStarted()
            | ev.ClockStopped()
            | ev.FactSet()
            | ev.NeedsAnswered()
            | ev.OutcomeTaken()
            | ev.Jumped()
            | ev.RunArrived()
            | ev.RunClosed()
            | ev.RunHalted()
        ):
            return _walk(incident, event, stamp)
        case (
            ev.QuestionAnswered()
            | ev.CommandStarted()
            | ev.CommandFinished()
            | ev.CommandInterrupted()
            | ev.CommandCancelled()
            | ev.ResultRecorded()
            | ev.WaitBegan()
            | ev.PollStarted()
            | ev.Polled()
        ):
            return _work(incident, event)
        case ev.ApprovalRequested() | ev.ApprovalSettled():
            return _approval(incident, event, stamp)
        case ev.UndoOwed() | ev.OwedMet() | ev.OwedWaived() | ev.OwedMoved():
            return _owing(incident, event, stamp)
        case _:
            return _room(incident, event, stamp)


# -- the cursor ------------------------------------------------------------------------------


_Walk = (
    ev.RunStarted
    | ev.StepEntered
    | ev.ClockStarted
    | ev.ClockStopped
    | ev.FactSet
    | ev.NeedsAnswered
    | ev.OutcomeTaken
    | ev.Jumped
    | ev.RunArrived
    | ev.RunClosed
    | ev.RunHalted
)


def _walk(incident: Incident, event: _Walk, stamp: Stamp) -> Incident:
    match event:
        case ev.RunStarted():
            return _started(incident, event)
        case ev.StepEntered():
            return _entered(incident, event, stamp)
        case ev.ClockStarted(run=name, clock=clock, due=due):
            return _clock(incident, name, clock, lambda state: replace(state, due=due))
        case ev.ClockStopped(run=name, clock=clock):
            return _clock(incident, name, clock, lambda state: replace(state, stopped_at=stamp.at))
        case ev.FactSet():
            run = incident.runs[event.run]
            known = {**run.facts, event.fact: Known(event.value, event.source)}
            return _with_run(incident, replace(run, facts=known))
        case ev.NeedsAnswered():
            return _with_visit(incident, event.run, event.visit, lambda visit: replace(visit, needs=()))
        case ev.OutcomeTaken() | ev.Jumped():
            return _left(incident, event, stamp)
        case ev.RunArrived():
            return _arrived(incident, event)
        case ev.RunClosed():
            return _with_run(incident, replace(incident.runs[event.run], mode="closed", visit=None))
        case ev.RunHalted():
            return _with_run(incident, replace(incident.runs[event.run], halted=True))
        case _:
            assert_never(event)


def _started(incident: Incident, event: ev.RunStarted) -> Incident:
    run = Run(
        event.run,
        event.runbook,
        event.digest,
        event.title,
        parent=event.parent,
        parent_visit=event.parent_visit,
        clocks=event.clocks,
    )
    owed = {**incident.owed, **{item.id: item for item in event.owed}}
    after = _with_run(replace(incident, owed=owed), run)
    if not event.parent:
        return after
    return _with_visit(after, event.parent, event.parent_visit, lambda visit: replace(visit, child=event.run))


def _entered(incident: Incident, event: ev.StepEntered, stamp: Stamp) -> Incident:
    visit = Visit(
        number=event.visit,
        step=event.step,
        title=event.title,
        phase=event.phase,
        entered_at=stamp.at,
        within=event.within,
        needs=event.needs,
        items=event.items,
    )
    return _with_run(incident, replace(incident.runs[event.run], visit=visit))


def _left(incident: Incident, event: ev.OutcomeTaken | ev.Jumped, stamp: Stamp) -> Incident:
    run = incident.runs[event.run]
    outcome = event.outcome if isinstance(event, ev.OutcomeTaken) else "jump"
    left = Left(event.visit, event.step, event.title, outcome, event.to, stamp.by, stamp.at)
    by_itself = isinstance(event, ev.OutcomeTaken) and event.how == "itself"
    after = replace(run, left=(*run.left, left), alone=run.alone + 1 if by_itself else 0)
    return _with_run(incident, replace(after, visit=None, halted=run.halted and by_itself))


def _arrived(incident: Incident, event: ev.RunArrived) -> Incident:
    run = replace(incident.runs[event.run], mode="closing", visit=None, end=event.end)
    run = replace(run, end_kind=event.end_kind)
    if not event.drops_evidence:
        return _with_run(incident, run)
    owed = {
        key: replace(item, required=False) if item.run == run.id and item.kind == "evidence" else item
        for key, item in incident.owed.items()
    }
    return _with_run(replace(incident, owed=owed), run)


# -- items -----------------------------------------------------------------------------------


_Work = (
    ev.QuestionAnswered
    | ev.CommandStarted
    | ev.CommandFinished
    | ev.CommandInterrupted
    | ev.CommandCancelled
    | ev.ResultRecorded
    | ev.WaitBegan
    | ev.PollStarted
    | ev.Polled
)


def _work(incident: Incident, event: _Work) -> Incident:
    match event:
        case ev.QuestionAnswered():
            return _with_item(incident, event, "main", lambda item: replace(item, state="settled"))
        case ev.CommandStarted():
            return _with_item(incident, event, event.item, lambda item: _running(item, event.effect))
        case ev.CommandFinished():
            if not event.counts:
                return incident
            return _with_item(incident, event, event.item, lambda item: _finished(item, event))
        case ev.CommandInterrupted():
            if event.again:
                return incident
            why = "Handrail stopped while it ran; it may have run, or not"
            return _with_item(
                incident,
                event,
                event.item,
                lambda item: replace(item, state="stuck", trouble="interrupted", why=why, effect=""),
            )
        case ev.CommandCancelled():
            return _with_item(
                incident, event, event.item, lambda item: replace(item, state="open", effect="")
            )
        case ev.ResultRecorded():
            return _with_item(incident, event, event.item, lambda item: _finished(item, event))
        case ev.WaitBegan():
            return _with_visit(
                incident, event.run, event.visit, lambda visit: replace(visit, waiting=event.waiting)
            )
        case ev.PollStarted():
            return _with_item(incident, event, "main", lambda item: _running(item, event.effect))
        case ev.Polled():
            return _with_visit(incident, event.run, event.visit, lambda visit: _polled(visit, event))
        case _:
            assert_never(event)


def _running(item: Item, effect: str) -> Item:
    return replace(item, state="running", effect=effect, tries=item.tries + 1, trouble="", why="")


def _finished(item: Item, event: ev.CommandFinished | ev.ResultRecorded) -> Item:
    result = event.result
    return replace(
        item,
        state="stuck" if result.trouble else "settled",
        verdict=result.reading.verdict,
        trouble=result.trouble,
        why=result.why,
        effect="",
        by_hand=isinstance(event, ev.ResultRecorded),
        result=result,
    )


def _polled(visit: Visit, event: ev.Polled) -> Visit:
    assert visit.waiting is not None, "a poll belongs to a wait that began"
    waiting = replace(
        visit.waiting,
        next_poll=event.next_poll,
        good=event.good,
        failures=0 if event.good else visit.waiting.failures + 1,
    )
    item = replace(visit.items[0], state="open", effect="", result=event.result)
    return replace(visit, waiting=waiting, items=(item, *visit.items[1:]))


# -- approvals and what is owed --------------------------------------------------------------


def _approval(incident: Incident, event: ev.ApprovalRequested | ev.ApprovalSettled, stamp: Stamp) -> Incident:
    if isinstance(event, ev.ApprovalRequested):
        approval = event.approval
        after = replace(incident, approvals={**incident.approvals, approval.token: approval})
        state = "asked"
    else:
        former = incident.approvals[event.token]
        approval = replace(former, state=event.state, by=stamp.by, reason=event.reason)
        after = replace(incident, approvals={**incident.approvals, approval.token: approval})
        state = "open"
    if approval.subject != "run":
        return after
    return _with_item(after, approval, approval.item, lambda item: _asked(item, state))


def _asked(item: Item, state: str) -> Item:
    return replace(item, state="asked" if state == "asked" else "open")


def _owing(
    incident: Incident, event: ev.UndoOwed | ev.OwedMet | ev.OwedWaived | ev.OwedMoved, stamp: Stamp
) -> Incident:
    match event:
        case ev.UndoOwed(owed=owed):
            return _with_owed(incident, owed)
        case ev.OwedMet():
            former = incident.owed[event.owed]
            return _with_owed(
                incident,
                replace(former, state="met", text=event.text, digest=event.digest, by=stamp.by, at=stamp.at),
            )
        case ev.OwedWaived():
            former = incident.owed[event.owed]
            return _with_owed(
                incident, replace(former, state="waived", text=event.reason, by=stamp.by, at=stamp.at)
            )
        case ev.OwedMoved():
            return replace(incident, owed=_moved(incident.owed, event))
        case _:
            assert_never(event)


def _moved(owed: dict[str, Owed], event: ev.OwedMoved) -> dict[str, Owed]:
    moved: dict[str, Owed] = {}
    for key, item in owed.items():
        if item.run != event.run or not item.is_open:
            moved[key] = item
            continue
        name = f"{event.to}/{event.prefix}/{item.id.partition('/')[2]}"
        moved[name] = replace(item, id=name, run=event.to, gates=(), by_step="")
    return moved


# -- the room --------------------------------------------------------------------------------


_Room = (
    ev.Acknowledged
    | ev.RoleTaken
    | ev.SeverityChanged
    | ev.NoteAdded
    | ev.MitigationProposed
    | ev.ResolveProposed
    | ev.Mitigated
    | ev.Resolved
    | ev.Closed
    | ev.DeadlinePassed
    | ev.ChannelCreated
    | ev.MessagePosted
    | ev.DraftWritten
    | ev.EffectDied
)


def _room(incident: Incident, event: _Room, stamp: Stamp) -> Incident:
    match event:
        case ev.Acknowledged():
            return replace(incident, acknowledged_at=stamp.at)
        case ev.RoleTaken():
            return replace(incident, roles={**incident.roles, event.role: event.holder})
        case ev.SeverityChanged():
            return replace(incident, severity=event.to)
        case ev.NoteAdded():
            return incident
        case ev.MitigationProposed():
            return replace(incident, proposed="mitigated")
        case ev.ResolveProposed():
            return replace(incident, proposed="false_alarm" if event.false_alarm else "resolve")
        case ev.Mitigated():
            return replace(incident, mitigated_at=stamp.at, proposed="")
        case ev.Resolved():
            return replace(incident, resolved_at=stamp.at, false_alarm=event.false_alarm, proposed="")
        case ev.Closed():
            return replace(incident, closed_at=stamp.at)
        case ev.DeadlinePassed():
            return replace(incident, fired={**incident.fired, event.key: event.due})
        case ev.ChannelCreated():
            return replace(incident, channel=event.channel, channel_name=event.name)
        case ev.MessagePosted():
            message = Message(event.channel, event.ts, event.permalink)
            return replace(incident, messages={**incident.messages, event.surface: message})
        case ev.DraftWritten():
            return replace(incident, draft=event.digest)
        case ev.EffectDied():
            dead = Dead(event.effect, event.effect_kind, event.why, stamp.at)
            return replace(incident, dead=(*incident.dead, dead))
        case _:
            assert_never(event)


# -- parts -----------------------------------------------------------------------------------


class _Placed(Protocol):
    """Anything that names a visit of a run."""

    @property
    def run(self) -> str: ...

    @property
    def visit(self) -> int: ...


def _with_run(incident: Incident, run: Run) -> Incident:
    return replace(incident, runs={**incident.runs, run.id: run})


def _with_visit(incident: Incident, name: str, number: int, change: Callable[[Visit], Visit]) -> Incident:
    run = incident.runs[name]
    if run.visit is None or run.visit.number != number:
        return incident
    return _with_run(incident, replace(run, visit=change(run.visit)))


def _with_item(incident: Incident, at: _Placed, name: str, change: Callable[[Item], Item]) -> Incident:
    def changed(visit: Visit) -> Visit:
        return replace(visit, items=tuple(change(i) if i.id == name else i for i in visit.items))

    return _with_visit(incident, at.run, at.visit, changed)


def _with_owed(incident: Incident, owed: Owed) -> Incident:
    return replace(incident, owed={**incident.owed, owed.id: owed})


def _clock(incident: Incident, name: str, clock: str, change: Callable[[ClockState], ClockState]) -> Incident:
    run = incident.runs[name]
    return _with_run(
        incident, replace(run, clocks=tuple(change(c) if c.id == clock else c for c in run.clocks))
    )
