"""calls: no runbook calls itself, however far around, and what is taken from a child is always there."""

import re
from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along, arrows
from bot.authoring.checks.known import blind_to, ignorant, known
from bot.authoring.checks.walks import cycles
from bot.authoring.library import Loaded
from bot.core.runbook import Call, Runbook, Step

ABOUT = About(
    "calls",
    "No runbook calls itself, however far around, and what is taken from a child is always there",
    "People would be led deeper and deeper, or come back without the answer they went for",
    "No cycle in the call graph; must-analysis of the child at each of its ends",
)


def calls(loaded: Loaded) -> Iterator[Finding]:
    """Search the call graph; look at each end of a child for the facts that its caller takes."""
    yield from _circles(loaded)
    for runbook in loaded.runbooks.values():
        for step in runbook.steps.values():
            yield from _taken(loaded, runbook, step)


def _circles(loaded: Loaded) -> Iterator[Finding]:
    graph = {
        name: tuple(called for _, called in _calls(runbook) if called in loaded.runbooks)
        for name, runbook in loaded.runbooks.items()
    }
    for walk in cycles(graph):
        step = next(step for step, called in _calls(loaded.runbooks[walk[0]]) if called == walk[1])
        yield Finding(
            "calls",
            walk[0],
            ("steps", step, "call"),
            f"this call comes back to where it started: {arrows(walk)}.",
            "Lead an outcome back to a step instead.",
        )


def _calls(runbook: Runbook) -> Iterator[tuple[str, str]]:
    for step in runbook.steps.values():
        if isinstance(step.kind, Call):
            yield step.id, step.kind.runbook


def _taken(loaded: Loaded, runbook: Runbook, step: Step) -> Iterator[Finding]:
    if not isinstance(step.kind, Call) or step.kind.runbook not in loaded.runbooks:
        return
    child = loaded.runbooks[step.kind.runbook]
    at_ends = {name: facts for name, facts in known(child).items() if name in child.ends}
    for fact, expression in step.kind.sets.items():
        for taken in dict.fromkeys(re.findall(r"\bchild\.([a-z][a-z0-9_]*)", expression.source)):
            lacking = next((end for end, facts in at_ends.items() if taken not in facts), None)
            if lacking is None or taken not in child.facts:
                continue
            walk = along(child, ignorant(child, taken, lacking), blind_to(taken))
            yield Finding(
                "calls",
                runbook.id,
                ("steps", step.id, "set", fact),
                f"`child.{taken}` is not always known when `{child.id}` ends as `{lacking}`: {walk}.",
                "Let the child set it on that walk too, or do not take it.",
            )
