"""outcomes: each step has exactly the outcomes it can have."""

from collections.abc import Iterator
from typing import assert_never

from bot.authoring.checks.finding import Finding, each_runbook, listed, way_out
from bot.authoring.library import Loaded
from bot.authoring.problem import did_you_mean
from bot.core.runbook import Ask, Call, Choose, Do, Run, Runbook, Step, Wait


def outcomes(loaded: Loaded) -> Iterator[Finding]:
    """Set equality of what is written and what can happen, for the kinds whose outcomes are given."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        document = loaded.document(runbook.id)
        for step in runbook.steps.values():
            possible = _possible(step, runbook, loaded)
            if possible is None:
                continue
            at = ("steps", step.id)
            for name in step.outcomes:
                if name not in possible:
                    yield Finding(
                        "outcomes",
                        runbook.id,
                        way_out(document, step.id, name),
                        f"`{name}` can never happen here: {_because(step)} {listed(possible)}.",
                        did_you_mean(name, possible),
                        key=True,
                    )
            missing = [name for name in possible if name not in step.outcomes]
            if missing:
                yield Finding(
                    "outcomes",
                    runbook.id,
                    (*at, "outcomes"),
                    f"{_because(step)} {listed(possible)}, and nothing says where {listed(missing)} leads.",
                    "Add it to `outcomes`, or write `next` if all lead to the same step.",
                    key=True,
                )

    return each_runbook(loaded, prove)


def _possible(step: Step, runbook: Runbook, loaded: Loaded) -> tuple[str, ...] | None:
    """All outcomes the step can have; None where the author names them, or where that cannot be known."""
    match step.kind:
        case Do() | Ask() | Choose():
            return None
        case Run(command=command):
            meaning = runbook.meanings.get(command)
            return meaning.verdicts if meaning else None
        case Call(runbook=name):
            child = loaded.runbooks.get(name)
            return tuple(child.ends) if child else None
        case Wait() as wait:
            timeout = ("timeout",) if wait.until else ()
            breach = ("breach",) if wait.unless else ()
            return ("done", *timeout, *breach)
        case _:
            assert_never(step.kind)


def _because(step: Step) -> str:
    match step.kind:
        case Run(command=command):
            return f"`{command}` ends with"
        case Call(runbook=name):
            return f"`{name}` ends as"
        case _:
            return "this wait ends with"
