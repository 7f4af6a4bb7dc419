"""A runbook."""

from typing import get_args

from bot.authoring.schema.parts import (
    Schema,
    cel,
    covers,
    duration,
    either,
    entries,
    flag,
    label,
    name,
    one_of,
    runbook_name,
    several,
    shape,
    text,
    title,
    told,
    version,
)
from bot.authoring.schema.step import step
from bot.authoring.schema.types import fitting, type_keys
from bot.authoring.shape import NAME, QUESTION, TITLE
from bot.authoring.sheet import SEVERITIES
from bot.core.runbook import INCIDENT_PHASES, PROCEDURE_PHASES, EndKind

_EVERY = {"type": "string", "pattern": "^[1-9][0-9]{0,3}(h|d|w|mo|y)$"}
_FIRST = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}$"}
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def runbook() -> Schema:
    """One incident class or procedure."""
    found = shape(
        "a runbook",
        "One class of incident, or one procedure: a state machine of steps, outcomes and ends.",
        {
            "handrail": version(),
            "title": title("What people read and choose by."),
            "start": name("The step that a walk begins with."),
            "steps": {**entries("The steps, by name.", step()), "minProperties": 1},
            "ends": {
                **entries("Where a walk can end, and what that means.", one_of("", get_args(EndKind))),
                "minProperties": 1,
            },
        },
        {
            "kind": one_of("An incident, or planned work.", ("incident", "procedure"), "incident"),
            "owner": name("The group that looks after this file."),
            "review_by": told("The day by which somebody must have read it again, as 2027-01-31.", _DATE),
            "covers": covers(),
            "words": several("Words by which people find the class.", text("A word.", TITLE)),
            "private": flag("A restricted incident: a private channel with a neutral name."),
            "severity": one_of("How bad it is at first (of an incident).", SEVERITIES),
            "raise_severity": several("Raise the severity when the facts say so; never lowers it.", _rule()),
            "triggers": several("Alerts that declare it.", cel("Over `labels` and `annotations`.")),
            "targets": several("Where it may run; else all of system.yaml.", name("As prod or staging.")),
            "roles": several("Roles that are wanted.", name("A role of policy.yaml.")),
            "facts": entries("What is to be known, by name.", fact(), NAME),
            "evidence": entries("What is to be kept.", _evidence()),
            "clocks": entries("Limits of the whole walk.", _clock()),
            "schedule": _schedule(),
            "blocks": several("What must not be started while this is open.", _block()),
            "anytime": entries("Ways out of whole phases.", _anytime()),
        },
    )
    found["if"] = {"properties": {"kind": {"const": "procedure"}}, "required": ["kind"]}
    found["then"] = {
        "properties": {"steps": _phases(PROCEDURE_PHASES), "severity": False, "raise_severity": False}
    }
    found["else"] = {
        "required": ["severity"],
        "properties": {"steps": _phases(INCIDENT_PHASES), "schedule": False},
    }
    return found


def _phases(phases: tuple[str, ...]) -> Schema:
    return {"additionalProperties": {"properties": {"phase": {"enum": list(phases)}}}}


def fact() -> Schema:
    """A fact."""
    found = shape(
        "a fact",
        "Something that is not known yet and that the walk depends on.",
        {"about": text("The question that people read.", QUESTION), **_first(type_keys())},
        {
            "input": flag("Known at the start: given by the caller, else by `from`, else asked."),
            "from": cel("How an alert tells it: over `labels` and `annotations`."),
            **_beside(type_keys()),
        },
    )
    found["allOf"] = fitting()
    given = {"properties": {"input": {"const": True}}, "required": ["input"]}
    found["dependentSchemas"] = {"from": given}
    return found


def _first(keys: dict[str, Schema]) -> dict[str, Schema]:
    return {"type": keys["type"]}


def _beside(keys: dict[str, Schema]) -> dict[str, Schema]:
    return {key: value for key, value in keys.items() if key != "type"}


def _rule() -> Schema:
    return shape(
        "a rule",
        "Raise the severity.",
        {
            "when": cel("Over `facts`, `severity`, `target`, `now`."),
            "to": one_of("The severity then.", SEVERITIES),
            "because": text("Why, in words that people read."),
        },
        {},
    )


def _evidence() -> Schema:
    found = shape(
        "evidence",
        "Something to keep; owed until it is collected or waived.",
        {"title": label("What it is.")},
        {
            "how": text("How a person keeps it."),
            "from": name("The step whose output it is."),
            "required": flag("Whether the walk can close without it.", default=True),
            "before": several("Steps in which nothing may be done before it is kept.", name("A step.")),
            "covers": covers(),
        },
    )
    return {**found, **either("how", "from")}


def _clock() -> Schema:
    return shape(
        "a clock",
        "A limit of the walk; people are reminded when it passes.",
        {"title": label("What must be reached."), "limit": duration("How long it may take.")},
        {
            "from": name("The step whose entry starts it; else the declaration."),
            "to": name("The step or end that stops it; else any end."),
        },
    )


def _schedule() -> Schema:
    return shape(
        "a schedule",
        "When the procedure starts by itself, in its owner's channel.",
        {
            "every": told("How often: 6h, 30d, 2w, 3mo or 1y.", _EVERY),
            "first": told("The first time, as 2027-01-31 09:00.", _FIRST),
            "owner": name("The group that does it."),
        },
        {"zone": text("IANA time zone; else UTC."), "covers": covers()},
    )


def _block() -> Schema:
    return shape(
        "a block",
        "A runbook that must not be started meanwhile.",
        {
            "runbook": runbook_name("What must not be started."),
            "while": cel("As long as this is not false."),
            "because": label("Why, in words that people read."),
        },
        {},
    )


def _anytime() -> Schema:
    found = shape(
        "a way out",
        "A transition out of whole phases, taken by a person or an alert.",
        {"label": title("What its button says."), "to": name("A step or an end.")},
        {
            "during": {
                **several("Phases or steps in which it is offered; else all.", name("")),
                "minItems": 1,
            },
            "alert": cel("The alert that suggests it: over `labels`, `annotations`, `facts`."),
            "auto": flag("Whether the alert takes it by itself."),
        },
    )
    found["if"] = {"properties": {"auto": {"const": True}}, "required": ["auto"]}
    found["then"] = {"required": ["alert"]}
    return found
