"""A runbook in prose: every part of the language, word for word."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.authoring.explain import explain
from bot.authoring.explain.words import condition, listed, text
from bot.authoring.library import load
from bot.core.rulebook import Rulebook
from tests.authoring.trees import SHIPPED

TOLD = Path(__file__).parent / "told"


@pytest.mark.parametrize("name", ["outage", "hand-over"])
def test_a_runbook_reads_word_for_word(name: str) -> None:
    loaded = load(TOLD / "before")

    said = explain(
        loaded.runbooks[f"shop/{name}"], Rulebook({}, loaded.entries, policy=loaded.policies["shop"])
    )

    assert said == (TOLD / f"{name}.md").read_text(encoding="utf-8")


def test_every_shipped_runbook_can_be_told_and_each_step_is_in_it() -> None:
    loaded = load(SHIPPED, compile_all=False)

    for name, book in loaded.runbooks.items():
        rules = Rulebook({}, loaded.entries, policy=loaded.policies[book.system])
        said = " ".join(explain(book, rules).split())
        missing = [step.title for step in book.steps.values() if f". {text(step.title)} " not in said]
        assert not missing, name


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("facts.lost", "“lost” is yes"),
        ("!facts.is_lost", "“is lost” is no"),
        ('facts.disk == "errors"', "“disk” is “errors”"),
        ("facts.n >= 3 && facts.n < 9", "“n” is at least 3 and “n” is less than 9"),
        ('severity == "P0" || facts.lost', "the severity is “P0” or “lost” is yes"),
        ("size(result.rows) > 0", "the number of “rows” is more than 0"),
        ('"a" in facts.nodes', "“a” is among “nodes”"),
        ('labels.alertname == "A && B"', "the alert's label `alertname` is “A && B”"),
        ("annotations.team == 'a'", "the alert's annotation `team` is “a”"),
        ("size(items.failed) == 0", "the number of the things that are failed is 0"),
        ("facts.lost == true", "“lost” is yes"),
        ("result.verdict != 'ok'", "its verdict is not “ok”"),
        ("(facts.a || facts.b) && facts.c", "`(facts.a || facts.b)` and “c” is yes"),
        ("now - facts.since < duration('1h')", "`now - facts.since < duration('1h')`"),
    ],
)
def test_a_condition_is_said_in_words_where_it_can_be(source: str, words: str) -> None:
    assert condition(source) == words


def test_words_are_listed_as_people_do() -> None:
    assert [listed("ab"[:n]) for n in range(3)] == ["", "a", "a and b"]
    assert listed("abc", "or") == "a, b or c"


def test_a_secret_class_without_words_or_findings_is_told_too() -> None:
    loaded = load(TOLD / "before")
    book = loaded.runbooks["shop/outage"]
    given = {name: replace(fact, input=True) for name, fact in book.facts.items()}

    said = explain(replace(book, private=True, facts=given, words=(), triggers=()), Rulebook({}))

    assert "Its channel is private, and nothing about it is announced." in said
    assert "Found out on the way" not in said
    assert "Somebody picks it by its name" in said
