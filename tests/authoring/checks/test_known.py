from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.checks.known import ignorant, known, sets
from bot.core.runbook import Ask, Do, Fact, Outcome, Runbook, Step
from bot.core.values import Type

STEPS = "abcd"
FACTS = ("one", "two", "three")


@st.composite
def runbooks(draw: st.DrawFn) -> Runbook:
    """Small machines whose steps ask for facts; `end` is an end."""
    steps = {}
    for name in STEPS:
        asked = tuple(draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True)))
        targets = draw(st.lists(st.sampled_from((*STEPS, "end")), min_size=1, max_size=2, unique=True))
        outcomes = {f"to-{target}": Outcome(f"to-{target}", target) for target in targets}
        steps[name] = Step(name, "diagnose", name, Ask(asked) if asked else Do(name), outcomes)
    inputs = draw(st.sets(st.sampled_from(FACTS), max_size=1))
    facts = {name: Fact(name, Type("bool"), name, input=name in inputs) for name in FACTS}
    return Runbook("demo/drawn", "Drawn", "a", steps, {"end": "fixed"}, facts=facts)


def walked(runbook: Runbook) -> dict[str, set[frozenset[str]]]:
    """For each place: the sets of facts with which some walk arrives, found by walking all of them."""
    start = (runbook.start, frozenset(name for name, fact in runbook.facts.items() if fact.input))
    seen, todo = {start}, [start]
    while todo:
        place, facts = todo.pop()
        if place not in runbook.steps:
            continue
        step = runbook.steps[place]
        asked = step.kind.facts if isinstance(step.kind, Ask) else ()
        for outcome in step.outcomes.values():
            after = (outcome.to, facts | set(asked))
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return {place: {facts for name, facts in seen if name == place} for place, _ in seen}


@given(runbooks())
def test_a_fact_is_known_where_every_walk_brings_it(runbook: Runbook) -> None:
    oracle = {place: frozenset.intersection(*ways) for place, ways in walked(runbook).items()}

    assert known(runbook) == oracle


@given(runbooks(), st.sampled_from(FACTS))
def test_a_counter_example_sets_the_fact_nowhere_and_exists_where_the_fact_is_not_known(
    runbook: Runbook, fact: str
) -> None:
    for place, facts in known(runbook).items():
        walk = ignorant(runbook, fact, place)

        assert (walk is not None) == (fact not in facts)
        if walk is not None:
            assert not any(fact in sets(runbook.steps[step]) for step in walk[:-1])
            assert walk[-1] == place
