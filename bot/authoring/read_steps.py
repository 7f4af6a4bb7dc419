"""Steps of a runbook."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from bot.authoring.problem import did_you_mean
from bot.authoring.read_arguments import read_arguments, read_sets
from bot.authoring.read_list import read_list
from bot.authoring.read_outcomes import read_outcomes
from bot.authoring.read_work import read_do, read_meaning_of, read_run
from bot.authoring.shape import LABEL, RUNBOOK, TITLE, Fields, Node
from bot.authoring.sheet import Sheet
from bot.core.runbook import (
    STATUS_PAGE,
    Argument,
    Ask,
    Call,
    Choose,
    Kind,
    Phase,
    Step,
    Undo,
    Update,
    Wait,
)
from bot.core.values import Type

KINDS = ("do", "run", "ask", "choose", "wait", "call", "list", "update")
_WITH_IT = ("with", "set", "auto", "pick", "each", "only", "pass", "approval", "undo")
_KEYS = ("why", "expect", "warn", "by", "within", "covers", *KINDS, *_WITH_IT)
GOES_WITH = {
    "with": ("run", "call"),
    "set": ("run", "call", "list", "do"),
    "auto": ("run", "list"),
    "pick": ("run",),
    "each": ("do", "run"),
    "only": ("list",),
    "pass": ("run",),
    "approval": ("do", "ask", "run", "update"),
    "undo": ("do", "run"),
}
NEEDS = {"pass": "each"}
EXCLUDES = {"pick": "each"}


def read_step(name: str, node: Node, sheet: Sheet, phases: tuple[Phase, ...]) -> Step | None:
    """The step, or None when so much is missing that nothing can be built (reported)."""
    fields = node.fields("a step", ("phase", "title"), (*_KEYS, "next", "outcomes"))
    if fields is None:
        return None
    phase = cast("Phase", fields.choice("phase", phases))
    title = sheet.words(fields, "title", TITLE)
    by = fields.get("by")
    step = {
        "why": sheet.words(fields, "why"),
        "expect": sheet.words(fields, "expect"),
        "warn": sheet.words(fields, "warn"),
    }
    within = fields.duration("within")
    who = sheet.who(by) if by is not None else ""
    covers = fields.covers()
    kind = _kind(fields, sheet)
    outcomes = read_outcomes(kind, fields, sheet)
    if kind is None or outcomes is None or not phase:
        return None
    return Step(
        name,
        phase,
        title,
        kind,
        outcomes,
        by=who,
        within=within,
        approval=_approval(fields, sheet),
        undo=_undo(fields, sheet),
        covers=covers,
        **step,
    )


def _kind(fields: Fields, sheet: Sheet) -> Kind | None:
    present = [word for word in KINDS if word in fields]
    if len(present) != 1:
        said = f"a step is one of {', '.join(KINDS)}; this one is {' and '.join(present) or 'none of them'}."
        fields.node.say("shape", said, key=True)
        return None
    word = present[0]
    for key, kinds in GOES_WITH.items():
        if key in fields and word not in kinds:
            said = f"`{key}` does not go with `{word}`."
            fields.nodes[key].say("shape", said, f"It goes with {', '.join(kinds)}.", key=True)
    for key, other in NEEDS.items():
        if key in fields and word in GOES_WITH[key] and other not in fields:
            said = f"`{key}` says which items pass, and without `{other}` there are none."
            fields.nodes[key].say("shape", said, "Remove it.", key=True)
    for key, other in EXCLUDES.items():
        if key in fields and other in fields:
            fields.nodes[key].say(
                "shape", f"`{key}` does not go with `{other}`.", "Keep one of them.", key=True
            )
    node = fields.nodes[word]
    match word:
        case "do":
            return read_do(fields, sheet)
        case "choose":
            return Choose(sheet.words(fields, "choose"))
        case "ask":
            return Ask(tuple(_facts(node, sheet)))
        case "run":
            return read_run(node, fields, sheet)
        case "list":
            return read_list(node, fields, sheet)
        case "update":
            return _update(node, sheet)
        case "call":
            return _call(node, fields, sheet)
        case _:
            return _wait(node, sheet)


def _facts(node: Node, sheet: Sheet) -> Iterator[str]:
    """The facts that a step asks for."""
    seen: set[str] = set()
    for item in node.one_or_more("facts"):
        name = item.reference("fact", sheet.fact_names)
        if name in seen:
            item.say("shape", f"`{name}` is asked twice here.")
        elif name:
            seen.add(name)
            yield name
    if node.value == []:
        node.say("shape", "nothing is asked.", "Name one or more facts.")


def _call(node: Node, fields: Fields, sheet: Sheet) -> Call | None:
    name = node.name("runbook", RUNBOOK)
    if not name:
        return None
    child = sheet.around.signatures.get(name)
    if child is None:
        near = did_you_mean(name, sheet.around.signatures)
        node.say("name", f"`{name}` is not a runbook.", near)
        return None
    inputs = {key: fact.type for key, fact in child.facts.items() if fact.input}
    arguments = read_arguments(fields, sheet, None if child.untyped else inputs, name)
    return Call(name, arguments, read_sets(fields, sheet, lambda: sheet.with_child(child)))


def _wait(node: Node, sheet: Sheet) -> Wait | None:
    keys = ("for", "to", "run", "with", "every", "until", "unless", "at_least")
    fields = node.fields("a wait", (), keys)
    if fields is None:
        return None
    if ("for" in fields) == ("to" in fields):
        node.say("shape", "a wait has either `for` (how long) or `to` (until when).", key=True)
    command = fields.get("run")
    meaning = None if command is None else read_meaning_of(command, sheet)
    if command is not None and meaning is None:
        return None
    if meaning is None:
        for key in ("with", "every", "until", "unless"):
            if key in fields:
                fields.nodes[key].say(
                    "shape", f"`{key}` needs `run`: a wait without it polls nothing.", key=True
                )
    vocabulary = sheet.vocabulary if meaning is None else sheet.with_result(meaning)
    arguments: dict[str, Argument] = {}
    if command is not None and meaning is not None:
        polled = read_run(
            command,
            Fields(fields.node, {key: fields.nodes[key] for key in ("with",) if key in fields}),
            sheet,
        )
        arguments = dict(polled.arguments) if polled is not None else {}
    until, unless, to = fields.get("until"), fields.get("unless"), fields.get("to")
    return Wait(
        fields.duration("for"),
        None if to is None else sheet.expression(to, sheet.vocabulary, Type("time")),
        "" if meaning is None else meaning.id,
        arguments,
        fields.duration("every") or timedelta(seconds=30),
        None if until is None else sheet.guard(until, vocabulary),
        None if unless is None else sheet.guard(unless, vocabulary),
        fields.duration("at_least"),
    )


def _update(node: Node, sheet: Sheet) -> Update | None:
    fields = node.fields("an update", ("to", "text"), ("component",))
    if fields is None:
        return None
    to, component = fields.get("to"), fields.get("component")
    public = to is not None and to.value == STATUS_PAGE
    if component is not None and not public:
        component.say("shape", "only the status page has components.", "Remove it.", key=True)
    group = STATUS_PAGE if public else sheet.group(to) if to is not None else ""
    return Update(
        group, sheet.words(fields, "text"), component.name("component") if component is not None else ""
    )


def _approval(fields: Fields, sheet: Sheet) -> tuple[str, ...]:
    node = fields.get("approval")
    if node is None:
        return ()
    if node.value == []:
        node.say("shape", "nobody is asked for approval.", "Name one or more groups.")
    if "do" in fields and "each" in fields:
        hint = "Ask for it in a step of its own before, or let a command do this for each."
        node.say("shape", "`approval` does not go with a `do` for each element.", hint, key=True)
    return tuple(name for name in map(sheet.group, node.one_or_more("groups")) if name)


def _undo(fields: Fields, sheet: Sheet) -> Undo | None:
    node = fields.get("undo")
    if node is None:
        return None
    inner = node.fields("an undo", ("title",), ("by",))
    if inner is None:
        return None
    by = inner.get("by")
    title = sheet.words(inner, "title", LABEL)
    return Undo(title, by.reference("step", sheet.steps) if by is not None else "")
