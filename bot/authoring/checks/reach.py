"""reach: every step and end can be reached."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, each_runbook
from bot.authoring.checks.walks import graph_of, reachable
from bot.authoring.library import Loaded
from bot.core.runbook import Runbook

ABOUT = About(
    "reach",
    "Every step and end can be reached",
    "A step that no walk comes to is advice that nobody will ever see",
    "Search forward from the start, ways out at any time included",
)


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
