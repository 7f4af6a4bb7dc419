"""Lines of how a walk moves: runs, steps, outcomes, ways out, facts."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told
from bot.core.timeline.results import said
from bot.core.values import shown


def of_walk(event: ev.Walking) -> Told | None:
    """Where the walk went and what was learned; clocks and good polls are not told."""
    match event:
        case ev.RunStarted():
            called = ", called from a step" if event.parent else ""
            return Told("walk", f"Started the runbook “{event.title}”{called}")
        case ev.StepEntered():
            return Told("walk", f"At “{event.title}” ({event.phase})")
        case ev.OutcomeTaken():
            return _outcome(event)
        case ev.Jumped():
            what = "Saw something else at" if event.saw else "Jumped from"
            text = f"{what} “{event.title}”, went to “{event.to}”"
            return Told("walk", text, event.reason, deviation=True)
        case ev.RunArrived():
            return Told("walk", f"The runbook ended: {event.end}")
        case ev.RunClosed():
            return (
                Told("walk", "The called runbook was abandoned", deviation=True) if event.abandoned else None
            )
        case ev.RunHalted():
            return Told("trouble", "The walk moved too often without a person and stopped")
        case ev.FactSet():
            return Told("fact", f"{event.about or event.fact} {shown(event.value)} ({event.source})")
        case ev.Polled():
            return None if event.good else Told("command", f"A look failed: {said(event.result)}")
        case ev.AnytimeSuggested() | ev.AnytimeTaken() | ev.RunStopped() | ev.CallStuck():
            return _of_ways_out(event)
        case (
            ev.ClockStarted()
            | ev.ClockStopped()
            | ev.NeedsAnswered()
            | ev.PollStarted()
            | ev.QuestionAnswered()
            | ev.WaitBegan()
        ):
            return None
        case _:
            assert_never(event)


def _of_ways_out(event: ev.AnytimeSuggested | ev.AnytimeTaken | ev.RunStopped | ev.CallStuck) -> Told:
    match event:
        case ev.AnytimeSuggested():
            return Told("walk", f"An alert suggests “{event.label}”", event.about)
        case ev.AnytimeTaken():
            by_alert = ", by an alert" if event.alert else ""
            return Told("walk", f"Left “{event.title}”: {event.label}{by_alert}", event.about)
        case ev.RunStopped(how="abort"):
            return Told("walk", f"Gave the runbook up at “{event.title}”", event.reason, deviation=True)
        case ev.RunStopped():  # the line of what ended it says why
            return Told("walk", f"The walk stopped at “{event.title}”")
        case ev.CallStuck():
            return Told("trouble", f"“{event.title}” does not go on by itself", event.why)
        case _:
            assert_never(event)


def _outcome(event: ev.OutcomeTaken) -> Told:
    way = event.label or event.outcome
    match event.how:
        case "skip":
            return Told("walk", f"Skipped “{event.title}” as {way}", event.reason, deviation=True)
        case "override":
            return Told("walk", f"“{event.title}”: {way}, against the verdict", event.reason, deviation=True)
        case _:
            return Told("walk", f"“{event.title}”: {way}", event.reason)
