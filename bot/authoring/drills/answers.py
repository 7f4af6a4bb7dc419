"""Answers that lead a question the wished way, for what a drill does not spell out."""

from itertools import islice, product

from bot.core.guards import Scope
from bot.core.incident import Incident, Run
from bot.core.runbook import Runbook, Step
from bot.core.values import Type, Value, Values
from bot.core.words import PRESETS

TRIES = 4096


def answers_for(
    book: Runbook, step: Step, asked: tuple[str, ...], outcome: str, run: Run, incident: Incident
) -> Values | None:
    """Values with which this outcome is the first that holds; None when none are found."""
    domains = [_candidates(book.facts[name].type) for name in asked]
    for values in islice(product(*domains), TRIES):
        answers: Values = dict(zip(asked, values, strict=True))
        if _first_that_holds(step, answers, run, incident) == outcome:
            return answers
    return None


def any_answers(book: Runbook, asked: tuple[str, ...]) -> Values:
    """Values for facts that decide nothing here."""
    return {name: _candidates(book.facts[name].type)[0] for name in asked}


def _first_that_holds(step: Step, answers: Values, run: Run, incident: Incident) -> str:
    scope = Scope(run.values | answers, severity=incident.severity, target=incident.target)
    ways = step.outcomes.values()
    return next((way.name for way in ways if way.is_else or way.when is None or way.when.holds(scope)), "")


def _candidates(kind: Type) -> tuple[Value, ...]:
    """A few values of the type: all of a small one, a plausible one of the others."""
    match kind.name:
        case "bool":
            return (True, False)
        case "enum":
            return kind.options
        case "int":
            return (kind.minimum if kind.minimum is not None else min(1, kind.maximum or 1),)
        case "number":
            return (float(kind.minimum or kind.maximum or 1),)
        case "time":
            return ("2026-01-15T00:00:00Z",)
        case "word":
            return (_word(kind),)
        case "list":
            return ((),)
        case _:
            return ("as in the drill",)


def _word(kind: Type) -> str:
    if kind.zone:
        return kind.zone
    preset = PRESETS.get(kind.preset)
    return (preset.example if preset else "") or "sample"
