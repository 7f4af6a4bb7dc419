"""`commands.yaml`."""

from typing import get_args

from bot.authoring.catalogue import Method
from bot.authoring.schema.parts import (
    Schema,
    cel,
    covers,
    duration,
    either,
    entries,
    flag,
    groups,
    integer,
    name,
    one_of,
    several,
    shape,
    text,
    title,
    told,
    version,
)
from bot.authoring.schema.types import fitting, type_keys
from bot.authoring.shape import HEADER, NAME, QUERY
from bot.core.catalogue import SANDBOXES
from bot.core.runbook import Risk


def catalogue() -> Schema:
    """What may run at all."""
    return shape(
        "a catalogue",
        "The commands of a system: what may run at all, with typed parameters.",
        {"handrail": version(), "commands": entries("The commands, by name.", _entry())},
        {},
    )


def _entry() -> Schema:
    found = shape(
        "a command",
        "One command.",
        {
            "title": title("What it does, in a line."),
            "risk": one_of(
                "read changes nothing; tell reaches people; change and destroy need a second person.",
                [risk.value for risk in Risk],
            ),
            "samples": entries("An answer for each verdict, as it would come.", _sample()),
        },
        {
            "hand": flag("Shown to copy, never run by the bot."),
            "warning": text("What can go wrong."),
            "timeout": duration("How long it may take; else 30 s."),
            "assumed": flag("The answer's form is our guess."),
            "min_sandbox": one_of(
                "The least sandbox of its program; on a machine without it a person runs the command.",
                SANDBOXES,
                "none",
            ),
            "covers": covers(),
            "exec": {
                **several("The program and its arguments; no shell.", _word()),
                "minItems": 1,
            },
            "http": _request(),
            "params": entries("What it takes.", _parameter(), NAME),
            "approval": groups("Groups of which one person must say yes; else the policy's."),
            "returns": entries("What its answer holds.", _result(), NAME),
            "verdicts": {
                **entries("What the answer means: the first that holds. `else` is the last.", cel("When.")),
                "minProperties": 1,
            },
        },
    )
    return {**found, **either("exec", "http")}


def _word() -> Schema:
    literal = text("A word; `--opt={p}` fills in a parameter.")
    return {"anyOf": [literal, _filled()]}


def _filled() -> Schema:
    return shape(
        "a word", "A parameter as a whole word.", {"param": told("Its name.", {"type": "string"})}, {}
    )


def _request() -> Schema:
    found = shape(
        "a request",
        "A request to an endpoint of system.yaml.",
        {
            "endpoint": told(
                "An endpoint of system.yaml, or a parameter that picks one.",
                {"anyOf": [name("Its name."), _filled()]},
            ),
            "path": text("Whole segments may be parameters: /v1/{id}."),
        },
        {
            "method": one_of("The HTTP method.", get_args(Method), "GET"),
            "query": entries("What follows the `?`.", _word(), QUERY),
            "headers": entries("Headers; never a secret.", text("Its value.", 1000), HEADER),
            "body": {
                "type": ["object", "array", "string"],
                "description": "JSON; a mapping is written as it.",
            },
        },
    )
    found["if"] = {
        "anyOf": [
            {"not": {"required": ["method"]}},
            {"properties": {"method": {"enum": ["GET", "HEAD"]}}, "required": ["method"]},
        ]
    }
    found["then"] = {"properties": {"body": False}}
    return found


def _parameter() -> Schema:
    keys = type_keys(lists=False)
    found = shape(
        "a parameter",
        "One value that is filled in.",
        {"type": keys.pop("type")},
        {"about": text("What it is."), **keys},
    )
    return {**found, "allOf": fitting()}


def _result() -> Schema:
    keys = type_keys(tables=True)
    found = shape(
        "a result",
        "One value of the answer.",
        {"type": keys.pop("type"), "from": cel("Over `json`, `text`, `exit` or `status`, `headers`.")},
        keys,
    )
    return {**found, "allOf": fitting()}


def _sample() -> Schema:
    found = shape(
        "a sample",
        "An answer as it would come.",
        {},
        {
            "exit": integer("Exit code of a program; else 0."),
            "status": integer("Status of a request; else 200. 0: no answer."),
            "text": {"type": "string", "description": "What came out."},
            "json": {"description": "What came out, as JSON."},
            "headers": entries("Headers of the answer.", text("Its value."), HEADER),
        },
    )
    return {
        **found,
        "allOf": [{"not": {"required": ["text", "json"]}}, {"not": {"required": ["exit", "status"]}}],
    }
