"""A `wait` in a drill: polls answered by samples that lead to the wished outcome, and time that passes."""

from dataclasses import replace

from bot.authoring.drills.astray import Astray
from bot.authoring.drills.running import has_sample
from bot.authoring.drills.stage import Stage
from bot.core.performing import scope_of
from bot.core.runbook import Wait
from bot.core.signals import Pick, Place

LOOKS = 2000
"""So many polls and deadlines of one wait, and the drill gives up."""


def play_wait(stage: Stage, outcome: str, verdict: str = "") -> None:
    """Poll and let time pass until the wait ends, as it should, by this outcome."""
    _, _, step = stage.at()
    kind = step.kind
    assert isinstance(kind, Wait)
    if kind.command and stage.rulebook.is_by_hand(kind.command):
        stage.send(Pick(stage.place(), outcome))
        return
    shown = (verdict or _fitting(stage, kind, outcome)) if kind.command else ""
    if shown:
        has_sample(stage, kind.command, shown)
    taken = _ended(stage, stage.place(), shown)
    if taken != outcome:
        ended = f"ended with `{taken}`" if taken else "did not end"
        raise Astray(f"the wait {ended}, and was to end with `{outcome}`.")


def _ended(stage: Stage, place: Place, verdict: str) -> str:
    """Go on until the wait is over; the outcome that it took, or nothing when it goes on for ever."""
    for _ in range(LOOKS):
        for left in stage.incident.runs[place.run].left:
            if left.visit == place.visit:
                return left.outcome
        polls = [
            effect for effect, command in stage.asked.items() if command.poll and command.run == place.run
        ]
        coming = stage.next_deadline()
        if polls:
            stage.give(polls[0], verdict)
        elif coming is not None:
            stage.reach(coming)
        else:
            break
    return ""


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
