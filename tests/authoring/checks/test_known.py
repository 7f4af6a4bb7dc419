from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.checks.known import brings, ignorant, known
from bot.core.runbook import Anytime, Ask, Do, Fact, Outcome, RowPick, Run, Runbook, Step
from bot.core.values import Type

STEPS = "abcd"
FACTS = ("one", "two", "three")


@st.composite
def runbooks(draw: st.DrawFn) -> Runbook:
    """Small machines whose steps ask for facts or pick a row; `end` is an end. Some have a way aside."""
    steps = {}
    for name in STEPS:
        asked = tuple(draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True)))
        targets = draw(st.lists(st.sampled_from((*STEPS, "end")), min_size=1, max_size=2, unique=True))
        picked = len(targets) == 2 and draw(st.booleans())
        names = ("ok", "none") if picked else ("one", "other")
        outcomes = {
            outcome: Outcome(outcome, target) for outcome, target in zip(names, targets, strict=False)
        }
        pick = Run("demo.list", pick=RowPick("rows", "Which?", dict.fromkeys(asked, "id")))
        kind = pick if picked else Ask(asked) if asked else Do(name)
        steps[name] = Step(name, "diagnose", name, kind, outcomes)
    inputs = draw(st.sets(st.sampled_from(FACTS), max_size=1))
    facts = {name: Fact(name, Type("bool"), name, input=name in inputs) for name in FACTS}
    during = draw(st.lists(st.sampled_from(STEPS), max_size=2, unique=True))
    aside = {"aside": Anytime("aside", "Aside", draw(st.sampled_from((*STEPS, "end"))), tuple(during))}
    anytime = aside if draw(st.booleans()) else {}
    return Runbook("demo/drawn", "Drawn", "a", steps, {"end": "fixed"}, facts=facts, anytime=anytime)


def aside(way: Anytime, place: str) -> bool:
    return place != way.to and (not way.during or place in way.during)


def walked(runbook: Runbook) -> dict[str, set[frozenset[str]]]:
    """For each place: the sets of facts with which some walk arrives, found by walking all of them."""
    start = (runbook.start, frozenset(name for name, fact in runbook.facts.items() if fact.input))
    seen, todo = {start}, [start]
    while todo:
        place, facts = todo.pop()
        if place not in runbook.steps:
            continue
        step = runbook.steps[place]
        leaving = [(way.to, facts) for way in runbook.anytime.values() if aside(way, place)]
        for outcome in step.outcomes.values():
            match step.kind:
                case Ask(facts=asked):
                    leaving.append((outcome.to, facts | set(asked)))
                case Run(pick=RowPick(sets=picked)) if outcome.name != "none":
                    leaving.append((outcome.to, facts | set(picked)))
                case _:
                    leaving.append((outcome.to, facts))
        todo += [after for after in leaving if after not in seen]
        seen |= set(leaving)
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
            assert (walk[0], walk[-1]) == (runbook.start, place)
            assert all(blind(runbook, fact, a, b) for a, b in pairwise(walk))


def blind(runbook: Runbook, fact: str, here: str, there: str) -> bool:
    """Whether one can go from here to there without the fact being set."""
    step = runbook.steps[here]
    outcomes = (out for out in step.outcomes.values() if out.to == there)
    return any(fact not in brings(step, out.name) for out in outcomes) or any(
        way.to == there and aside(way, here) for way in runbook.anytime.values()
    )
