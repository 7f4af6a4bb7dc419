"""Steps of a runbook."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import cast

from bot.authoring.problem import did_you_mean, nearest
from bot.authoring.read_arguments import read_arguments, read_sets
from bot.authoring.read_outcomes import read_outcomes
from bot.authoring.shape import COMMAND, LABEL, RUNBOOK, TITLE, Fields, Node, is_later
from bot.authoring.sheet import Sheet
from bot.core.runbook import (
    Argument,
    Ask,
    Call,
    Choose,
    Do,
    Kind,
    Meaning,
    Phase,
    Run,
    Step,
    Undo,
    Wait,
)
from bot.core.values import Type

KINDS = ("do", "run", "ask", "choose", "wait", "call")
LATER = ("list", "update", "pick", "each", "only", "pass")
BLOCKS = "handrail.blocks"
_KEYS = ("why", "expect", "warn", "by", "within", "covers", *KINDS, "with", "set", "auto", "approval", "undo")
_GOES_WITH = {
    "with": ("run", "call"),
    "set": ("run", "call"),
    "auto": ("run",),
    "approval": ("do", "ask", "run"),
    "undo": ("do", "run"),
}


def read_step(name: str, node: Node, sheet: Sheet, phases: tuple[Phase, ...]) -> Step | None:
    """The step, or None when so much is missing that nothing can be built (reported)."""
    is_late = isinstance(node.value, dict) and any(word in node.value for word in LATER)
    fields = node.fields("a step", ("phase", "title"), (*_KEYS, "next", "outcomes"), LATER)
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
    if is_late:
        return None
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
        approval=_approval(fields, sheet, kind),
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
    for key, kinds in _GOES_WITH.items():
        if key in fields and word not in kinds:
            said = f"`{key}` does not go with `{word}`."
            fields.nodes[key].say("shape", said, f"It goes with {', '.join(kinds)}.", key=True)
    node = fields.nodes[word]
    match word:
        case "do":
            return Do(sheet.words(fields, "do"))
        case "choose":
            return Choose(sheet.words(fields, "choose"))
        case "ask":
            return Ask(tuple(_facts(node, sheet)))
        case "run":
            return _run(node, fields, sheet)
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


def _meaning(node: Node, sheet: Sheet) -> Meaning | None:
    """What the entry means that a step names; None when there is none, or it could not be read."""
    if node.value == BLOCKS:
        node.say("shape", is_later(BLOCKS), "Leave it out for now.")
        return None
    name = node.name("command", COMMAND)
    if not name:
        return None
    meaning = sheet.around.meanings.get(name)
    if meaning is None:
        if name not in sheet.around.commands:
            near = did_you_mean(name, sheet.around.commands)
            node.say("name", f"`{name}` is not a command of the catalogue.", near)
        sheet.complete = False
    return meaning


def _run(node: Node, fields: Fields, sheet: Sheet) -> Run | None:
    meaning = _meaning(node, sheet)
    if meaning is None:
        return None
    parameters = None if sheet.around.parameters is None else sheet.around.parameters.get(meaning.id)
    arguments = read_arguments(fields, sheet, parameters, meaning.id)
    if parameters is not None:
        written = fields.get("with")
        given = written.value if written is not None else {}
        lacking = _lacking(parameters, given) if isinstance(given, dict) else []
        if lacking:
            place = written or node
            said = f"`{meaning.id}` needs {', '.join(f'`{name}`' for name in lacking)}."
            place.say("name", said, "Add it to `with`.", key=written is not None)
    return Run(
        meaning.id, arguments, read_sets(fields, sheet, sheet.with_result(meaning)), fields.flag("auto")
    )


def _lacking(parameters: Mapping[str, Type], given: Mapping[str, object]) -> list[str]:
    """Parameters that are not given; one that is only misspelled is reported as that."""
    meant = {nearest(name, parameters) for name in given if name not in parameters}
    return [name for name in parameters if name not in given and name not in meant]


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
    return Call(name, arguments, read_sets(fields, sheet, sheet.with_child(child)))


def _wait(node: Node, sheet: Sheet) -> Wait | None:
    keys = ("for", "to", "run", "with", "every", "until", "unless", "at_least")
    fields = node.fields("a wait", (), keys)
    if fields is None:
        return None
    if ("for" in fields) == ("to" in fields):
        node.say("shape", "a wait has either `for` (how long) or `to` (until when).", key=True)
    command = fields.get("run")
    meaning = None if command is None else _meaning(command, sheet)
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
        polled = _run(
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


def _approval(fields: Fields, sheet: Sheet, kind: Kind) -> tuple[str, ...]:
    node = fields.get("approval")
    if node is None:
        return ()
    if node.value == []:
        node.say("shape", "nobody is asked for approval.", "Name one or more groups.")
    groups = tuple(name for name in map(sheet.group, node.one_or_more("groups")) if name)
    if groups and not isinstance(kind, Run):
        node.say("shape", is_later("approval of a do or an ask"), "Only a `run` can ask for one now.")
    return groups


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
