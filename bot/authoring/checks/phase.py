"""phase: nothing that may change or destroy happens while people still look or prepare, through calls too."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, arrows, each_runbook
from bot.authoring.library import Loaded
from bot.core.runbook import Call, Runbook, Step

ABOUT = About(
    "phase",
    "Nothing that may change or destroy happens while people still look or prepare, through calls too",
    "Whoever only wants to look must be able to press every button without fear",
    "Scan the steps of the calm phases, the items of their lists, and all that they call",
)

CALM = ("diagnose", "prepare")


def phase(loaded: Loaded) -> Iterator[Finding]:
    """Scan the steps of the calm phases and all that they call."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        for step in runbook.steps.values():
            if step.phase not in CALM:
                continue
            chain = _change(loaded, runbook, step, frozenset({runbook.id}))
            if not chain:
                continue
            called = isinstance(step.kind, Call)
            yield Finding(
                "phase",
                runbook.id,
                ("steps", step.id, "phase"),
                f"`{step.phase}` changes nothing, but "
                + (
                    f"what this step calls does: {arrows(chain)}."
                    if called
                    else f"this step runs {chain[-1]}."
                ),
                f"Move it to a later phase, for example `{_later(runbook)}`.",
            )

    return each_runbook(loaded, prove)


def _change(loaded: Loaded, runbook: Runbook, step: Step, seen: frozenset[str]) -> tuple[str, ...]:
    """How the step comes to change something, in words, outermost first; empty when it does not."""
    for command in step.commands():
        risk = runbook.meanings[command].risk
        if risk.needs_approval:
            return (f"`{command}` ({risk.value})",)
    called = step.kind.runbook if isinstance(step.kind, Call) else ""
    if called in loaded.runbooks and called not in seen:
        child = loaded.runbooks[called]
        for inner in child.steps.values():
            if chain := _change(loaded, child, inner, seen | {called}):
                return (f"`{called}` step `{inner.id}`", *chain)
    return ()


def _later(runbook: Runbook) -> str:
    return "execute" if runbook.kind == "procedure" else "recover"
