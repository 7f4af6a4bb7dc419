"""Runbooks as plain data: what the model of the tests reads, and the machine's own values made of it.

A book is `{start, steps, ends, facts, inputs, evidence, raises, anytime}`. A step has `kind`, `ways`
(outcome → target; of ask and choose → (target, guard)), and what its kind needs. A guard is
`(fact, value)`, or None for `else`. Facts are `bool`, `digit`, `slug` or `text`. `COMMANDS` says what may
run.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from bot.core.catalogue import Entry, Exec, Parameter
from bot.core.guards import Scope
from bot.core.policy import Policy
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    STATUS_PAGE,
    Anytime,
    Ask,
    Call,
    Choose,
    Do,
    Evidence,
    Fact,
    Kind,
    Lookup,
    Meaning,
    Outcome,
    Risk,
    Run,
    Runbook,
    Severity,
    SeverityRule,
    Step,
    Undo,
    Update,
    Wait,
)
from bot.core.values import Type
from tests.core.outage import POLICY, When, Yields, fact_is

Plain: TypeAlias = dict[str, Any]

TYPES = {
    "bool": Type("bool"),
    "digit": Type("int", minimum=0, maximum=9),
    "slug": Type("word", preset="slug"),
    "text": Type("text"),
}
FACTS = {"flag": "bool", "count": "digit", "word": "slug"}

COMMANDS: Plain = {
    f"{place}.{risk}": {"risk": risk, "verdicts": ("ok", "bad"), "hand": place == "hand"}
    for place in ("app", "hand")
    for risk in ("read", "tell", "change", "destroy")
}
"""All that the small runbooks run; what begins with `hand.` only a person can."""


def rulebook(books: Mapping[str, Plain], commands: Plain = COMMANDS, policy: Policy = POLICY) -> Rulebook:
    """The machine's rules for these books."""
    meanings = {name: _meaning(name, command) for name, command in commands.items()}
    entries = {
        name: Entry(name, name, meaning.risk, Exec((name, Parameter("word"))), meaning)
        for name, meaning in meanings.items()
    }
    by_hand = {name: "no program is bound" for name, command in commands.items() if command["hand"]}
    by_hand[STATUS_PAGE] = "no status page is connected"
    built = {name: _book(name, book, meanings) for name, book in books.items()}
    return Rulebook({"digest": built}, entries, by_hand, policy)


def _meaning(name: str, command: Plain) -> Meaning:
    returns = {"n": TYPES["digit"]}
    return Meaning(name, name, Risk(command["risk"]), returns, command["verdicts"], hand=command["hand"])


def _book(name: str, book: Plain, meanings: dict[str, Meaning]) -> Runbook:
    return Runbook(
        id=name,
        title=name,
        start=book["start"],
        severity=Severity.P2,
        steps={id_: _step(id_, step) for id_, step in book["steps"].items()},
        ends=book["ends"],
        facts={
            fact: Fact(fact, TYPES[kind], f"{fact}?", input=fact in book.get("inputs", ()))
            for fact, kind in book.get("facts", FACTS).items()
        },
        evidence={
            id_: Evidence(
                id_,
                f"The {id_}",
                from_step=item.get("from", ""),
                required=item.get("required", True),
                before=tuple(item.get("before", ())),
            )
            for id_, item in book.get("evidence", {}).items()
        },
        raises=tuple(
            SeverityRule(fact_is(fact, value), Severity(to), "it says so")
            for fact, value, to in book.get("raises", ())
        ),
        meanings=meanings,
        anytime={id_: _anytime(id_, way) for id_, way in book.get("anytime", {}).items()},
    )


def _anytime(id_: str, way: Plain) -> Anytime:
    alert = way.get("alert")
    guard = When(lambda scope: scope.labels.get("alertname") == alert) if alert else None
    return Anytime(
        id_, f"Out by {id_}", way["to"], tuple(way.get("during", ())), guard, way.get("auto", False)
    )


def _step(id_: str, step: Plain) -> Step:
    within = step.get("within")
    return Step(
        id_,
        step.get("phase", "diagnose"),
        id_,
        _kind(step),
        {name: _way(name, way) for name, way in step["ways"].items()},
        within=timedelta(minutes=within) if within else None,
        approval=tuple(step.get("approval", ())),
        undo=Undo(f"Undo {id_}", by=step["undo"]) if "undo" in step else None,
    )


def _way(name: str, way: Any) -> Outcome:
    if isinstance(way, str):
        return Outcome(name, way)
    to, guard = way
    if guard is None:
        return Outcome(name, to, is_else=True)
    return Outcome(name, to, when=fact_is(*guard))


def _kind(step: Plain) -> Kind:
    arguments = {fact: Lookup(f"facts.{fact}") for fact in step.get("reads", ())}
    match step["kind"]:
        case "do":
            return Do("Do it.")
        case "ask":
            return Ask(tuple(step["asks"]))
        case "choose":
            return Choose("")
        case "update":
            return Update(step["to"], "Know: {facts.word}.")
        case "run":
            sets = {fact: _returned(key) for fact, key in step.get("sets", {}).items()}
            return Run(step["command"], arguments, sets, auto=step.get("auto", False))
        case "call":
            brings = {fact: _of_child(key) for fact, key in step.get("brings", {}).items()}
            given = {fact: Lookup(f"facts.{fact}") for fact in step.get("gives", ())}
            return Call(step["book"], given, brings)
        case _:
            return Wait(
                timedelta(minutes=step["minutes"]),
                command=step.get("command", ""),
                arguments=arguments,
                every=timedelta(seconds=step.get("every", 60)),
                until=_verdict_is(step.get("until")),
                unless=_verdict_is(step.get("unless")),
                at_least=timedelta(minutes=step["at_least"]) if "at_least" in step else None,
            )


def _returned(key: str) -> Yields:
    return Yields(lambda scope: (scope.result or {}).get(key))


def _of_child(key: str) -> Yields:
    return Yields(lambda scope: (scope.child or {}).get(key))


def _verdict_is(verdict: str | None) -> When | None:
    def holds(scope: Scope) -> bool:
        return scope.verdict == verdict

    return When(holds) if verdict else None
