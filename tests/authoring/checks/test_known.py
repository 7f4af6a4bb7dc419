from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.checks.known import brings, ignorant, known
from bot.core.runbook import Ask, RowPick, Run, Runbook
from tests.authoring.checks.drawn import FACTS, UNHURRIED, runbooks, walked, ways


def brought(runbook: Runbook, done: frozenset[tuple[str, str]]) -> frozenset[str]:
    """The facts that a walk brings which left these steps by these outcomes."""
    facts = {name for name, fact in runbook.facts.items() if fact.input}
    for step, outcome in done:
        match runbook.steps[step].kind:
            case Ask(facts=asked):
                facts |= set(asked)
            case Run(pick=RowPick(sets=picked)) if outcome != "none":
                facts |= set(picked)
            case _:
                pass
    return frozenset(facts)


@UNHURRIED
@given(runbooks())
def test_a_fact_is_known_where_every_walk_brings_it(runbook: Runbook) -> None:
    arrived: dict[str, list[frozenset[str]]] = {}
    for place, done in walked(runbook):
        arrived.setdefault(place, []).append(brought(runbook, done))

    assert known(runbook) == {place: frozenset.intersection(*facts) for place, facts in arrived.items()}


@UNHURRIED
@given(runbooks(), st.sampled_from(FACTS))
def test_a_counter_example_sets_the_fact_nowhere_and_exists_where_the_fact_is_not_known(
    runbook: Runbook, fact: str
) -> None:
    for place, facts in known(runbook).items():
        walk = ignorant(runbook, fact, place)

        assert (walk is not None) == (fact not in facts)
        if walk is not None:
            assert (walk[0], walk[-1]) == (runbook.start, place)
            assert all(blind(runbook, fact, a, b) for a, b in pairwise(walk))


def blind(runbook: Runbook, fact: str, here: str, there: str) -> bool:
    """Whether one can go from here to there without the fact being set."""
    step = runbook.steps[here]
    return any(
        target == there and (not outcome or fact not in brings(step, outcome))
        for outcome, target in ways(runbook, here)
    )
