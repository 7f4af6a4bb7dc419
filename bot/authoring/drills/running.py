"""A `run` in a drill: a person starts it, a second one approves where that is due, the sample comes back."""

from bot.authoring.drills.astray import Astray
from bot.authoring.drills.stage import RESPONDER, SECOND, Stage
from bot.authoring.problem import did_you_mean
from bot.core.incident import Approval
from bot.core.runbook import Run
from bot.core.signals import Approve, Perform, Pick, Record


def play_run(stage: Stage, verdict: str) -> None:
    """Run it, with this verdict, and go on by it. What the bot cannot run is recorded by hand."""
    _, _, step = stage.at()
    assert isinstance(step.kind, Run)
    place, command = stage.place(), step.kind.command
    has_sample(stage, command, verdict)
    if stage.rulebook.is_by_hand(command):
        result = stage.sample(command, verdict)
        stage.send(Record(place, reading=result.reading, output=result.output))
    else:
        stage.give(started(stage), verdict)
    if not step.kind.auto:
        stage.send(Pick(place, verdict))


def has_sample(stage: Stage, command: str, verdict: str) -> None:
    """Raise Astray where the catalogue has no sample of this verdict."""
    samples = stage.readers[command].samples
    if verdict not in samples:
        raise Astray(f"`{command}` has no sample for `{verdict}`.", did_you_mean(verdict, samples))


def started(stage: Stage) -> str:
    """Start the command of the step unless it runs already; its effect."""
    ask(stage)
    approval = pending(stage)
    if approval is not None:
        _, _, step = stage.at()
        plan = stage.plan(stage.run(), step)
        stage.send(Approve(approval.token, frozenset(approval.groups), plan), SECOND)
    _, visit, _ = stage.at()
    return visit.items[0].effect


def ask(stage: Stage) -> None:
    """Press the button, unless it was pressed."""
    run, visit, step = stage.at()
    if not isinstance(step.kind, Run):
        raise Astray(f"`{stage.here()}` runs no command.")
    if visit.items[0].state not in {"asked", "running"}:
        stage.send(Perform(stage.place(), plan=stage.plan(run, step), token=stage.token()), RESPONDER)


def pending(stage: Stage) -> Approval | None:
    """The request that waits for a second person at this step."""
    place = stage.place()
    for approval in stage.incident.approvals.values():
        if approval.state == "pending" and (approval.run, approval.visit) == (place.run, place.visit):
            return approval
    return None
