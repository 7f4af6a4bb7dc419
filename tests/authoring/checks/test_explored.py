"""The proofs' verdicts on random runbooks equal what walking them in all ways shows."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from bot.authoring.checks import before, decided, finish, reach, spin, unset
from bot.authoring.checks.finding import Finding, Proof
from bot.authoring.library import Loaded
from bot.core.guards import Scope
from bot.core.runbook import Choose, Fact, Outcome, Runbook, Severity, Step
from bot.core.values import Type
from tests.authoring.checks.explored import Explorer, all_assignments, runbooks, told
from tests.core.outage import When

ENDS = {"over", "lost"}
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found(proof: Proof, book: Runbook) -> list[Finding]:
    return list(proof(Loaded(runbooks={book.id: book})))


@MANY
@given(runbooks())
def test_the_verdicts_are_those_of_walking_every_walk(book: Runbook) -> None:
    seen = Explorer(book).walk()
    unreached = {str(one.path[1]) for one in found(reach.reach, book)}
    note(told(book))

    guarded = {step for one in book.evidence.values() for step in one.before} & seen.places
    assert bool(found(before.before, book) if guarded else []) == seen.gated
    if seen.gated:
        return  # it is refused for that, and nobody comes any further
    assert bool(reads_unset(book, seen.places)) == seen.asked_first
    assert seen.spins <= bool(found(spin.spin, book)), "what spins is told"
    if seen.spins:
        return  # the bot stops it, and nobody comes any further
    assert unreached == {*book.steps, *book.ends} - seen.places
    if not unreached:
        assert found(spin.spin, book) == []
    if not book.anytime:  # a way out at any time is no way to finish
        assert bool(found(finish.finish, book)) == bool(seen.stuck(ENDS))


def reads_unset(book: Runbook, reached: set[str]) -> list[Finding]:
    """What is told of facts that a step reads before they are known, or that nothing ever sets."""
    read = {fact for step in book.steps.values() if step.id in reached for fact in step.reads()}
    return [one for one in found(unset.unset, book) if one.path[0] == "steps" or one.path[1] in read]


@MANY
@given(
    st.lists(
        st.frozensets(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=8),
        min_size=1,
        max_size=3,
    )
)
def test_a_choice_is_decided_exactly_when_some_outcome_holds_for_all_values(
    truths: list[frozenset[tuple[bool, bool, bool]]],
) -> None:
    names = ("a", "b", "c")

    def guard(truth: frozenset[tuple[bool, bool, bool]]) -> When:
        def holds(scope: Scope) -> bool:
            a, b, c = (bool(scope.facts[name]) for name in names)
            return (a, b, c) in truth

        return When(holds, frozenset(names))

    ways = {f"w{n}": Outcome(f"w{n}", "over", when=guard(truth)) for n, truth in enumerate(truths)}
    book = Runbook(
        "app/choice",
        "Choice",
        "way",
        {"way": Step("way", "diagnose", "Which way?", Choose(""), ways)},
        {"over": "fixed"},
        severity=Severity.P2,
        facts={name: Fact(name, Type("bool"), "?", input=True) for name in names},
    )
    open_cases = [case for case in all_assignments(3) if not any(case in truth for truth in truths)]

    assert bool(found(decided.decided, book)) == bool(open_cases)
