"""Which facts are known where: a forward must-analysis over the walks of a runbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.authoring.checks.walks import Walk, graph_of, reachable, shortest, without
from bot.authoring.problem import Path
from bot.core.guards import Expression
from bot.core.runbook import (
    Arguments,
    Ask,
    Call,
    Choose,
    Do,
    ListOf,
    Lookup,
    Run,
    Runbook,
    Step,
    Update,
    Wait,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A step reads a fact, at this place of the file."""

    fact: str
    path: Path


def sets(step: Step) -> frozenset[str]:
    """Facts that are known once the step is left, by whichever outcome."""
    match step.kind:
        case Ask(facts=asked):
            return frozenset(asked)
        case Run(sets=written, pick=pick):
            return frozenset(written) | frozenset(pick.sets if pick else ())
        case Call(sets=written):
            return frozenset(written)
        case Do(sets=written) | ListOf(sets=written):
            return frozenset(written)
        case Choose() | Wait() | Update():
            return frozenset()
        case _:
            assert_never(step.kind)


def inputs(runbook: Runbook) -> frozenset[str]:
    """Facts that are known at the start."""
    return frozenset(name for name, fact in runbook.facts.items() if fact.input)


def known(runbook: Runbook) -> Mapping[str, frozenset[str]]:
    """For each step and end that can be reached: the facts known on every walk to it.

    Starts from "all" and takes away what one of the ways to a place does not bring, until nothing changes.
    """
    graph = graph_of(runbook)
    reached = reachable(graph, runbook.start)
    at = dict.fromkeys(reached, frozenset(runbook.facts)) | {runbook.start: inputs(runbook)}
    changed = True
    while changed:
        changed = False
        for name in (step for step in runbook.steps if step in reached):
            brought = at[name] | sets(runbook.steps[name])
            for target in graph[name]:
                if not at[target] <= brought:
                    at[target] &= brought
                    changed = True
    return at


def ignorant(runbook: Runbook, fact: str, goal: str) -> Walk | None:
    """A shortest walk from the start to `goal` on which nothing sets the fact; None when there is none."""
    if fact in inputs(runbook):
        return None
    setting = [name for name, step in runbook.steps.items() if fact in sets(step)]
    return shortest(without(graph_of(runbook), setting), runbook.start, goal)


def reads(step: Step) -> Iterator[Read]:
    """What the step must know when it is entered, each at the place that reads it.

    Beyond `Step.reads`: what its `set` expressions read, which are evaluated when its result comes.
    """
    at: Path = ("steps", step.id)
    match step.kind:
        case Run(arguments=arguments, sets=written) | Call(arguments=arguments, sets=written):
            yield from _looked_up(arguments, (*at, "with"))
            for name, expression in written.items():
                yield from _read(expression, (*at, "set", name))
        case Wait() as wait:
            yield from _looked_up(wait.arguments, (*at, "wait", "with"))
            for name, guard in (("until", wait.until), ("unless", wait.unless), ("to", wait.until_time)):
                if guard is not None:
                    yield from (Read(fact, (*at, "wait", name)) for fact in sorted(guard.reads))
        case Do(each=each, sets=written):
            if each:
                yield Read(each, (*at, "each"))
            for name, expression in written.items():
                yield from _read(expression, (*at, "set", name))
        case ListOf() as listed:
            if listed.only:
                yield Read(listed.only, (*at, "only"))
            for name, expression in listed.sets.items():
                yield from _read(expression, (*at, "set", name))
        case Ask() | Choose() | Update():
            pass
        case _:
            assert_never(step.kind)
    answered = sets(step)
    for name, outcome in step.outcomes.items():
        if outcome.when is not None:
            for fact in sorted(outcome.when.reads - answered):
                yield Read(fact, (*at, "outcomes", name, "when"))


def _looked_up(arguments: Arguments, at: Path) -> Iterator[Read]:
    for name, argument in arguments.items():
        if isinstance(argument, Lookup) and argument.name.startswith("facts."):
            yield Read(argument.name.removeprefix("facts."), (*at, name))


def _read(expression: Expression, at: Path) -> Iterator[Read]:
    yield from (Read(fact, at) for fact in sorted(expression.reads))
