"""The fold over the cursor: runs, visits, clocks, facts."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.core import events as ev
from bot.core.fold.parts import with_clock, with_run, with_visit
from bot.core.incident import Incident, Item, Known, Left, Run, Stamp, Suggestion, Visit
from bot.core.signals import HANDRAIL

Walk: TypeAlias = (
    ev.RunStarted
    | ev.StepEntered
    | ev.ClockStarted
    | ev.ClockStopped
    | ev.FactSet
    | ev.NeedsAnswered
    | ev.OutcomeTaken
    | ev.Jumped
    | ev.AnytimeSuggested
    | ev.AnytimeTaken
    | ev.UpdateDrafted
    | ev.UpdateSent
    | ev.RunStopped
    | ev.CallStuck
    | ev.RunArrived
    | ev.RunClosed
    | ev.RunHalted
)


def walk(incident: Incident, event: Walk, stamp: Stamp) -> Incident:
    """After an event of the walk."""
    match event:
        case ev.RunStarted():
            return _started(incident, event)
        case ev.StepEntered():
            return _entered(incident, event, stamp)
        case ev.ClockStarted(run=name, clock=clock, due=due):
            return with_clock(incident, name, clock, lambda state: replace(state, due=due))
        case ev.ClockStopped(run=name, clock=clock):
            return with_clock(incident, name, clock, lambda state: replace(state, stopped_at=stamp.at))
        case ev.FactSet():
            run = incident.runs[event.run]
            known = {**run.facts, event.fact: Known(event.value, event.source)}
            return with_run(incident, replace(run, facts=known))
        case ev.NeedsAnswered():
            return with_visit(
                incident,
                event.run,
                event.visit,
                lambda visit: replace(visit, needs=(), items=event.items or visit.items),
            )
        case ev.OutcomeTaken() | ev.Jumped() | ev.AnytimeTaken() | ev.RunStopped():
            return _left(incident, event, stamp)
        case ev.AnytimeSuggested():
            asked = Suggestion(event.anytime, event.alert, event.about)
            return with_visit(
                incident,
                event.run,
                event.visit,
                lambda visit: replace(visit, suggested=(*visit.suggested, asked)),
            )
        case ev.UpdateDrafted(run=name, visit=number, text=text):
            return with_visit(incident, name, number, lambda visit: replace(visit, draft=text))
        case ev.UpdateSent():
            return replace(incident, updated_at=stamp.at)
        case ev.CallStuck():
            return _stuck(incident, event)
        case ev.RunArrived():
            return _arrived(incident, event)
        case ev.RunClosed():
            return _closed(incident, incident.runs[event.run])
        case ev.RunHalted():
            return with_run(incident, replace(incident.runs[event.run], halted=True))
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
        alone=incident.runs[event.parent].alone if event.parent else 0,
    )
    owed = {**incident.owed, **{item.id: item for item in event.owed}}
    after = with_run(replace(incident, owed=owed), run)
    if not event.parent:
        return after
    # A call that is stuck may be called again; nothing of the former try stands in the way.
    return with_visit(
        after,
        event.parent,
        event.parent_visit,
        lambda visit: replace(visit, child=event.run, items=(Item(),)),
    )


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
        by=event.by,
    )
    return with_run(incident, replace(incident.runs[event.run], visit=visit))


_Leaving: TypeAlias = ev.OutcomeTaken | ev.Jumped | ev.AnytimeTaken | ev.RunStopped


def _left(incident: Incident, event: _Leaving, stamp: Stamp) -> Incident:
    run = incident.runs[event.run]
    outcome, to, how = _way(event)
    by = HANDRAIL if how in {"itself", "time"} else stamp.by
    left = Left(event.visit, event.step, event.title, outcome, to, by, stamp.at, skipped=how == "skip")
    alone = run.alone + 1 if how == "itself" else 0
    halted = run.halted and how == "itself"
    alert = event.alert if isinstance(event, ev.AnytimeTaken) else ""
    alerted = (*run.alerted, alert) if alert else run.alerted
    after = replace(run, left=(*run.left, left), visit=None, alone=alone, halted=halted, alerted=alerted)
    return with_run(incident, after)


def _way(event: _Leaving) -> tuple[str, str, ev.How]:
    """What was taken, where it leads, and who took it."""
    match event:
        case ev.OutcomeTaken():
            return event.outcome, event.to, event.how
        case ev.Jumped():
            return "jump", event.to, "person"
        case ev.AnytimeTaken():
            return event.anytime, event.to, "person"
        case ev.RunStopped():
            return event.how, "", "person"
        case _:
            assert_never(event)


def _stuck(incident: Incident, event: ev.CallStuck) -> Incident:
    def stuck(visit: Visit) -> Visit:
        return replace(visit, child="", items=(replace(visit.items[0], state="stuck", why=event.why),))

    return with_visit(incident, event.run, event.visit, stuck)


def with_person(incident: Incident, name: str) -> Incident:
    """After a person had a part in a run: it moves on from them, and no longer alone."""
    return with_run(incident, replace(incident.runs[name], alone=0, halted=False))


def _closed(incident: Incident, run: Run) -> Incident:
    after = with_run(incident, replace(run, mode="closed", visit=None))
    if not run.parent:
        return after
    return with_run(after, replace(after.runs[run.parent], alone=run.alone))


def _arrived(incident: Incident, event: ev.RunArrived) -> Incident:
    run = replace(incident.runs[event.run], mode="closing", visit=None, end=event.end)
    run = replace(run, end_kind=event.end_kind)
    if not event.drops_evidence:
        return with_run(incident, run)
    owed = {
        key: replace(item, required=False) if item.run == run.id and item.kind == "evidence" else item
        for key, item in incident.owed.items()
    }
    return with_run(replace(incident, owed=owed), run)
