"""One line of a drill: what people do and what the world answers, until the step is left."""

from typing import assert_never

from bot.authoring.drill import Act, Line, Plain, Take
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.child import play_child
from bot.authoring.drills.deeds import act
from bot.authoring.drills.running import Came, come_to_trouble, play_run
from bot.authoring.drills.saying import say
from bot.authoring.drills.several import play_several
from bot.authoring.drills.stage import Stage
from bot.authoring.drills.waiting import play_wait
from bot.authoring.problem import did_you_mean
from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Run, Step, Update, Wait
from bot.core.signals import Answer, Perform, Pick, Send
from bot.core.values import Value, Values

_OF_A_RUN = ("verdict", "outcome", "rows", "result", "by_hand", "trouble")


def play(stage: Stage, line: Line) -> None:
    """Do what the line says. Raises Astray or the core's Refusal when that is not how it goes."""
    if isinstance(line, Act):
        act(stage, line)
    else:
        _take(stage, line)


def _take(stage: Stage, line: Take) -> None:
    here = stage.here()
    if stage.is_over():
        raise Astray(f"expects to be at `{line.step}`, but the walk has ended at `{here}`.")
    if here.startswith(f"{line.step}/"):
        play_child(stage, line.step, outcome_in(line.answer))
        return
    if line.step.startswith(f"{here}/"):
        here = _called_again(stage)
    if here != line.step:
        raise Astray(f"expects to be at `{line.step}`, but the walk is at `{here}`.")
    _take_here(stage, line.answer)


def _called_again(stage: Stage) -> str:
    """Call once more what came back without an end, if that is where the walk stands; where it is then."""
    _, visit, step = stage.at()
    if isinstance(step.kind, Call) and visit.items[0].state == "stuck":
        stage.send(Perform(stage.place()))
    return stage.here()


def _take_here(stage: Stage, answer: Plain) -> None:
    run, visit, step = stage.at()
    if waits_for_answer(run, step):
        say(stage, Answer(stage.place(), facts_in(answer), stage.token()))
        return
    match step.kind:
        case _ if step.is_side_by_side:
            play_several(stage, answer)
        case Do() | Choose() | Ask() | ListOf():
            say(stage, Pick(stage.place(), _known(step, outcome_in(answer)), stage.token()))
        case Update():
            _known(step, outcome_in(answer))
            say(stage, Send(stage.place(), visit.draft, stage.token()))
        case Run():
            _play_run(stage, step, answer)
        case Wait() if not unmet_gates(stage.incident, run):
            play_wait(stage, _known(step, outcome_in(answer)), _verdict_in(answer, default=""))
        case Call() if visit.items[0].state == "stuck":
            stage.send(Perform(stage.place()))
            play_child(stage, step.id, outcome_in(answer))
        case Wait() | Call():
            raise _not_begun(stage)
        case _:
            assert_never(step.kind)


def _play_run(stage: Stage, step: Step, answer: Plain) -> None:
    """`ok`, or `{verdict: ok, rows: [1, 2], outcome: none}` with what is not as the verdict says.

    `result` replaces values of the sample, `by_hand` records it, `trouble` leaves the step without a verdict.
    """
    told = answer if isinstance(answer, dict) else {}
    for key in told:
        if key not in _OF_A_RUN:
            raise Astray(f"a result has no `{key}`.", did_you_mean(key, _OF_A_RUN))
    if "trouble" in told:
        come_to_trouble(stage, str(told["trouble"]))
        return
    verdict = _verdict_in(answer)
    outcome = told.get("outcome", verdict)
    if not isinstance(outcome, str):
        raise Astray("an outcome belongs here.", "Write for example `none`.")
    came = Came(
        verdict if told.get("verdict") else "",
        _rows_in(answer),
        facts_in(told["result"]) if "result" in told else {},
        told.get("by_hand") is True,
    )
    play_run(stage, _known(step, outcome), came)


def _rows_in(answer: Plain) -> tuple[int, ...] | None:
    """Rows of the result's table, which people count from 1; None where the line names none."""
    if not isinstance(answer, dict) or "rows" not in answer:
        return None
    named = answer["rows"]
    rows = named if isinstance(named, list) else [named]
    found = tuple(row - 1 for row in rows if isinstance(row, int) and not isinstance(row, bool) and row > 0)
    if len(found) != len(rows):
        raise Astray("rows are counted from 1.", "Write `rows: 1`, or `rows: [1, 2]`.")
    return found


def _not_begun(stage: Stage) -> Astray:
    run, _, _ = stage.at()
    missing = ", ".join(f"`{gate.id.partition('/')[2]}`" for gate in unmet_gates(stage.incident, run))
    return Astray(
        f"`{stage.here()}` has not begun: evidence is missing, {missing}.", "Write `collect:` first."
    )


def _known(step: Step, outcome: str) -> str:
    if outcome not in step.outcomes:
        raise Astray(f"`{outcome}` is not an outcome of `{step.id}`.", did_you_mean(outcome, step.outcomes))
    return outcome


def outcome_in(answer: Plain) -> str:
    """The outcome that a line names: `done`, or `{outcome: done, …}`."""
    found = answer.get("outcome", "") if isinstance(answer, dict) else answer
    if not isinstance(found, str) or not found:
        raise Astray("an outcome belongs here.", "Write for example `done`.")
    return found


def _verdict_in(answer: Plain, default: str | None = None) -> str:
    found = answer.get("verdict", default) if isinstance(answer, dict) else default
    if found is None and isinstance(answer, str):
        return answer
    if not isinstance(found, str):
        raise Astray("a verdict belongs here.", "Write for example `ok`.")
    return found


def facts_in(answer: Plain) -> Values:
    """Answers as a person would type them."""
    if not isinstance(answer, dict):
        raise Astray("this step asks for facts.", "Write `{fact: value}`.")
    return {name: _value(value) for name, value in answer.items()}


def _value(value: Plain) -> Value:
    if isinstance(value, list):
        return tuple(str(part) for part in value)
    if value is None or isinstance(value, dict):
        raise Astray("a fact cannot hold this.")
    return value
