"""reach and finish: every step and end can be reached, and from every step an end."""

from collections.abc import Iterator

from bot.authoring.checks.finding import Finding, arrows, each_runbook
from bot.authoring.checks.walks import backwards, graph_of, reachable, shortest
from bot.authoring.library import Loaded
from bot.core.runbook import Runbook


def reach(loaded: Loaded) -> Iterator[Finding]:
    """Search forward from the start."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        reached = reachable(graph_of(runbook, anytime=True), runbook.start)
        for name in (*runbook.steps, *runbook.ends):
            if name in reached:
                continue
            kind, path = ("step", "steps") if name in runbook.steps else ("end", "ends")
            yield Finding(
                "reach",
                runbook.id,
                (path, name),
                f"no walk from `{runbook.start}` comes to this {kind}.",
                "Lead an outcome here, or remove it.",
                key=True,
            )

    return each_runbook(loaded, prove)


def finish(loaded: Loaded) -> Iterator[Finding]:
    """Search backward from the ends. Of steps that only lead to each other, the first is named."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        graph = graph_of(runbook)
        turned = backwards(graph)
        finishing = frozenset[str]().union(*(reachable(turned, end) for end in runbook.ends))
        reached = reachable(graph, runbook.start)
        told: frozenset[str] = frozenset()
        for name in runbook.steps:
            if name in finishing or name in told or name not in reached:
                continue
            trap = reachable(graph, name)
            told |= trap
            others = [step for step in runbook.steps if step in trap and step != name]
            walk = arrows(shortest(graph, runbook.start, name) or ())
            inside = f"only to {arrows(others)}" if others else "only to itself"
            yield Finding(
                "finish",
                runbook.id,
                ("steps", name),
                f"no end can be reached from here; it leads {inside}.",
                f"The walk to it: {walk}. Lead one outcome on to an end.",
                key=True,
            )

    return each_runbook(loaded, prove)
