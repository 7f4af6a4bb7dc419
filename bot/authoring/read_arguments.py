"""What a step passes to a command or a runbook, and what it takes from it."""

from collections.abc import Callable, Mapping

from bot.authoring.cel import Vocabulary
from bot.authoring.cel_faults import in_words
from bot.authoring.problem import did_you_mean
from bot.authoring.shape import Fields, Node
from bot.authoring.sheet import SEVERITIES, Sheet
from bot.core.guards import Expression
from bot.core.runbook import Argument, Literally, Lookup
from bot.core.values import BadValue, Type, check

_LOOKUPS = {
    "target": (Type("word", preset="slug"),),
    "severity": (Type("enum", options=SEVERITIES),),
    "incident.id": (Type("word", preset="git-ref"),),
    "now": (Type("time"),),
}
"""What a look-up gives; a value of the first type is one of the others too."""
ITEM = "item"


def read_arguments(
    fields: Fields,
    sheet: Sheet,
    parameters: Mapping[str, Type] | None,
    callee: str,
    element: Type | None = None,
) -> dict[str, Argument]:
    """What is passed, each checked against the parameter's type where that is known.

    `element` is the type of `item`; None where there is none.
    """
    arguments: dict[str, Argument] = {}
    for name, node in fields.entries("with", "parameter"):
        into = None if parameters is None else parameters.get(name)
        if parameters is not None and into is None:
            near = did_you_mean(name, parameters)
            node.say("name", f"`{callee}` takes no `{name}`.", near, key=True)
        argument = _argument(node, sheet, into, element)
        if argument is not None:
            arguments[name] = argument
    return arguments


def _argument(node: Node, sheet: Sheet, into: Type | None, element: Type | None) -> Argument | None:
    value = node.value
    if value == ITEM:
        if element is None:
            node.say(
                "name",
                "`item` is an element of `each`, and there is none here.",
                "Add `each`, or pass something else.",
            )
            return None
        if into is not None and not into.accepts(element):
            node.say("type", f"`item` is {in_words(element)}; {in_words(into)} is needed here.")
        return Lookup(ITEM)
    if isinstance(value, str) and (value.startswith("facts.") or value in _LOOKUPS):
        given = _given(value, sheet)
        if given is None and value.removeprefix("facts.") in sheet.untyped:
            return None
        if given is None:
            near = did_you_mean(value, (f"facts.{name}" for name in sheet.facts))
            node.say("name", f"`{value}` is not a fact.", near)
            return None
        if into is not None and not any(into.accepts(kind) for kind in given):
            node.say("type", f"`{value}` is {in_words(given[0])}; {in_words(into)} is needed here.")
        return Lookup(value)
    if isinstance(value, list):
        texts = tuple(item.text() for item in node.items("texts"))
        if into is not None and into.name != "list":
            node.say("type", f"a list stands here; {in_words(into)} is needed.")
            return None
        return _checked(node, texts, into) if all(texts) else None
    if isinstance(value, bool | int | float | str):
        return _checked(node, value, into)
    node.wanted("a value")
    return None


def _given(name: str, sheet: Sheet) -> tuple[Type, ...] | None:
    """The types that a look-up has; None for a fact that does not exist."""
    if name == "target":
        return (Type("enum", options=sheet.around.targets), *_LOOKUPS[name])
    fact = sheet.facts.get(name.removeprefix("facts."))
    return _LOOKUPS.get(name) or (None if fact is None else (fact.type,))


def _checked(node: Node, value: bool | float | str | tuple[str, ...], into: Type | None) -> Literally:
    if into is not None:
        try:
            return Literally(check(into, value))
        except BadValue as refused:
            node.say("type", f"{refused}.")
    return Literally(value)


def read_sets(fields: Fields, sheet: Sheet, words: Callable[[], Vocabulary]) -> dict[str, Expression]:
    """What is written into which fact. `words`: what the expressions may use; most steps have none."""
    sets: dict[str, Expression] = {}
    if "set" not in fields:
        return sets
    vocabulary = words()
    for name, node in fields.entries("set", "fact"):
        fact = sheet.facts.get(name)
        if name not in sheet.fact_names:
            node.say("name", f"`{name}` is not a fact.", did_you_mean(name, sheet.fact_names), key=True)
        elif fact is not None:
            sets[name] = sheet.expression(node, vocabulary, fact.type)
    return sets
