"""unset: each fact that a step reads is set on every walk to it, and something sets each fact."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, along, each_runbook
from bot.authoring.checks.known import blind_to, ignorant, inputs, known, reads, sets
from bot.authoring.library import Loaded
from bot.core.runbook import Runbook

ABOUT = About(
    "unset",
    "Each fact that a step reads is set on every walk to it, and something sets each fact",
    "The bot would have to ask for something that the runbook promised to find out",
    "Forward must-analysis: intersect what all ways to a step bring; a way out at any time brings what "
    "was set on entry",
)


def unset(loaded: Loaded) -> Iterator[Finding]:
    """Compare what each step reads with what is known when it is entered."""

    def prove(runbook: Runbook) -> Iterator[Finding]:
        settable = inputs(runbook).union(*(sets(step) for step in runbook.steps.values()))
        yield from _never_set(runbook, settable)
        for name, before in known(runbook).items():
            step = runbook.steps.get(name)
            for read in reads(step) if step else ():
                if read.fact in before or read.fact not in settable:
                    continue
                walk = along(runbook, ignorant(runbook, read.fact, name), blind_to(read.fact))
                yield Finding(
                    "unset",
                    runbook.id,
                    read.path,
                    f"`facts.{read.fact}` is read here, but this walk arrives without it: {walk}.",
                    "Set or ask it on that walk, or make it an `input`.",
                )

    return each_runbook(loaded, prove)


def _never_set(runbook: Runbook, settable: frozenset[str]) -> Iterator[Finding]:
    for name, fact in runbook.facts.items():
        if name not in settable and fact.source is None:
            yield Finding(
                "unset",
                runbook.id,
                ("facts", name),
                "nothing ever sets this fact.",
                "Ask it, `set` it from a result, make it an `input`, or remove it.",
                key=True,
            )
