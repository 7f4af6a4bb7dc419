"""What people read of the log: one line an event, in words. Shown in Slack and in the postmortem.

Texts are plain: whoever shows them escapes them. Times stand beside the line, not in it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, assert_never

from bot.core import events as ev
from bot.core.incident import Stamp
from bot.core.result import CommandResult
from bot.core.signals import Actor, Mark
from bot.core.timeline_of_moves import of_moves
from bot.core.values import shown

LineKind: TypeAlias = Literal[
    "life", "walk", "command", "approval", "fact", "evidence", "people", "note", "trouble"
]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `deviation`: something went against the runbook."""

    at: datetime
    by: Actor
    kind: LineKind
    text: str
    detail: str = ""
    """Foreign text (an output, a reason, a note): shown without mark-up."""
    digest: str = ""
    deviation: bool = False


def line(event: ev.Event, stamp: Stamp) -> Line | None:
    """The line of an event, or None for what people need not read."""
    found = _text(event)
    if found is None:
        return None
    kind, text, detail, digest, deviation = found
    return Line(stamp.at, stamp.by, kind, text, detail, digest, deviation)


_Said: TypeAlias = tuple[LineKind, str, str, str, bool] | None


def _text(event: ev.Event) -> _Said:
    match event:
        case (
            ev.IncidentDeclared()
            | ev.Acknowledged()
            | ev.SeverityChanged()
            | ev.MitigationProposed()
            | ev.ResolveProposed()
            | ev.Mitigated()
            | ev.Resolved()
            | ev.Closed()
            | ev.RoleTaken()
            | ev.NoteAdded()
            | ev.ChannelCreated()
            | ev.DraftAsked()
            | ev.DraftWritten()
            | ev.MapAsked()
            | ev.MapDrawn()
            | ev.EffectDied()
            | ev.DeadlinePassed()
        ):
            return _of_room(event)
        case (
            ev.CommandStarted()
            | ev.CommandFinished()
            | ev.CommandInterrupted()
            | ev.CommandCancelled()
            | ev.ResultRecorded()
            | ev.RowsPicked()
            | ev.ItemTicked()
            | ev.Polled()
            | ev.ApprovalRequested()
            | ev.ApprovalSettled()
        ):
            return _of_command(event)
        case (
            ev.RunStarted()
            | ev.StepEntered()
            | ev.OutcomeTaken()
            | ev.Jumped()
            | ev.RunArrived()
            | ev.RunClosed()
            | ev.RunHalted()
            | ev.FactSet()
            | ev.UndoOwed()
            | ev.OwedMet()
            | ev.OwedWaived()
        ):
            return _of_walk(event)
        case (
            ev.AnytimeSuggested()
            | ev.AnytimeTaken()
            | ev.UpdateSent()
            | ev.RunStopped()
            | ev.CallStuck()
            | ev.Reopened()
        ):
            text, detail, deviates = of_moves(event)
            return _KINDS.get(type(event), "walk"), text, detail, "", deviates
        case _:
            return None


_KINDS: Final[dict[type, LineKind]] = {ev.Reopened: "life", ev.CallStuck: "trouble"}


_Room: TypeAlias = (
    ev.IncidentDeclared
    | ev.Acknowledged
    | ev.SeverityChanged
    | ev.MitigationProposed
    | ev.ResolveProposed
    | ev.Mitigated
    | ev.Resolved
    | ev.Closed
    | ev.RoleTaken
    | ev.NoteAdded
    | ev.ChannelCreated
    | ev.DraftAsked
    | ev.DraftWritten
    | ev.MapAsked
    | ev.MapDrawn
    | ev.EffectDied
    | ev.DeadlinePassed
)


def _of_room(event: _Room) -> _Said:
    match event:
        case ev.IncidentDeclared():
            if event.procedure:
                return "life", f"Began {event.id}: {event.title}", "", "", False
            return "life", f"Declared {event.id}, {event.severity}: {event.title}", "", "", False
        case ev.Acknowledged():
            return "life", "Acknowledged", "", "", False
        case ev.SeverityChanged():
            how = " by a rule of the runbook" if event.itself else ""
            return "life", f"Severity {event.former} → {event.to}{how}", event.reason, "", False
        case ev.MitigationProposed():
            return None
        case ev.ResolveProposed():
            what = "a false alarm" if event.false_alarm else "resolved"
            return "life", f"Proposed as {what}", "", "", False
        case ev.Mitigated():
            return "life", "Mitigated", "", "", False
        case ev.Resolved():
            what = "Resolved as a false alarm" if event.false_alarm else "Resolved"
            late = " while the runbook was still being walked" if event.reason else ""
            return "life", what + late, event.reason, "", bool(event.reason)
        case ev.Closed():
            return "life", "Closed", "", "", False
        case ev.RoleTaken():
            former = f" from {event.former.name}" if event.former else ""
            return "people", f"{event.holder.name} is {event.title}{former}", "", "", False
        case ev.NoteAdded():
            return "note", "Note", event.text, "", False
        case ev.ChannelCreated() | ev.DraftAsked() | ev.DraftWritten() | ev.MapAsked() | ev.MapDrawn():
            return None
        case ev.EffectDied():
            return "trouble", f"Could not be delivered: {event.effect_kind}", event.why, "", False
        case ev.DeadlinePassed():
            late = f", told {event.late_seconds // 60} min late" if event.late_seconds >= 60 else ""
            return "trouble", f"Overdue: {event.title}{late}", "", "", False
        case _:
            assert_never(event)


