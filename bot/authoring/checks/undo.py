"""undo: the step that undoes another can be reached from it."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, each_runbook
from bot.authoring.checks.walks import graph_of, reachable
from bot.authoring.library import Loaded
from bot.core.runbook import Runbook

ABOUT = About(
    "undo",
    "The step that undoes another can be reached from it",
    "Exports stay stopped and alerts stay silenced for days, because nothing leads back to them",
    "Search from the outcomes of the step that leaves something to undo",
)


def undo(loaded: Loaded) -> Iterator[Finding]:
    """Search from the outcomes of the step that leaves something to undo."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        undone = [step for step in runbook.steps.values() if step.undo is not None and step.undo.by]
        graph = graph_of(runbook) if undone else {}
        for step in undone:
            assert step.undo is not None
            later = reachable(graph, *graph[step.id])
            if step.undo.by not in later or step.undo.by == step.id:
                yield Finding(
                    "undo",
                    runbook.id,
                    ("steps", step.id, "undo", "by"),
                    f"no walk leads from `{step.id}` to `{step.undo.by}`, so it would never be undone there.",
                    "Lead an outcome to it, or leave `by` out: then it is owed until somebody has done it.",
                )

    return each_runbook(loaded, prove)
