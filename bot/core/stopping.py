"""A walk that people end before one of its ends: given up, or over because the incident is."""

from typing import Literal

from bot.core import events as ev
from bot.core.aim import moved
from bot.core.draft import Draft
from bot.core.incident import Run
from bot.core.owing import needs_reason, only_commander
from bot.core.refusals import Unknown
from bot.core.runbook import EndKind
from bot.core.signals import Abort, Place
from bot.core.walking import arrive, give_back, leave


def abort(draft: Draft, what: Abort) -> None:
    """Give a walk up: no evidence is wanted any more, undos stay owed. A caller is stuck, and says why."""
    run = draft.incident.runs.get(what.run)
    if run is None:
        raise Unknown(f"There is no run `{what.run}` in {draft.incident.id}.")
    if run.visit is None or not run.is_walking:
        raise moved(run, Place(run.id, 0))
    only_commander(draft, "give the walk up")
    reason = needs_reason(what.reason, "give the walk up")
    stop(draft, run, "abort", reason)
    if run.parent:
        draft.emit(ev.RunArrived(run.id, "aborted", "cancelled", drops_evidence=True))
        give_back(draft, run.id, f"it was given up by {draft.signal.by.name}: {reason}")
        return
    ends = draft.rulebook.of(run).ends
    end = next((end for end, kind in ends.items() if kind == "cancelled"), "aborted")
    arrive(draft, run.id, end, "cancelled")


def end_walks(draft: Draft, reason: str, *, false_alarm: bool) -> None:
    """The incident is resolved, so nothing is walked any more; what is owed stays owed."""
    kind: EndKind = "false_alarm" if false_alarm else "fixed"
    for run in draft.incident.top_runs():
        if run.is_walking:
            stop(draft, run, "resolve", reason)
            arrive(draft, run.id, "resolved", kind)


def stop(draft: Draft, run: Run, how: Literal["abort", "resolve", "merge"], reason: str) -> None:
    """Leave the present step for nowhere."""
    assert run.visit is not None
    leave(draft, run.id)
    visit = run.visit
    draft.emit(ev.RunStopped(run.id, visit.number, visit.step, visit.title, how, reason))
