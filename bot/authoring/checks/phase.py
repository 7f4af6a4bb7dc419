"""phase: nothing that may change or destroy happens while people still look or prepare, through calls too."""

from collections.abc import Iterator

from bot.authoring.checks.finding import Finding, arrows, each_runbook
from bot.authoring.library import Loaded
from bot.core.runbook import Call, Run, Runbook, Step

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
    match step.kind:
        case Run(command=command):
            meaning = runbook.meanings.get(command)
            if meaning is not None and meaning.risk.needs_approval:
                return (f"`{command}` ({meaning.risk.value})",)
        case Call(runbook=name) if name in loaded.runbooks and name not in seen:
            child = loaded.runbooks[name]
            for inner in child.steps.values():
                if chain := _change(loaded, child, inner, seen | {name}):
                    return (f"`{name}` step `{inner.id}`", *chain)
        case _:
            pass
    return ()


def _later(runbook: Runbook) -> str:
    return "execute" if runbook.kind == "procedure" else "recover"
