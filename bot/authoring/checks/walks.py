"""Searches over the graph of a runbook. They follow the order of the file, so that messages are stable."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.core.runbook import Choose, Runbook, Step

Graph: TypeAlias = Mapping[str, tuple[str, ...]]
"""Step → where its outcomes lead, in order. Ends lead nowhere."""

Walk: TypeAlias = tuple[str, ...]
Taken: TypeAlias = Callable[[Step, str], bool]
"""Whether a walk may leave the step by the outcome of that name."""


def always(_step: Step, _outcome: str) -> bool:
    """Every outcome."""
    return True


def graph_of(runbook: Runbook, taken: Taken = always, *, anytime: bool = False) -> Graph:
    """The declared outcomes that are taken, and with `anytime` the ways out that are offered beside them."""
    aside = tuple(runbook.anytime.values()) if anytime else ()
    graph: dict[str, tuple[str, ...]] = {}
    for name, step in runbook.steps.items():
        ways = [out.to for out in step.outcomes.values() if taken(step, out.name)]
        if not isinstance(step.kind, Choose):  # nobody ever stays there
            ways += [way.to for way in aside if way.is_offered(step)]
        graph[name] = tuple(dict.fromkeys(ways))
    return graph | dict.fromkeys(runbook.ends, ())


def reachable(graph: Graph, *starts: str) -> frozenset[str]:
    """Where walks from the starts can come, themselves included."""
    return frozenset(_came_from(graph, *starts))


def shortest(graph: Graph, start: str, goal: str) -> Walk | None:
    """A shortest walk, both ends included; None where there is none."""
    return _traced(_came_from(graph, start), goal)


def backwards(graph: Graph) -> Graph:
    """Each edge turned around."""
    turned: dict[str, list[str]] = {name: [] for name in graph}
    for name, targets in graph.items():
        for target in targets:
            turned[target].append(name)
    return {name: tuple(sources) for name, sources in turned.items()}


def cycles(graph: Graph) -> list[Walk]:
    """One shortest cycle for each knot of the graph, its first step repeated at the end."""
    found: list[Walk] = []
    seen: set[str] = set()
    for name, targets in graph.items():
        if name in seen:
            continue
        ways = [way for target in targets if (way := shortest(graph, target, name)) is not None]
        if not ways:
            continue
        found.append((name, *min(ways, key=len)))
        seen |= {other for other in reachable(graph, name) if name in reachable(graph, other)}
    return found


def _came_from(graph: Graph, *starts: str) -> dict[str, str]:
    """Breadth first: each place that can be reached → the one before it; a start → itself."""
    came = {start: start for start in starts}
    queue = deque(starts)
    while queue:
        name = queue.popleft()
        for target in graph[name]:
            if target not in came:
                came[target] = name
                queue.append(target)
    return came


def _traced(came: Mapping[str, str], goal: str) -> Walk | None:
    if goal not in came:
        return None
    walk = [goal]
    while came[walk[-1]] != walk[-1]:
        walk.append(came[walk[-1]])
    return tuple(reversed(walk))
