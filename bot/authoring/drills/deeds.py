"""What a line may do besides taking a step."""

from typing import assert_never

from bot.authoring.drill import Act
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.owing import find_owed
from bot.authoring.drills.running import pending, runs_next, started
from bot.authoring.drills.saying import agree, request
from bot.authoring.drills.stage import MONITORING, SECOND, Stage
from bot.core.incident import Approval
from bot.core.policy import APPROVAL_LASTS
from bot.core.refusals import Gated, Refusal
from bot.core.runbook import Ask, Run, Update
from bot.core.signals import (
    HANDRAIL,
    Abort,
    Alert,
    Answer,
    BreakGlass,
    Collect,
    Deny,
    Interrupted,
    Jump,
    Perform,
    Pick,
    Send,
    Skip,
    TakeAnytime,
    Tick,
    Undone,
    Waive,
    What,
)

REASON = "as the drill says"
_AT_IT = frozenset({"refused", "kill", "approve", "deny", "expire", "break-glass", "abort"})
"""Deeds that name the step they expect to be at."""


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
        case "alert":
            _alert(stage, line)
        case (
            "refused"
            | "kill"
            | "approve"
            | "deny"
            | "expire"
            | "break-glass"
            | "skip"
            | "jump"
            | "anytime"
            | "abort"
        ):
            if stage.is_over():
                raise Astray(f"the walk has ended at `{stage.here()}`.")
            _at_the_step(stage, line)
        case _:
            assert_never(line.deed)


def _at_the_step(stage: Stage, line: Act) -> None:
    here = stage.here()
    if line.deed in _AT_IT and line.name not in {
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
            request(stage)
            asked = _asked(stage)
            if asked.subject == "run":
                started(stage, runs_next(stage, asking=True))
            else:
                agree(stage)
        case "deny":
            request(stage)
            asked = _asked(stage)
            stage.send(Deny(asked.token, frozenset(asked.groups), REASON), SECOND)
        case "expire":
            request(stage)
            _asked(stage)
            stage.elapse(APPROVAL_LASTS)
        case "break-glass":
            request(stage)
            _break_glass(stage, _asked(stage))
        case "anytime":
            stage.send(TakeAnytime(_offering(stage, line.name), line.name))
        case "abort":
            stage.send(Abort(stage.run().id, REASON))
        case "skip":
            stage.send(Skip(stage.place(), line.name, REASON))
        case _:
            stage.send(Jump(stage.place(), line.name, REASON))


def _break_glass(stage: Stage, asked: Approval) -> None:
    """Nobody answers, and who asked does it alone, as the policy allows."""
    glass = stage.rulebook.policy.break_glass
    if asked.glass_at is not None:
        stage.elapse(asked.glass_at - stage.now)
    groups = frozenset(glass.change if glass else ())
    item = runs_next(stage, asking=True)
    stage.send(BreakGlass(asked.token, REASON, groups, stage.plan(item)))
    started(stage, item)


def _offering(stage: Stage, way: str) -> str:
    """The innermost walk that has this way out: the present one, or one that called it."""
    run = stage.run()
    while way not in stage.rulebook.of(run).anytime and run.parent:
        run = stage.incident.runs[run.parent]
    return run.id


def _alert(stage: Stage, line: Act) -> None:
    """An alert fires; it has to take or suggest a way out, else the line shows nothing."""
    before = len(stage.log)
    stage.send(Alert(f"drill/{before}", dict(line.labels)), MONITORING)
    if len(stage.log) == before:
        raise Astray(
            f"no way out of `{stage.here()}` asks for this alert.",
            "Look at `alert:` and `during:` of `anytime`.",
        )


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
        case Update():
            return Send(stage.place(), "as drafted")
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
