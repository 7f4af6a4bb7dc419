"""What a line may do besides taking a step."""

from typing import assert_never

from bot.authoring.drill import Act
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.owing import find_owed
from bot.authoring.drills.running import ask, pending, runs_next, started
from bot.authoring.drills.stage import SECOND, Stage
from bot.core.incident import Approval
from bot.core.refusals import Gated, Refusal
from bot.core.runbook import Ask, Run
from bot.core.signals import (
    HANDRAIL,
    Answer,
    Collect,
    Deny,
    Interrupted,
    Jump,
    Perform,
    Pick,
    Skip,
    Tick,
    Undone,
    Waive,
    What,
)

REASON = "as the drill says"


def act(stage: Stage, line: Act) -> None:
    """Do it. Raises Astray or the core's Refusal when that is not how it goes."""
    match line.deed:
        case "collect":
            stage.send(Collect(find_owed(stage, "evidence", line.name).id, "kept in the drill"))
        case "undone":
            stage.send(Undone(find_owed(stage, "undo", line.name).id))
        case "waive":
            owed = find_owed(stage, "", line.name)
            stage.send(Waive(owed.id, REASON, stage.token()))
        case "elapse":
            assert line.duration is not None, "the reader sees to it"
            stage.elapse(line.duration)
        case "anytime":
            raise Astray("`anytime` is not walked yet.")
        case "refused" | "kill" | "approve" | "deny" | "skip" | "jump":
            if stage.is_over():
                raise Astray(f"the walk has ended at `{stage.here()}`.")
            _at_the_step(stage, line)
        case _:
            assert_never(line.deed)


def _at_the_step(stage: Stage, line: Act) -> None:
    here = stage.here()
    if line.deed in {"refused", "kill", "approve", "deny"} and line.name not in {
        "",
        here,
        here.rpartition("/")[2],
    }:
        raise Astray(f"expects to be at `{line.name}`, but the walk is at `{stage.here()}`.")
    match line.deed:
        case "refused":
            _refused(stage)
        case "kill":
            _kill(stage, bool(line.name))
        case "approve":
            ask(stage, runs_next(stage))
            _asked(stage)
            started(stage, runs_next(stage))
        case "deny":
            ask(stage, runs_next(stage))
            request = _asked(stage)
            stage.send(Deny(request.token, frozenset(request.groups), REASON), SECOND)
        case "skip":
            stage.send(Skip(stage.place(), line.name, REASON))
        case _:
            stage.send(Jump(stage.place(), line.name, REASON))


def _refused(stage: Stage) -> None:
    """Try to do the step; the gate must decline it."""
    try:
        stage.send(_attempt(stage))
    except Gated:
        return
    except Refusal as other:
        raise Astray(f"`{stage.here()}` is refused, but not because evidence is missing: {other}") from None
    raise Astray("nothing refused it.", "Give an evidence item `before: [STEP]`, or take this line out.")


def _attempt(stage: Stage) -> What:
    _, visit, step = stage.at()
    match step.kind:
        case _ if step.is_side_by_side:
            return Tick(stage.place(), visit.items[0].id if visit.items else "", "not_applicable")
        case Run():
            return Perform(stage.place(), plan=stage.plan(), token=stage.token())
        case Ask():
            return Answer(stage.place(), {})
        case _:
            return Pick(stage.place(), next(iter(step.outcomes)))


def _asked(stage: Stage) -> Approval:
    request = pending(stage)
    if request is None:
        raise Astray(f"`{stage.here()}` asks nobody for an approval.")
    return request


def _kill(stage: Stage, during: bool) -> None:
    """The bot dies, in the middle of the step's command if `during`, and starts again."""
    if during:
        started(stage, runs_next(stage))
    running = list(stage.asked)
    stage.restart()
    for effect in running:
        del stage.asked[effect]
        stage.send(Interrupted(effect), HANDRAIL)
