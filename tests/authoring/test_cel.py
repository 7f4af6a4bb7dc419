from datetime import UTC, datetime

import pytest

from bot.authoring.cel import CelExpression, CelGuard, Pool, Vocabulary
from bot.authoring.cel_faults import faults
from bot.core.guards import Scope
from bot.core.values import Row, Type, Value

NOW = datetime(2024, 1, 15, 12, 0, tzinfo=UTC)
TABLE = Type("table", columns=(("id", Type("word", preset="slug")), ("at", Type("time"))))
TYPES = {
    "facts.lost": Type("bool"),
    "facts.count": Type("int"),
    "facts.rate": Type("number"),
    "facts.since": Type("time"),
    "facts.kind": Type("enum", options=("disk", "net")),
    "facts.names": Type("list", of=Type("text")),
    "result.rows": TABLE,
    "result.count": Type("int"),
    "result.verdict": Type("enum", options=("ok", "bad")),
    "child.cause": Type("text"),
    "severity": Type("enum", options=("P0", "P1")),
    "target": Type("text"),
    "now": Type("time"),
}
WORDS = Vocabulary(TYPES, raw=frozenset({"labels", "annotations"}))
FACTS: dict[str, Value] = {
    "lost": True,
    "count": 3,
    "rate": 5.0,
    "since": "2024-01-15T11:30:00Z",
    "kind": "disk",
    "names": ("a", "b"),
}
ROW: Row = {"id": "a", "at": "2024-01-15T11:00:00Z"}
SCOPE = Scope(
    facts=FACTS,
    severity="P1",
    target="prod",
    now=NOW,
    result={"rows": (ROW,), "count": 2},
    verdict="ok",
    child={"cause": "disk"},
    labels={"alertname": "Broken", "kind": "disk"},
    annotations={"url": "https://x"},
)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("facts.lost", True),
        ("!facts.lost", False),
        ("facts.count == 3 && facts.rate > 4.5", True),
        ("now - facts.since <= duration('1h')", True),
        ("now > facts.since + duration('1h')", False),
        ("facts.since == timestamp('2024-01-15T11:30:00Z')", True),
        ('facts.kind in ["disk", "net"]', True),
        ('"b" in facts.names && size(facts.names) == 2', True),
        ("size(result.rows) == 1", True),
        ('result.verdict == "ok" && result.count > facts.count', False),
        ('child.cause == facts.kind && severity == "P1" && target == "prod"', True),
        ('labels.alertname == "Broken" && labels.kind == facts.kind', True),
        ('annotations.url.startsWith("https")', True),
        ('"gone" in labels', False),
    ],
)
def test_a_guard_holds_or_does_not(source: str, holds: bool) -> None:
    guard = CelGuard(source, WORDS)

    assert faults(guard, Type("bool")) == []
    assert guard.holds(SCOPE) is holds


@pytest.mark.parametrize(
    "source",
    [
        'labels.gone == "x"',  # CEL's error is a value, and a truthy one
        "1 / 0 == 1",
        "facts.names[7] == 'a'",
        "facts.count",  # not a yes or no
        "facts.gone",  # does not compile
        "",
        "facts.lost &&",
    ],
)
def test_a_guard_that_errs_cannot_be_told(source: str) -> None:
    assert CelGuard(source, WORDS).holds(SCOPE) is None


@pytest.mark.parametrize(
    "source", ["facts.lost", "facts.lost || true", "now > facts.since", "child.cause == ''"]
)
def test_a_guard_over_something_unknown_cannot_be_told(source: str) -> None:
    assert CelGuard(source, WORDS).holds(Scope(facts={"count": 1})) is None


def test_a_value_that_no_type_would_store_cannot_be_told() -> None:
    guard = CelGuard("facts.since > now && facts.kind != child.cause", WORDS)

    assert (
        guard.holds(Scope(facts={"since": "soon", "kind": "\ud800"}, now=NOW, child={"cause": "x"})) is None
    )
    assert CelGuard("child.cause != ''", WORDS).holds(Scope(child={"cause": "\ud800"})) is None


def test_a_guard_names_the_facts_it_reads() -> None:
    guard = CelGuard('facts.lost && "facts.count" != labels.x // facts.rate', WORDS)

    assert guard.reads == {"lost"}
    assert guard.source.startswith("facts.lost")


