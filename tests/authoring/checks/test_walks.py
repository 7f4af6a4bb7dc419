from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.checks.walks import Graph, backwards, cycles, reachable, shortest

NAMES = "abcdef"


def graphs() -> st.SearchStrategy[Graph]:
    targets = st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple)
    return st.fixed_dictionaries(dict.fromkeys(NAMES, targets))


def closure(graph: Graph) -> set[tuple[str, str]]:
    """Every pair with a walk of one step or more between them, by squaring until nothing is new."""
    pairs = {(a, b) for a, targets in graph.items() for b in targets}
    while True:
        more = pairs | {(a, d) for a, b in pairs for c, d in pairs if b == c}
        if more == pairs:
            return pairs
        pairs = more


@given(graphs(), st.sampled_from(NAMES))
def test_reachable_is_the_start_and_all_that_a_walk_leads_to(graph: Graph, start: str) -> None:
    assert reachable(graph, start) == {start} | {b for a, b in closure(graph) if a == start}


@given(graphs(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_shortest_walk_exists_exactly_where_one_can_walk_and_follows_the_outcomes(
    graph: Graph, start: str, goal: str
) -> None:
    walk = shortest(graph, start, goal)

    assert (walk is not None) == (goal in reachable(graph, start))
    if walk is not None:
        assert (walk[0], walk[-1]) == (start, goal)
        assert len(set(walk)) == len(walk)
        assert all(b in graph[a] for a, b in pairwise(walk))


@given(graphs())
def test_going_backwards_turns_each_edge_around(graph: Graph) -> None:
    turned = backwards(graph)

    assert {(a, b) for a, targets in graph.items() for b in targets} == {
        (b, a) for a, targets in turned.items() for b in targets
    }


@given(graphs())
def test_a_cycle_is_found_for_each_knot_and_only_there(graph: Graph) -> None:
    on_a_cycle = {a for a, b in closure(graph) if a == b}

    found = cycles(graph)

    assert all(walk[0] == walk[-1] and all(b in graph[a] for a, b in pairwise(walk)) for walk in found)
    knots = {frozenset(reachable(graph, a) & reachable(backwards(graph), a)) for a in on_a_cycle}
    assert {frozenset(reachable(graph, w[0]) & reachable(backwards(graph), w[0])) for w in found} == knots
    assert len(found) == len(knots)
