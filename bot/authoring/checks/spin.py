"""spin: no loop that neither a person nor time has a part in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along, each_runbook
from bot.authoring.checks.walks import cycles, graph_of
from bot.authoring.library import Loaded
from bot.core.runbook import NONE, Ask, Call, Choose, Do, ListOf, Run, Runbook, Step, Update, Wait

ABOUT = About(
    "spin",
    "No loop that neither a person nor time has a part in",
    "The bot would run through it until it is stopped, and bury the channel in messages",
    "No cycle among the outcomes that are taken by themselves and at once",
)


def spin(loaded: Loaded) -> Iterator[Finding]:
    """No cycle among the outcomes that are taken by themselves and at once."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        for walk in cycles(graph_of(runbook, _is_alone)):
            told = along(runbook, walk, _is_alone)
            yield Finding(
                "spin",
                runbook.id,
                ("steps", walk[0]),
                f"this goes round without a person and without time passing: {told}.",
                "Let a person look in between (a `do`, or a `run` without `auto`), or wait.",
                key=True,
            )

    return each_runbook(loaded, prove)


def _is_alone(step: Step, outcome: str) -> bool:
    """Whether the step is left so by itself and at once."""
    match step.kind:
        case Do(each=each) | Run(each=each) if each:
            return outcome == "done"  # there may be no elements
        case ListOf(items=items, only=only, auto=auto):
            reads = auto and all(isinstance(item.work, Run) for item in items.values())
            return outcome == "done" and (bool(only) or reads)  # nothing to do, or nobody needed for it
        case Do() | Ask() | Update():
            return False
        case Choose() | Call():
            return True  # a call may end without a person; that it cannot is not relied upon
        case Run(auto=auto, pick=pick):
            # Where no row is offered, a pick of one ends as `none`, and one of many has picked.
            return auto and (pick is None or pick.many or outcome == NONE)
        case Wait() as wait:
            # It polls on entry, so what is seen can end it then; `at_least` keeps it from being done.
            return outcome == "breach" or (
                outcome == "done" and wait.until is not None and (wait.at_least or timedelta()) == timedelta()
            )
        case _:
            assert_never(step.kind)
