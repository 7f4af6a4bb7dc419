"""A `wait` in a drill: polls answered by samples that lead to the wished outcome, and time that passes."""

from dataclasses import replace

from bot.authoring.drills.astray import Astray
from bot.authoring.drills.stage import Stage
from bot.core.performing import scope_of
from bot.core.runbook import Wait
from bot.core.signals import Pick

LOOKS = 5000
"""So many polls and deadlines of one wait, and the drill gives up."""


def play_wait(stage: Stage, outcome: str, verdict: str = "") -> None:
    """Poll and let time pass until the wait ends, as it should, by this outcome."""
    run, visit, step = stage.at()
    kind = step.kind
    assert isinstance(kind, Wait)
    if outcome not in step.outcomes:
        known = ", ".join(f"`{name}`" for name in step.outcomes)
        raise Astray(f"`{outcome}` is not an outcome of `{stage.here()}`.", f"It has: {known}.")
    if kind.command and stage.rulebook.is_by_hand(kind.command):
        stage.send(Pick(stage.place(), outcome))
        return
    shown = (verdict or _fitting(stage, kind, outcome)) if kind.command else ""
    for _ in range(LOOKS):
        now = stage.incident.runs[run.id]
        if now.visit is None or now.visit.number != visit.number:
            break
        _go_on(stage, run.id, shown)
    taken = stage.incident.runs[run.id].left[-1].outcome
    if taken != outcome:
        raise Astray(f"the wait ended with `{taken}`, not with `{outcome}`.")


def _go_on(stage: Stage, run: str, verdict: str) -> None:
    """Answer the poll that is out, or go on to what comes next."""
    polls = [effect for effect, command in stage.asked.items() if command.poll and command.run == run]
    if polls:
        stage.give(polls[0], verdict)
        return
    coming = stage.next_deadline()
    if coming is None:
        raise Astray("this wait never ends by itself.", "Give it `for`, or end it by `skip`.")
    stage.reach(coming)


def _fitting(stage: Stage, kind: Wait, outcome: str) -> str:
    """The verdict of a sample that leads to the outcome: in the catalogue's order, the first that does."""
    for verdict in stage.readers[kind.command].samples:
        if _seen(stage, kind, verdict) == _wanted(kind, outcome):
            return verdict
    raise Astray(
        f"no sample of `{kind.command}` leads this wait to `{outcome}`.",
        "Add one to the catalogue, or say what the polls give: {outcome: …, verdict: …}.",
    )


def _wanted(kind: Wait, outcome: str) -> str:
    """What the polls must show for the outcome: something that ends the wait, or nothing."""
    return outcome if outcome == "breach" or (outcome == "done" and kind.until is not None) else "nothing"


def _seen(stage: Stage, kind: Wait, verdict: str) -> str:
    """What a poll with this sample shows."""
    run, _, _ = stage.at()
    result = stage.sample(kind.command, verdict)
    scope = replace(
        scope_of(stage.incident, run), now=stage.now, result=result.reading.values, verdict=verdict
    )
    if kind.unless is not None and kind.unless.holds(scope) is True:
        return "breach"
    return "done" if kind.until is not None and kind.until.holds(scope) is True else "nothing"
