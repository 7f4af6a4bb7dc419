"""A called runbook that a drill does not spell out: walked the shortest way to the end that is named.

Its own drills look at the ways inside; its caller's drills need only that it ended so.
"""

from typing import assert_never

from bot.authoring.checks.walks import graph_of, shortest
from bot.authoring.drills.answers import answers_for, any_answers
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.running import play_run
from bot.authoring.drills.saying import say
from bot.authoring.drills.several import play_several
from bot.authoring.drills.stage import Stage
from bot.authoring.drills.waiting import play_wait
from bot.core.incident import Run
from bot.core.performing import unmet_gates
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Runbook, Step, Update, Wait
from bot.core.runbook import Run as RunKind
from bot.core.signals import Answer, Collect, Pick, Send

STEPS = 100
"""So many steps of a child, and the drill gives up."""


def play_child(stage: Stage, call: str, end: str) -> None:
    """Walk what is called at the step `call` to this end."""
    child = next(
        run for run in stage.incident.runs.values() if run.is_walking and _called_at(stage, run, call)
    )
    if end not in stage.rulebook.of(child).ends:
        raise Astray(f"`{child.runbook}` has no end `{end}`.")
    for _ in range(STEPS):
        if not stage.incident.runs[child.id].is_walking:
            break
        run = stage.run()
        _step(stage, run, _goal(stage, run, child.id, end))
    arrived = stage.incident.runs[child.id].end
    if arrived != end:
        ended = f"ended as `{arrived}`" if arrived else "goes round and does not end"
        raise Astray(f"`{child.runbook}` {ended}, and was to end as `{end}`.", _SPELL_OUT)


_SPELL_OUT = "Name its steps in the walk: `call/step: outcome`."


def _called_at(stage: Stage, run: Run, call: str) -> bool:
    return bool(run.parent) and stage.named(run.id, "").removesuffix("/") == call


def _goal(stage: Stage, run: Run, child: str, end: str) -> str:
    """The end that this run should come to; for a run called in turn, the one that leads its caller on."""
    if run.id == child:
        return end
    parent = stage.incident.runs[run.parent]
    assert parent.visit is not None
    return _next(stage.rulebook.of(parent), parent.visit.step, _goal(stage, parent, child, end))


def _next(book: Runbook, step: str, goal: str) -> str:
    """The outcome of the step that leads to the goal soonest."""
    walk = shortest(graph_of(book), step, goal)
    if walk is None:
        raise Astray(f"from `{step}`, `{book.id}` cannot come to `{goal}` any more.", _SPELL_OUT)
    return next(outcome.name for outcome in book.steps[step].outcomes.values() if outcome.to == walk[1])


def _step(stage: Stage, run: Run, goal: str) -> None:
    """Do one thing in the innermost run: answer what it needs, keep what gates it, or take the step."""
    book = stage.rulebook.of(run)
    _, visit, step = stage.at()
    gates = unmet_gates(stage.incident, run)
    if gates:
        stage.send(Collect(gates[0].id, "kept in the drill"))
    elif visit.needs:
        stage.send(Answer(stage.place(), any_answers(book, visit.needs)))
    else:
        _take(stage, run, book, step, _next(book, step.id, goal))


def _take(stage: Stage, run: Run, book: Runbook, step: Step, outcome: str) -> None:
    match step.kind:
        case Ask(facts=asked):
            answers = answers_for(book, step, asked, outcome, run, stage.incident)
            if answers is None:
                raise Astray(f"no answer was found that leads `{stage.here()}` to `{outcome}`.", _SPELL_OUT)
            say(stage, Answer(stage.place(), answers, stage.token()))
        case _ if step.is_side_by_side:
            play_several(stage, outcome)
        case RunKind():
            play_run(stage, outcome)
        case Wait():
            play_wait(stage, outcome)
        case Update():
            say(stage, Send(stage.place(), stage.at()[1].draft, stage.token()))
        case Do() | Choose() | Call() | ListOf():
            say(stage, Pick(stage.place(), outcome, stage.token()))
        case _:
            assert_never(step.kind)
