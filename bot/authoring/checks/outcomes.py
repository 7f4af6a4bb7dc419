"""outcomes: each step has exactly the outcomes it can have."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, each_runbook, listed, way_out
from bot.authoring.library import Loaded
from bot.authoring.possible import possible
from bot.authoring.problem import did_you_mean
from bot.core.runbook import Call, Run, Runbook, Step, Wait

ABOUT = About(
    "outcomes",
    "Each step has exactly the outcomes it can have",
    "An outcome that is missing leaves people at a step with no way on; one too many promises a way "
    "that never comes",
    "Set equality of what is written and what the kind, the command's verdicts or the called runbook's "
    "ends allow",
)


def outcomes(loaded: Loaded) -> Iterator[Finding]:
    """Set equality of what is written and what can happen, for the kinds whose outcomes are given."""
    ends = {name: child.ends for name, child in loaded.runbooks.items()}

    def prove(runbook: Runbook) -> Iterator[Finding]:
        document = loaded.document(runbook.id)
        for step in runbook.steps.values():
            expected = possible(step.kind, runbook.meanings, ends)
            if expected is None:
                continue
            at = ("steps", step.id)
            for name in step.outcomes:
                if name not in expected:
                    yield Finding(
                        "outcomes",
                        runbook.id,
                        way_out(document, step.id, name),
                        f"`{name}` can never happen here: {_because(step)} {listed(expected)}.",
                        did_you_mean(name, expected),
                        key=True,
                    )
            missing = [name for name in expected if name not in step.outcomes]
            if missing:
                yield Finding(
                    "outcomes",
                    runbook.id,
                    (*at, "outcomes"),
                    f"{_because(step)} {listed(expected)}, and nothing says where {listed(missing)} leads.",
                    "Add it to `outcomes`, or write `next` if all lead to the same step.",
                    key=True,
                )

    return each_runbook(loaded, prove)


def _because(step: Step) -> str:
    match step.kind:
        case Run(command=command, each=""):
            return f"`{command}` ends with"
        case Call(runbook=name):
            return f"`{name}` ends as"
        case Wait():
            return "this wait ends with"
        case _:
            return "this step ends with"
