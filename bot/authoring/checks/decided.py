"""decided: some outcome of every `ask` and `choose` holds."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, each_runbook, listed
from bot.authoring.library import Loaded
from bot.core.guards import Guard, Scope
from bot.core.runbook import Ask, Choose, Runbook, Severity, Step
from bot.core.values import Type, Value, shown

ABOUT = About(
    "decided",
    "Some outcome of every `ask` and `choose` holds",
    "The form is answered, no guard holds, and the run waits for somebody to decide what the runbook "
    "should have",
    "Evaluate the guards over all values that their facts can have, 4,096 cases at most; a case that "
    "none holds in is told",
)

LIMIT = 4096
"""Assignments tried before the author is asked for an `else`."""


def decided(loaded: Loaded) -> Iterator[Finding]:
    """Evaluate the guards over all values that their facts can have."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        for step in runbook.steps.values():
            if isinstance(step.kind, Ask | Choose) and (why := _undecided(step, runbook)):
                yield Finding("decided", runbook.id, ("steps", step.id, "outcomes"), why, _HINT, key=True)

    return each_runbook(loaded, prove)


_HINT = "Add an outcome for it, or `else` as the last one."


def _undecided(step: Step, runbook: Runbook) -> str:
    """Why it can happen that no outcome holds; empty when it cannot."""
    guards = [outcome.when for outcome in step.outcomes.values() if outcome.when is not None]
    if len(guards) < len(step.outcomes) or not guards:
        return ""  # an `else`, or `next`
    names = {name for guard in guards for name in guard.reads}
    open_facts = [name for name in runbook.facts if name in names and not _values(runbook.facts[name].type)]
    if open_facts or _looks_at("now", guards):
        about = listed(f"facts.{name}" for name in open_facts) if open_facts else "`now`"
        return f"nothing shows that some outcome always holds: {about} can have any value."
    domains: dict[str, tuple[Value, ...]] = {
        f"facts.{name}": _values(fact.type) for name, fact in runbook.facts.items() if name in names
    }
    if _looks_at("severity", guards):
        domains["severity"] = tuple(severity.value for severity in Severity)
    if _looks_at("target", guards):
        domains["target"] = runbook.targets
    assignments = list(islice(product(*domains.values()), LIMIT + 1))
    if len(assignments) > LIMIT:
        return f"nothing shows that some outcome always holds: there are more than {LIMIT} cases to try."
    answers = [_Answers(guard, tuple(domains)) for guard in guards]
    for values in assignments:
        if not any(answer.holds(values) for answer in answers):
            case = dict(zip(domains, values, strict=True))
            named = ", ".join(f"{name} = {shown(value)}" for name, value in case.items())
            return f"no outcome holds when {named or 'it is reached'}."
    return ""


class _Answers:
    """Whether a guard holds, asked once for each assignment of those names that it looks at."""

    def __init__(self, guard: Guard, names: tuple[str, ...]) -> None:
        self._guard = guard
        facts = {f"facts.{name}" for name in guard.reads}
        self._own = [
            (position, name)
            for position, name in enumerate(names)
            if name in facts or ("." not in name and _looks_at(name, [guard]))
        ]
        self._known: dict[tuple[Value, ...], bool] = {}

    def holds(self, values: tuple[Value, ...]) -> bool:
        own = tuple(values[position] for position, _ in self._own)
        if own not in self._known:
            case = dict(zip((name for _, name in self._own), own, strict=True))
            self._known[own] = self._guard.holds(_scope(case)) is True
        return self._known[own]


def _values(kind: Type) -> tuple[Value, ...]:
    """All values of a type that has few; empty for the others."""
    if kind.name == "bool":
        return (True, False)
    return kind.options if kind.name == "enum" else ()


def _looks_at(name: str, guards: list[Guard]) -> bool:
    return any(re.search(rf"(?<![\w.\"']){name}\b", guard.source) for guard in guards)


def _scope(case: Mapping[str, Value]) -> Scope:
    facts = {name.removeprefix("facts."): value for name, value in case.items() if name.startswith("facts.")}
    return Scope(facts, severity=str(case.get("severity", "")), target=str(case.get("target", "")))
