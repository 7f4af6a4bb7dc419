"""A drill."""

from bot.authoring.read_drill import DEEDS
from bot.authoring.schema.parts import (
    Schema,
    name,
    one_of,
    runbook_name,
    several,
    shape,
    text,
    told,
)
from bot.authoring.shape import TITLE
from bot.authoring.sheet import SEVERITIES


def drill() -> Schema:
    """Scripted rehearsals of one runbook."""
    return shape(
        "a drill",
        "Rehearsals of one runbook on the engine itself; `handrail runbook test` walks them.",
        {
            "drill": {"const": 1, "description": "The version of the language."},
            "runbook": runbook_name("What is rehearsed."),
            "cases": {
                "type": "object",
                "additionalProperties": _case(),
                "description": "The rehearsals, by what each shows.",
            },
        },
        {},
    )


def _case() -> Schema:
    deeds = ", ".join(f"`{deed}`" for deed in DEEDS)
    line: Schema = {
        "anyOf": [{"const": "kill"}, {"type": "object", "minProperties": 1, "maxProperties": 1}],
        "description": f"`- step: outcome`, or one of {deeds}, or `kill` (restart here).",
    }
    return shape(
        "a case",
        "One rehearsal.",
        {"walk": several("What happens, line by line.", line), "expect": _expect()},
        {"given": told("Inputs by name; severity, labels, target too.", {"type": "object"})},
    )


def _expect() -> Schema:
    return shape(
        "what is expected",
        "How it must end.",
        {},
        {
            "end": text("The end that is reached."),
            "severity": one_of("The severity at the end.", SEVERITIES),
            "owed": several("What is still owed at the end.", text("As `undo stop-writes`.", TITLE)),
            "facts": told("Facts of the runbook that are known then, by name.", {"type": "object"}),
            "never": several("Steps that were not entered.", name("A step.")),
        },
    )
