"""What a result does: facts are set, evidence is kept, a wait ends or looks again."""

from datetime import timedelta

from bot.core import events as ev
from bot.core.aim import item_of
from bot.core.draft import Draft
from bot.core.performing import keep_output, poll, scope_of, set_fact_from_result
from bot.core.picking import go_on
from bot.core.result import CommandResult
from bot.core.runbook import Wait
from bot.core.tasks import task_of
from bot.core.walking import move_when_done, take_itself

FAILURES_SHOWN = 3
"""So many failed looks in a row are told."""


def settle(draft: Draft, name: str, item: str, result: CommandResult) -> None:
    """After a result that counts: facts are set, evidence is kept, and what goes by itself goes on."""
    if result.trouble:
        return
    run = draft.incident.runs[name]
    assert run.visit is not None
    step, of = draft.rulebook.step(run), item_of(run.visit, item)
    scope = scope_of(draft.incident, run, draft, of)
    if result.reading.values or not of.by_hand:
        for fact, expression in task_of(step, of).sets.items():
            value = expression.value(scope)
            if value is not None:
                set_fact_from_result(draft, name, fact, value, of.title or run.visit.title)
    if step.is_side_by_side:
        move_when_done(draft, name, by_tick=False)
        return
    keep_output(draft, name, step.id, f"verdict: {result.reading.verdict}", result.output)
    go_on(draft, name)


def look_again(draft: Draft, name: str) -> None:
    """The next look of a wait. When only a person can look by now, it is a failed one and the last."""
    kind = draft.rulebook.step(draft.incident.runs[name]).kind
    assert isinstance(kind, Wait)
    if draft.rulebook.is_by_hand(kind.command):
        judge_poll(draft, name, CommandResult("not_started", "only a person can run it here now"))
    else:
        poll(draft, name)


def judge_poll(draft: Draft, name: str, result: CommandResult) -> None:
    """What one look of a `wait` decides: breach, done, time up, or look again."""
    run = draft.incident.runs[name]
    step = draft.rulebook.step(run)
    assert isinstance(step.kind, Wait)
    assert run.visit is not None
    waiting = run.visit.waiting
    assert waiting is not None, "a wait begins before it polls"
    kind, good = step.kind, not result.trouble
    by_hand = draft.rulebook.is_by_hand(kind.command)
    again = None if by_hand else draft.now + draft.rulebook.hurried(kind.every)
    draft.emit(ev.Polled(name, run.visit.number, result, good, again))
    run = draft.incident.runs[name]
    assert run.visit is not None
    scope = scope_of(draft.incident, run, draft, run.visit.items[0])
    over = draft.now >= waiting.since + draft.rulebook.hurried(kind.at_least or timedelta())
    if good and kind.unless is not None and kind.unless.holds(scope):
        _end_wait(draft, name, "breach")
    elif good and kind.until is not None and kind.until.holds(scope) and over:
        _end_wait(draft, name, "done")
    elif waiting.ends is not None and draft.now >= waiting.ends:
        time_up(draft, name)
    elif not good and waiting.failures + 1 == FAILURES_SHOWN:
        draft.notice(f"Three looks in a row failed: {result.why or result.trouble}.", run=name)


def time_up(draft: Draft, name: str) -> None:
    """The time of a wait is over."""
    run = draft.incident.runs[name]
    kind = draft.rulebook.step(run).kind
    assert isinstance(kind, Wait)
    assert run.visit is not None
    assert run.visit.waiting is not None
    if kind.until is not None:
        _end_wait(draft, name, "timeout")
    elif kind.unless is None or run.visit.waiting.good:
        _end_wait(draft, name, "done")
    elif (key := f"wait/{name}/{run.visit.number}") not in draft.incident.fired:
        ends = run.visit.waiting.ends
        assert ends is not None, "its time is over"
        late = int((draft.now - ends).total_seconds())
        draft.emit(ev.DeadlinePassed(key, run.visit.title, ends, late))
        draft.notice(
            "The time is up, but the last look failed, so nobody knows whether it held. "
            "A person decides: done, or breach.",
            run=name,
        )


def _end_wait(draft: Draft, name: str, outcome: str) -> None:
    """Time, or what was seen, ends it; the last look that could be read is kept."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    last = run.visit.items[0].result
    if last is not None and not last.trouble:
        keep_output(draft, name, run.visit.step, f"verdict: {last.reading.verdict}", last.output)
    take_itself(draft, name, outcome, "time")
