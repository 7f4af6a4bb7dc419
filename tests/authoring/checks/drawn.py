"""Small machines drawn at random, and all their walks: an oracle that shares nothing with the searches."""

from collections.abc import Iterator

from hypothesis import settings
from hypothesis import strategies as st

from bot.core.runbook import (
    Anytime,
    Ask,
    Do,
    Evidence,
    Fact,
    Kind,
    Literally,
    Outcome,
    RowPick,
    Run,
    Runbook,
    Step,
    Undo,
)
from bot.core.values import Type

UNHURRIED = settings(deadline=None)
"""Walking every walk takes long on a busy machine."""
STEPS = "abcd"
ENDS = ("over", "end")
FACTS = ("one", "two", "three")
ASKING = Run("handrail.blocks", {"runbook": Literally("demo/drawn")})


@st.composite
def runbooks(draw: st.DrawFn) -> Runbook:
    """Steps ask for facts, pick a row, ask whether they are blocked; there may be a way aside.

    Evidence comes mostly from the first step, so that often nothing but the way aside goes around it.
    """
    steps = {name: draw(_steps(name)) for name in STEPS}
    inputs = draw(st.sets(st.sampled_from(FACTS), max_size=1))
    facts = {name: Fact(name, Type("bool"), name, input=name in inputs) for name in FACTS}
    during = tuple(draw(st.lists(st.sampled_from(STEPS), max_size=2, unique=True)))
    aside = {"aside": Anytime("aside", "Aside", draw(st.sampled_from((*STEPS, *ENDS))), during)}
    kept = draw(st.lists(st.tuples(st.sampled_from("aaab"), st.sampled_from(STEPS)), min_size=1, max_size=3))
    return Runbook(
        "demo/drawn",
        "Drawn",
        "a",
        steps,
        {"over": "cancelled", "end": "done"},
        facts=facts,
        anytime=aside if draw(st.sampled_from((True, True, False))) else {},
        evidence={
            f"e{number}": Evidence(f"e{number}", "Kept", from_step=source, before=(guarded,))
            for number, (source, guarded) in enumerate(kept)
            if source != guarded
        },
    )


@st.composite
def _steps(draw: st.DrawFn, name: str) -> Step:
    asked = tuple(draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True)))
    targets = draw(st.lists(st.sampled_from((*STEPS, *ENDS)), min_size=1, max_size=2, unique=True))
    names = ("ok", "none") if len(targets) == 2 and draw(st.booleans()) else ("one", "other")
    kind: Kind
    if names[0] == "ok":
        kind = Run("demo.list", pick=RowPick("rows", "Which?", dict.fromkeys(asked, "id")))
    else:
        kind = draw(st.sampled_from((Ask(asked) if asked else Do(name), ASKING)))
    outcomes = {way: Outcome(way, target) for way, target in zip(names, targets, strict=False)}
    by = draw(st.sampled_from(("", *STEPS)))
    return Step(name, "diagnose", name, kind, outcomes, undo=Undo("Put back", by) if by else None)


def ways(runbook: Runbook, place: str) -> Iterator[tuple[str, str]]:
    """How a place can be left, and where to; a way aside has no name."""
    step = runbook.steps.get(place)
    if step is not None:
        yield from ((outcome.name, outcome.to) for outcome in step.outcomes.values())
        for way in runbook.anytime.values():
            if place != way.to and (not way.during or place in way.during):
                yield "", way.to


def walked(runbook: Runbook) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """Every place with every set of steps and outcomes by which some walk came to it; found by walking."""
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = {(runbook.start, frozenset())}
    todo = list(seen)
    while todo:
        place, done = todo.pop()
        for outcome, target in ways(runbook, place):
            after = (target, done | {(place, outcome)} if outcome else done)
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return seen
