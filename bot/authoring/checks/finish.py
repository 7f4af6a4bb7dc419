"""finish: from every step an end can be reached."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along, arrows, each_runbook
from bot.authoring.checks.walks import backwards, graph_of, reachable, shortest
from bot.authoring.library import Loaded
from bot.core.runbook import Runbook

ABOUT = About(
    "finish",
    "From every step an end can be reached along its outcomes",
    "People would go round for ever, or could leave only by giving up",
    "Search backward from the ends, without the ways out at any time",
)


def finish(loaded: Loaded) -> Iterator[Finding]:
    """Search backward from the ends. Of steps that only lead to each other, the first is named."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        graph = graph_of(runbook)
        finishing = reachable(backwards(graph), *runbook.ends)
        if finishing >= runbook.steps.keys():
            return
        led = graph_of(runbook, anytime=True)
        reached = reachable(led, runbook.start)
        told: frozenset[str] = frozenset()
        for name in runbook.steps:
            if name in finishing or name in told or name not in reached:
                continue
            trap = reachable(graph, name)
            told |= trap
            others = [step for step in runbook.steps if step in trap and step != name]
            walk = along(runbook, shortest(led, runbook.start, name))
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
