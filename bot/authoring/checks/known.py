"""Which facts are known where: a forward must-analysis over the walks of a runbook."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.authoring.checks.walks import Taken, Walk, graph_of, shortest
from bot.authoring.problem import Path
from bot.core.guards import Expression
from bot.core.runbook import (
    NONE,
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

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """A step reads a fact, at this place of the file."""

    fact: str
    path: Path


def brings(step: Step, outcome: str) -> frozenset[str]:
    """Facts that are known once the step is left by this outcome.

    What the items of a list set is not among them: an item that is not applicable sets nothing.
    """
    match step.kind:
        case Ask(facts=asked):
            return frozenset(asked)
        case Run(sets=written, pick=pick):
            picked = pick.sets if pick and outcome != NONE else ()
            return frozenset(written) | frozenset(picked)
        case Call(sets=written) | Do(sets=written) | ListOf(sets=written):
            return frozenset(written)
        case Choose() | Wait() | Update():
            return frozenset()
        case _:
            assert_never(step.kind)


def sets(step: Step) -> frozenset[str]:
    """Facts that the step can set at all."""
    items = step.kind.items.values() if isinstance(step.kind, ListOf) else ()
    return frozenset().union(
        *(brings(step, outcome) for outcome in step.outcomes), *(item.work.sets for item in items)
    )


def inputs(runbook: Runbook) -> frozenset[str]:
    """Facts that are known at the start."""
    return frozenset(name for name, fact in runbook.facts.items() if fact.input)


def known(runbook: Runbook) -> Mapping[str, frozenset[str]]:
    """For each step and end that can be reached: the facts known on every walk to it.

    Starts from "all" and takes away what one of the ways to a place does not bring, until nothing changes. A
    way out at any time brings what was known when the step was entered.
    """
    ways = {
        name: [(out.to, brings(step, out.name)) for out in step.outcomes.values()]
        + [(way.to, _NOTHING) for way in runbook.anytime.values() if way.is_offered(step)]
        for name, step in runbook.steps.items()
    }
    at: dict[str, frozenset[str]] = {runbook.start: inputs(runbook)}
    waiting = [runbook.start]
    while waiting:
        name = waiting.pop()
        for target, brought in ways.get(name, ()):
            found = at[name] | brought
            before = at.get(target)
            at[target] = found if before is None else before & found
            if at[target] != before:
                waiting.append(target)
    return {name: at[name] for name in (*runbook.steps, *runbook.ends) if name in at}


def ignorant(runbook: Runbook, fact: str, goal: str) -> Walk | None:
    """A shortest walk from the start to `goal` on which nothing sets the fact; None when there is none."""
    if fact in inputs(runbook):
        return None
    return shortest(graph_of(runbook, blind_to(fact), anytime=True), runbook.start, goal)


def blind_to(fact: str) -> Taken:
    """The outcomes that do not bring the fact."""
    return lambda step, outcome: fact not in brings(step, outcome)


def reads(step: Step) -> Iterator[Read]:
    """What the step must know when it is entered, each at the place that reads it.

    Beyond `Step.reads`: what its `set` expressions read, which are evaluated when its result comes.
    """
    at: Path = ("steps", step.id)
    match step.kind:
        case Do() | Run():
            yield from _of_work(step.kind, at)
        case Call(arguments=arguments, sets=written):
            yield from _looked_up(arguments, (*at, "with"))
            yield from _evaluated(written, (*at, "set"))
        case Wait() as wait:
            yield from _looked_up(wait.arguments, (*at, "wait", "with"))
            for name, guard in (("until", wait.until), ("unless", wait.unless), ("to", wait.until_time)):
                if guard is not None:
                    yield from _read(guard.reads, (*at, "wait", name))
        case ListOf() as listed:
            if listed.only:
                yield Read(listed.only, (*at, "only"))
            yield from _evaluated(listed.sets, (*at, "set"))
            for item in listed.items.values():
                yield from _of_work(item.work, ("steps", listed.again or step.id, "list", item.id))
        case Ask() | Choose() | Update():
            pass
        case _:
            assert_never(step.kind)
    for name, outcome in step.outcomes.items():
        if outcome.when is not None:
            yield from _read(outcome.when.reads - brings(step, name), (*at, "outcomes", name, "when"))


def _of_work(work: Do | Run, at: Path) -> Iterator[Read]:
    """What a step or an item reads that runs a command or is done by a person."""
    if work.each:
        yield Read(work.each, (*at, "each"))
    yield from _evaluated(work.sets, (*at, "set"))
    if isinstance(work, Run):
        yield from _looked_up(work.arguments, (*at, "with"))
        if work.pick is not None and work.pick.where is not None:
            yield from _read(work.pick.where.reads, (*at, "pick", "where"))


def _looked_up(arguments: Arguments, at: Path) -> Iterator[Read]:
    for name, argument in arguments.items():
        if isinstance(argument, Lookup) and argument.name.startswith("facts."):
            yield Read(argument.name.removeprefix("facts."), (*at, name))


def _evaluated(written: Mapping[str, Expression], at: Path) -> Iterator[Read]:
    for name, expression in written.items():
        yield from _read(expression.reads, (*at, name))


def _read(facts: Iterable[str], at: Path) -> Iterator[Read]:
    yield from (Read(fact, at) for fact in sorted(facts))