_Command: TypeAlias = (
    ev.CommandStarted
    | ev.CommandFinished
    | ev.CommandInterrupted
    | ev.CommandCancelled
    | ev.ResultRecorded
    | ev.RowsPicked
    | ev.ItemTicked
    | ev.Polled
    | ev.ApprovalRequested
    | ev.ApprovalSettled
)


def _of_command(event: _Command) -> _Said:
    match event:
        case ev.CommandStarted():
            again = f" (try {event.attempt})" if event.attempt > 1 else ""
            return "command", f"Ran “{event.title}”{again}", event.text, "", False
        case ev.CommandFinished():
            late = "" if event.counts else " (after its step was left; it moved nothing)"
            return (
                "command",
                f"{event.title}: {said(event.result)}{late}",
                _shown(event.result),
                event.result.output,
                False,
            )
        case ev.CommandInterrupted():
            how = (
                "it only reads and is run again"
                if event.again
                else "it may have run, or not; a person must look"
            )
            return "trouble", f"“{event.title}” was interrupted: {how}", "", "", False
        case ev.CommandCancelled():
            return "command", f"Cancelled “{event.title}”", "", "", False
        case ev.ResultRecorded():
            due = " without the approval that was due" if event.deviation else ""
            text = f"{event.title}: {said(event.result)}, recorded by hand{due}"
            return "command", text, "", event.result.output, event.deviation
        case ev.RowsPicked():
            many = {0: "no row", 1: "a row"}.get(len(event.rows), f"{len(event.rows)} rows")
            return "walk", f"Picked {many} of “{event.title}”", "", "", False
        case ev.ItemTicked():
            return "walk", f"{event.title}: {TICKS[event.outcome]}", event.note, "", False
        case ev.Polled():
            return None if event.good else ("command", f"A look failed: {said(event.result)}", "", "", False)
        case ev.ApprovalRequested(approval=approval):
            groups = " or ".join(approval.groups)
            return "approval", f"Asked {groups} to approve", approval.what, "", False
        case ev.ApprovalSettled():
            words = {
                "granted": "Approved",
                "denied": "Denied",
                "expired": "Approval expired",
                "void": "Approval void",
            }
            return "approval", words[event.state], event.reason, "", False
        case _:
            assert_never(event)


TICKS: dict[Mark, str] = {
    "passed": "done",
    "failed": "failed",
    "not_applicable": "not applicable",
    "open": "open again",
}
"""What a tick says, in words."""


def said(result: CommandResult) -> str:
    """A result in a few words."""
    if not result.trouble:
        return result.reading.verdict
    words = {
        "not_started": "did not start",
        "timed_out": "timed out",
        "refused": "was refused",
        "unreadable": "its output does not read as declared",
        "interrupted": "was interrupted",
        "cancelled": "was cancelled",
    }
    return f"{words[result.trouble]}: {result.why}" if result.why else words[result.trouble]


def _shown(result: CommandResult) -> str:
    return ", ".join(f"{name}: {shown(value)}" for name, value in result.reading.values.items())[:500]


_Walk: TypeAlias = (
    ev.RunStarted
    | ev.StepEntered
    | ev.OutcomeTaken
    | ev.Jumped
    | ev.RunArrived
    | ev.RunClosed
    | ev.RunHalted
    | ev.FactSet
    | ev.UndoOwed
    | ev.OwedMet
    | ev.OwedWaived
)


def _of_walk(event: _Walk) -> _Said:
    match event:
        case ev.RunStarted():
            called = ", called from a step" if event.parent else ""
            return "walk", f"Started the runbook “{event.title}”{called}", "", "", False
        case ev.StepEntered():
            return "walk", f"At “{event.title}” ({event.phase})", "", "", False
        case ev.OutcomeTaken():
            return _outcome(event)
        case ev.Jumped():
            what = "Saw something else at" if event.saw else "Jumped from"
            return "walk", f"{what} “{event.title}”, went to “{event.to}”", event.reason, "", True
        case ev.RunArrived():
            return "walk", f"The runbook ended: {event.end}", "", "", False
        case ev.RunClosed():
            return ("walk", "The called runbook was abandoned", "", "", True) if event.abandoned else None
        case ev.RunHalted():
            return "trouble", "The walk moved too often without a person and stopped", "", "", False
        case ev.FactSet():
            return "fact", f"{event.about or event.fact} {shown(event.value)} ({event.source})", "", "", False
        case ev.UndoOwed(owed=owed):
            return "evidence", f"To be put back later: {owed.title}", "", "", False
        case ev.OwedMet():
            return "evidence", f"Done or kept: {event.title}", event.text, event.digest, False
        case ev.OwedWaived():
            return "evidence", f"Waived: {event.title}", event.reason, "", True
        case _:
            assert_never(event)


def _outcome(event: ev.OutcomeTaken) -> _Said:
    way = event.label or event.outcome
    match event.how:
        case "skip":
            return "walk", f"Skipped “{event.title}” as {way}", event.reason, "", True
        case "override":
            return "walk", f"“{event.title}”: {way}, against the verdict", event.reason, "", True
        case _:
            return "walk", f"“{event.title}”: {way}", event.reason, "", False
