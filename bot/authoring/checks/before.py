"""before: evidence that guards a step comes from a step that every walk to it has passed."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along, each_runbook
from bot.authoring.checks.walks import graph_of, shortest
from bot.authoring.library import Loaded
from bot.core.runbook import Evidence, Runbook, Step

ABOUT = About(
    "before",
    "Evidence that guards a step comes from a step that every walk to it has passed",
    "The gate could never be opened on that walk, or the proof would be destroyed before it was kept",
    "Delete the step that yields the evidence: a walk that still reaches the guarded step is the finding",
)


def before(loaded: Loaded) -> Iterator[Finding]:
    """Delete the outcomes of the step that yields the evidence: a walk that is left is the finding."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        for item in runbook.evidence.values():
            if item.from_step:
                yield from _gaps(runbook, item)

    return each_runbook(loaded, prove)


def _gaps(runbook: Runbook, item: Evidence) -> Iterator[Finding]:
    source = item.from_step

    def around(step: Step, _outcome: str) -> bool:
        return step.id != source

    graph = graph_of(runbook, around, anytime=True)
    for position, guarded in enumerate(item.before):
        if guarded == source:
            yield Finding(
                "before",
                runbook.id,
                ("evidence", item.id, "before", position),
                f"`{item.id}` comes from `{source}` itself, so nothing could ever be done there.",
                "Name the step that must wait for it.",
            )
            continue
        walk = shortest(graph, runbook.start, guarded)
        if walk is not None:
            yield Finding(
                "before",
                runbook.id,
                ("steps", guarded),
                f"evidence `{item.id}` must be collected before `{guarded}`, "
                f"but this walk reaches it without: {along(runbook, walk, around)}.",
                f"Lead that walk through `{source}`, or say `how` to collect it instead of `from`.",
                key=True,
            )
