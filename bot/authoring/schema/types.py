"""Types, as facts, parameters, results and columns write them."""

from typing import get_args

from bot.authoring.read_type import COMPANIONS, OPTIONS_LIMIT, PATTERN_LIMIT, TYPE_KEYS
from bot.authoring.schema.parts import Schema, entries, integer, several, shape, text, title, told
from bot.authoring.shape import NAME
from bot.core.values import TEXT_LIMIT, TypeName
from bot.core.words import CHOICES, PRESETS

SCALARS = tuple(kind for kind in (*get_args(TypeName), *PRESETS, *CHOICES) if kind not in {"list", "table"})
_CHOSEN = ("enum", *CHOICES)
_TEXTUAL = ("text", "word", *PRESETS, *CHOICES)


def type_keys(*, tables: bool = False, lists: bool = True) -> dict[str, Schema]:
    """`type` and what may stand beside it."""
    kinds = [*SCALARS, *(["list"] if lists else []), *(["table"] if tables else [])]
    return {"type": {"enum": kinds, "description": "What it holds."}, **_companions()}


def _companions() -> dict[str, Schema]:
    found = {
        **_of_scalars(),
        "of": _plain("an element", "What the elements of a list are.", (*_TEXTUAL, "enum")),
        "columns": entries(
            "Columns of a table, by name.", _plain("a column", "What a column holds.", SCALARS), NAME
        ),
    }
    assert found.keys() == set(TYPE_KEYS), "the reader's own"
    return found


def _of_scalars() -> dict[str, Schema]:
    return {
        "options": {
            **several("What may be picked.", title("One option.")),
            "minItems": 1,
            "maxItems": OPTIONS_LIMIT,
            "uniqueItems": True,
        },
        "min": integer("The least, of an int or a number."),
        "max": integer(f"The most, of an int or a number; of a text, its length, {TEXT_LIMIT} at most."),
        "pattern": text("RE2 pattern that a word matches as a whole.", PATTERN_LIMIT),
        "zone": text("DNS name that a dns-name is, or lies below."),
    }


def _plain(what: str, about: str, kinds: tuple[str, ...]) -> Schema:
    """A type by its name alone, or as a mapping; in there no other lists and tables."""
    named = {"enum": [kind for kind in kinds if kind not in _CHOSEN]}
    beside: dict[str, Schema] = {key: {"not": {}, "description": "Not here."} for key in ("of", "columns")}
    kind = {"enum": list(kinds), "description": "What it holds."}
    return told(
        about,
        {
            "anyOf": [
                named,
                {**shape(what, about, {"type": kind}, {**_of_scalars(), **beside}), "allOf": fitting()},
            ]
        },
    )


def fitting() -> list[Schema]:
    """What may stand beside which type, and what must."""
    rules: list[Schema] = [
        {
            "if": {"required": [key]},
            "then": {
                "properties": {
                    "type": {"enum": [kind for kind, allowed in COMPANIONS.items() if key in allowed]}
                }
            },
        }
        for key in TYPE_KEYS
    ]
    needs = {**dict.fromkeys(_CHOSEN, "options"), "table": "columns"}
    return rules + [
        {
            "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
            "then": {"required": [key]},
        }
        for kind, key in needs.items()
    ]
