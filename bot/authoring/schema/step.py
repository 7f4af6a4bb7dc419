"""A step of a runbook: what is common to all, the kinds, and the ways out."""

from bot.authoring.read_steps import EXCLUDES, GOES_WITH, KINDS, NEEDS
from bot.authoring.schema.parts import (
    Schema,
    cel,
    command_name,
    covers,
    duration,
    either,
    entries,
    flag,
    groups,
    label,
    name,
    one_of,
    one_or_more,
    runbook_name,
    shape,
    text,
    title,
    told,
)
from bot.authoring.shape import NAME
from bot.core.runbook import INCIDENT_PHASES, PROCEDURE_PHASES, STATUS_PAGE
from bot.core.values import LIST_LIMIT

_LIST_FACT = {"type": "string", "pattern": r"^facts\.[a-z][a-z0-9_]*$"}


def step() -> Schema:
    """One state of the machine."""
    phases = dict.fromkeys((*INCIDENT_PHASES, *PROCEDURE_PHASES))
    found = shape(
        "a step",
        "One state: where people are, what is to be done, and the ways out.",
        {
            "phase": one_of("Where in the response it belongs.", list(phases)),
            "title": title("What is to be done, in a line."),
        },
        {
            "why": text("Why it is done: what a responder at night needs to believe it."),
            "expect": text("What is seen when it works."),
            "warn": text("What can go wrong."),
            "by": name("A role or group that is asked and reminded; anyone may do it."),
            "within": duration("How long it should take; then people are reminded."),
            "covers": covers(),
            **_kinds(),
            **_with_it(),
            "next": name("The step or end where every outcome leads."),
            "outcomes": {
                **entries("The ways out: all that its kind can have.", _outcome()),
                "minProperties": 1,
            },
        },
    )
    found["allOf"] = [either(*KINDS), either("next", "outcomes")]
    found["dependentSchemas"] = {
        key: {"anyOf": [{"required": [kind]} for kind in kinds]} for key, kinds in GOES_WITH.items()
    }
    found["dependentRequired"] = {key: [needed] for key, needed in NEEDS.items()}
    found["allOf"] += [{"not": {"required": ["do", "each", "approval"]}}]
    found["if"] = {"anyOf": [{"required": ["ask"]}, {"required": ["choose"]}]}
    found["then"] = {"properties": {"outcomes": _decided()}}
    found["else"] = {"properties": {"outcomes": {"additionalProperties": {"properties": {"when": False}}}}}
    found["allOf"] += [{"not": {"required": [key, other]}} for key, other in EXCLUDES.items()]
    return found


def _kinds() -> dict[str, Schema]:
    return {
        "do": text("A person does what the text says."),
        "run": command_name("A command of the catalogue; its verdicts are the outcomes."),
        "ask": one_or_more("Facts that are asked in one form.", told("A fact.", _fact_name())),
        "choose": text("As ask, at once and without a person: the first outcome that holds."),
        "wait": _wait(),
        "call": runbook_name("Another runbook, walked first; its ends are the outcomes."),
        "list": _list(),
        "update": _update(),
    }


def _with_it() -> dict[str, Schema]:
    return {
        "with": arguments(),
        "set": sets("What is written into facts: over `result`, `items` or `child`."),
        "auto": flag("It starts by itself (only what reads)."),
        "pick": _pick(),
        "each": told("Once for each element of this list fact, which is `item`.", _LIST_FACT),
        "only": told("Just the items that this list fact names.", _LIST_FACT),
        "pass": _passes(),
        "approval": groups("Groups of which another person must say yes first."),
        "undo": _undo(),
    }


def _fact_name() -> Schema:
    return {"type": "string", "pattern": f"^{NAME.pattern}$"}


def arguments() -> Schema:
    """What is passed."""
    scalar: Schema = {"type": ["string", "boolean", "number"]}
    passed: Schema = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
    about = "What is passed: a literal, `facts.x`, `item`, `target`, `severity`, `incident.id` or `now`."
    return entries(about, passed)


def sets(about: str) -> Schema:
    """Facts and the expressions that give them."""
    return entries(about, cel("The value."))


def _passes() -> Schema:
    return one_or_more("Verdicts with which an item passes; else `ok`.", name("A verdict."))


def _outcome() -> Schema:
    way = shape(
        "an outcome",
        "One way out.",
        {"to": name("A step or an end.")},
        {"label": title("What its button says."), "when": cel("Of ask and choose: when it is taken.")},
    )
    return {"anyOf": [name("A step or an end."), way]}


def _decided() -> Schema:
    """Of ask and choose: each outcome says when it is taken, but `else`."""
    return {
        "properties": {"else": {"properties": {"when": False}}},
        "additionalProperties": {"type": "object", "required": ["when"]},
    }


def _wait() -> Schema:
    found = shape(
        "a wait",
        "Wait for a time, or until a command sees what is wanted.",
        {},
        {
            "for": duration("How long at most."),
            "to": cel("Until this time."),
            "run": command_name("A reading command that is asked now and again."),
            "with": arguments(),
            "every": duration("How often it is asked; else every 30 s."),
            "until": cel("Ends as `done` when this holds: over `result`."),
            "unless": cel("Ends as `breach` when this holds: over `result`."),
            "at_least": duration("Not `done` before; from here on a person may end it."),
        },
    )
    found["dependentRequired"] = {key: ["run"] for key in ("with", "every", "until", "unless")}
    return {**found, **either("for", "to")}


def _list() -> Schema:
    items: Schema = {**entries("Things done side by side.", _item()), "minProperties": 1}
    items["maxProperties"] = LIST_LIMIT
    again = name("A step whose items are done again.")
    return {"anyOf": [items, again], "description": "Things done side by side, in any order, by anyone."}


def _item() -> Schema:
    found = shape(
        "an item",
        "One of several things.",
        {},
        {
            "do": text("A person does what the text says."),
            "run": command_name("A command of the catalogue."),
            "title": title("What it is; else the text or the command's title."),
            "with": arguments(),
            "set": sets("What is written into facts: over `result`."),
            "by": name("A role or group that is asked and reminded."),
            "within": duration("How long it should take."),
            "fix": text("Shown when it fails: how to put it right."),
            "pass": _passes(),
            "covers": covers(),
        },
    )
    found["dependentRequired"] = {key: ["run"] for key in ("with", "set", "pass")}
    return {**found, **either("do", "run")}


def _update() -> Schema:
    found = shape(
        "an update",
        "A text that people edit and send.",
        {
            "to": name(f"A group, or `{STATUS_PAGE}`."),
            "text": text("The draft; `{facts.x}` is looked up."),
        },
        {"component": name("What the status page calls it.")},
    )
    found["if"] = {"required": ["component"]}
    found["then"] = {"properties": {"to": {"const": STATUS_PAGE}}}
    return found


def _pick() -> Schema:
    return shape(
        "a pick",
        "A person picks rows of a result's table.",
        {
            "from": {
                "type": "string",
                "pattern": r"^result\.",
                "description": "The table, as result.backups.",
            },
            "question": text("What is asked."),
            "set": {
                **entries(
                    "Facts and the columns that give them.", {"type": "string", "pattern": r"^row\."}, NAME
                ),
                "minProperties": 1,
            },
        },
        {"where": cel("The rows that are offered: over `row`.")},
    )


def _undo() -> Schema:
    return shape(
        "an undo",
        "What must be put back later; owed until it is.",
        {"title": label("What is to be put back.")},
        {"by": name("The step that does it.")},
    )
