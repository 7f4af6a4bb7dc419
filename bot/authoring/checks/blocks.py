"""blocks: a runbook that another one blocks cannot end as done without having asked whether it is blocked."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along
from bot.authoring.checks.walks import graph_of, shortest
from bot.authoring.library import Loaded
from bot.core.runbook import Literally, Run, Runbook, Step, Wait

ABOUT = About(
    "blocks",
    "A runbook that another one blocks cannot end as `done` without asking `handrail.blocks` about itself",
    "A release would go out in the middle of the incident that forbids it",
    "Delete the outcomes of the steps that ask: a walk that is left to an end of kind `done` is the finding",
)
COMMAND = "handrail.blocks"


def blocks(loaded: Loaded) -> Iterator[Finding]:
    """Look at each runbook that is named in a `blocks`."""
    blocked: dict[str, list[str]] = {}
    for runbook in loaded.runbooks.values():
        for block in runbook.blocks:
            blocked.setdefault(block.runbook, []).append(runbook.id)
    for name, blockers in blocked.items():
        if name in loaded.runbooks:
            yield from _unasked(loaded.runbooks[name], blockers[0])


def _unasked(runbook: Runbook, blocker: str) -> Iterator[Finding]:
    def unasked(step: Step, _outcome: str) -> bool:
        return not _asks(step, runbook.id)

    graph = graph_of(runbook, unasked, anytime=True)
    for name, kind in runbook.ends.items():
        walk = shortest(graph, runbook.start, name) if kind == "done" else None
        if walk is not None:
            told = along(runbook, walk, unasked)
            yield Finding(
                "blocks",
                runbook.id,
                ("ends", name),
                f"`{blocker}` blocks this runbook, but this walk ends as done without asking: {told}.",
                f"Lead it through `run: {COMMAND}` with `with: {{runbook: {runbook.id}}}`.",
                key=True,
            )


def _asks(step: Step, runbook: str) -> bool:
    """Whether the step asks for this very runbook."""
    match step.kind:
        case Run(command=command, arguments=arguments) | Wait(command=command, arguments=arguments):
            return command == COMMAND and arguments.get("runbook") == Literally(runbook)
        case _:
            return False
