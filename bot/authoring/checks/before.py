"""before: evidence that guards a step comes from a step that every walk to it has passed."""

from collections.abc import Iterator

from bot.authoring.checks.finding import Finding, arrows, each_runbook
from bot.authoring.checks.walks import graph_of, shortest, without
from bot.authoring.library import Loaded
from bot.core.runbook import Evidence, Runbook


def before(loaded: Loaded) -> Iterator[Finding]:
    """Delete the step that yields the evidence: a walk that still reaches the guarded step is the finding."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        for item in runbook.evidence.values():
            if item.from_step:
                yield from _gaps(runbook, item)

    return each_runbook(loaded, prove)


def _gaps(runbook: Runbook, item: Evidence) -> Iterator[Finding]:
    source = item.from_step
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
        walk = () if source == runbook.start else _around(runbook, source, guarded)
        if walk:
            yield Finding(
                "before",
                runbook.id,
                ("steps", guarded),
                f"evidence `{item.id}` must be collected before `{guarded}`, "
                f"but this walk reaches it without: {arrows(walk)}.",
                f"Lead that walk through `{source}`, or say `how` to collect it instead of `from`.",
                key=True,
            )


def _around(runbook: Runbook, source: str, guarded: str) -> tuple[str, ...]:
    return shortest(without(graph_of(runbook), [source]), runbook.start, guarded) or ()
