"""The parts of which schemas are made; limits and spellings are those of `bot.authoring.shape`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.authoring.shape import COMMAND, FACTS_ID, ID, LABEL, NAME, RESERVED, RUNBOOK, TEXT, TITLE

Schema: TypeAlias = dict[str, Any]

READ_AS = "$comment"
"""Under this key an object says what the reader calls it, by which a test finds the two."""


def shape(what: str, about: str, required: Mapping[str, Schema], optional: Mapping[str, Schema]) -> Schema:
    """A mapping with these keys and no others. `what` is the reader's name for it."""
    found: Schema = {
        READ_AS: what,
        "type": "object",
        "description": about,
        "properties": {**required, **optional},
        "additionalProperties": False,
    }
    if required:
        found["required"] = list(required)
    return found


def told(about: str, schema: Schema) -> Schema:
    """The schema with a description, which an editor shows at the key."""
    return {**schema, "description": about}


def text(about: str, limit: int = TEXT) -> Schema:
    """One or more characters, one or more lines."""
    return told(about, {"type": "string", "pattern": r"\S", "maxLength": limit})


def title(about: str) -> Schema:
    """A line that a button of Slack can show."""
    return text(f"{about} At most {TITLE} characters.", TITLE)


def label(about: str) -> Schema:
    """A line that a header of Slack can show."""
    return text(f"{about} At most {LABEL} characters.", LABEL)


def flag(about: str, *, default: bool = False) -> Schema:
    """True or false."""
    return {"type": "boolean", "default": default, "description": about}


def integer(about: str) -> Schema:
    """A whole number."""
    return {"type": "integer", "description": about}


def duration(about: str, *, zero: bool = False) -> Schema:
    """A span of time."""
    first = "(0|[1-9][0-9]{0,4})" if zero else "[1-9][0-9]{0,4}"
    return told(f"{about} As 30s, 15m, 2h, 14d or 3w.", {"type": "string", "pattern": f"^{first}[smhdw]$"})


def one_of(about: str, options: Sequence[str], default: str = "") -> Schema:
    """One of these words."""
    found: Schema = {"enum": list(options), "description": about}
    return {**found, "default": default} if default else found


def cel(about: str) -> Schema:
    """An expression. YAML may have read a bare `true` or number, which is one too."""
    return told(f"{about} A CEL expression.", {"type": ["string", "boolean", "number"]})


def spelled(about: str, pattern: re.Pattern[str]) -> Schema:
    """A text of this pattern."""
    return told(about, {"type": "string", "pattern": whole(pattern)})


def name(about: str) -> Schema:
    """An id, or the name of one."""
    return spelled(about, ID)


def runbook_name(about: str) -> Schema:
    """The name of a runbook."""
    return spelled(f"{about} Written `system/name`.", RUNBOOK)


def command_name(about: str) -> Schema:
    """The name of a command."""
    return spelled(f"{about} Written `system.entry`.", COMMAND)


def whole(pattern: re.Pattern[str]) -> str:
    """The pattern, matched from end to end, as JSON Schema wants it."""
    return f"^(?:{pattern.pattern})$"


def entries(about: str, of: Schema, pattern: re.Pattern[str] = ID) -> Schema:
    """A mapping from names."""
    names: Schema = {"pattern": whole(pattern)}
    if pattern is NAME:
        names["not"] = {"enum": sorted(RESERVED)}
    return {"type": "object", "propertyNames": names, "additionalProperties": of, "description": about}


def several(about: str, of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of, "description": about}


def one_or_more(about: str, of: Schema) -> Schema:
    """One, or a list of them, each once."""
    listed: Schema = {"type": "array", "items": of, "minItems": 1, "uniqueItems": True}
    return {"anyOf": [of, listed], "description": about}


def groups(about: str) -> Schema:
    """Names of groups."""
    return one_or_more(about, name("A group of policy.yaml."))


def covers() -> Schema:
    """Ids of facts."""
    return several(
        "Facts of the source documents that this encodes.", spelled("As ABC-SOME-THING-1.", FACTS_ID)
    )


def version() -> Schema:
    """The first line of a file."""
    return {"const": 1, "description": "The version of the language; begins every file."}


def either(*keys: str) -> Schema:
    """Exactly one of the keys."""
    return {"oneOf": [{"required": [key]} for key in keys]}