@pytest.mark.parametrize(
    ("source", "kind", "value"),
    [
        ("facts.count + 1", Type("int"), 4),
        ("facts.count", Type("number"), 3.0),
        ("now", Type("time"), "2024-01-15T12:00:00Z"),
        ("facts.since - duration('30m')", Type("time"), "2024-01-15T11:00:00Z"),
        ('facts.lost ? "disk" : "net"', Type("enum", options=("disk", "net")), "disk"),
        ('facts.names + ["c"]', Type("list", of=Type("text")), ("a", "b", "c")),
        ("labels.alertname", Type("text"), "Broken"),
    ],
)
def test_an_expression_yields_the_stored_form_of_its_type(source: str, kind: Type, value: Value) -> None:
    expression = CelExpression(source, WORDS, kind)

    assert faults(expression, kind) == []
    assert expression.value(SCOPE) == value


def test_an_expression_whose_value_does_not_fit_its_type_yields_nothing() -> None:
    assert CelExpression("facts.count", WORDS, Type("int", maximum=2)).value(SCOPE) is None
    assert CelExpression("labels.gone", WORDS, Type("text")).value(SCOPE) is None


def test_nothing_is_compiled_before_its_first_use() -> None:
    guard = CelGuard("facts.lost", WORDS)

    assert guard._compiled is None  # noqa: SLF001 - what is promised to the start-up budget
    assert guard.holds(SCOPE) is True
    assert guard._compiled is not None  # noqa: SLF001 - as above


def test_guards_are_equal_when_their_sources_are() -> None:
    assert CelGuard("facts.lost", WORDS) == CelGuard("facts.lost", WORDS)
    assert len({CelGuard("facts.lost", WORDS), CelGuard("facts.lost", WORDS)}) == 1
    assert CelGuard("facts.lost", WORDS) != CelExpression("facts.lost", WORDS, Type("bool"))
    assert repr(CelGuard("facts.lost", WORDS)) == "`facts.lost`"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("facts.\nlots", "`facts.lots` is not known here. Did you mean `facts.lost`?"),
        ("find(target, 'a')", "`find` cannot be called here. "),
        ("[1, 2][0", "the expression breaks off or goes wrong here. It is written in CEL."),
        ("target.foo()", "`foo` is not known here."),
        ("facts.lost.deep", "the expression cannot be read: expression of type 'bool' cannot be the operand"),
        (r"""'di\'sk' == facts.kind""", "`facts.kind` is never `di'sk`. Did you mean `disk`?"),
        ("facts.lost ? 1 : 'a'", "`?:` does not go with bool and int and text. "),
        ("size(result.rows) > 0 && result.rows.size() > 0", ""),
        ('r"di\\sk" == facts.kind', "`facts.kind` is never `di\\sk`."),
        ('"di\'\\x41" == facts.kind', ""),
        ('"""disk""" == facts.kind', ""),
        ("facts.names == [1]", "`==` does not go with list and list. "),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(source: str, said: str) -> None:
    found = faults(CelGuard(source, WORDS), None)

    assert [f"{fault.problem} {fault.hint}"[: len(said)] for fault in found] == ([said] if said else [])


def test_names_that_only_a_neighbour_knows_are_unknown() -> None:
    pool = Pool()
    here = Vocabulary({"facts.lost": Type("bool")}, pool=pool)
    Vocabulary({"facts.lost": Type("bool"), "result.whole": Type("bool")}, pool=pool)
    guard = CelGuard("facts.lost || result.whole", here)

    found = faults(guard, Type("bool"))

    assert [(fault.offset, fault.problem) for fault in found] == [(14, "`result.whole` is not known here.")]
    assert guard.holds(Scope(facts={"lost": True}, result={"whole": True})) is None


def test_vocabularies_that_contradict_each_other_keep_their_own_types() -> None:
    pool = Pool()
    counted = Vocabulary({"result.x": Type("int")}, pool=pool)
    named = Vocabulary({"result.x": Type("text")}, pool=pool)

    assert CelGuard("result.x > 1", counted).holds(Scope(result={"x": 2})) is True
    assert CelGuard('result.x == "a"', named).holds(Scope(result={"x": "a"})) is True


def test_a_whole_number_stored_in_a_number_is_a_number() -> None:
    assert CelGuard("facts.rate < 5.5", WORDS).holds(Scope(facts={"rate": 5})) is True
