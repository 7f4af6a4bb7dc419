"""Types of facts, parameters, results and columns, as they are written (language.md §5)."""

from dataclasses import dataclass, replace
from typing import get_args

import re2

from bot.authoring.cel import pattern
from bot.authoring.problem import did_you_mean
from bot.authoring.shape import NAME, TITLE, Fields, Node
from bot.core.values import TEXT_LIMIT, Type, TypeName
from bot.core.words import CHOICES, PRESETS

TYPE_KEYS = ("options", "min", "max", "pattern", "zone", "of", "columns")
"""What may stand beside `type`."""
OPTIONS_LIMIT = 100
PATTERN_LIMIT = 256

_NAMES = (*get_args(TypeName), *PRESETS, *CHOICES)
COMPANIONS = {
    "int": ("min", "max"),
    "number": ("min", "max"),
    "enum": ("options",),
    "word": ("pattern",),
    "text": ("max",),
    "list": ("of",),
    "table": ("columns",),
    "dns-name": ("zone",),
    **dict.fromkeys(CHOICES, ("options",)),
}
"""Which of them by which type, as it is written."""


@dataclass(frozen=True, slots=True)
class Re2Pattern:
    """A `Pattern` of linear time."""

    source: str

    def matches_whole(self, text: str) -> bool:
        return pattern(self.source).fullmatch(text) is not None


def read_type(fields: Fields, *, tables: bool = False) -> Type | None:
    """The type that `type` and its companions declare; None when it cannot be told (reported)."""
    named = fields.get("type")
    kind = None if named is None else _named(named, tables=tables)
    if kind is None:
        return None
    for key in TYPE_KEYS:
        node = fields.get(key)
        if node is not None and key not in COMPANIONS.get(str(kind), ()):
            node.say("shape", f"`{key}` says nothing about {kind}.", "Remove it.", key=True)
    return _completed(kind, fields)


def read_plain_type(node: Node, what: str) -> Type | None:
    """A type written as its name alone (`slug`), or as a mapping."""
    if isinstance(node.value, str):
        kind = _named(node, tables=False)
        if kind is not None and kind.name in {"enum", "list"}:
            node.say("shape", f"`{kind}` needs more than its name.", "Write `{type: …}`.")
            return None
        return kind
    fields = node.fields(what, ("type",), TYPE_KEYS)
    return None if fields is None else read_type(fields)


def _named(node: Node, *, tables: bool) -> Type | None:
    if not isinstance(node.value, str):
        node.wanted("a type", "Write one of " + ", ".join(_NAMES) + ".")
        return None
    name = node.value
    if name in PRESETS:
        return Type("word", preset=name)
    if name in CHOICES:
        return Type("enum", preset=name)
    if name not in _NAMES:
        node.say("shape", f"`{name}` is not a type.", did_you_mean(name, _NAMES))
        return None
    if name == "table" and not tables:
        node.say("shape", "only a command returns a table.", "Use list.")
        return None
    return Type(name)  # type: ignore[arg-type] # it is one of TypeName's


def _completed(kind: Type, fields: Fields) -> Type | None:
    match kind.name:
        case "int" | "number":
            low, high = fields.integer("min"), fields.integer("max")
            if low is not None and high is not None and low > high:
                fields.nodes["min"].say("type", f"`min` {low} is more than `max` {high}.")
            return replace(kind, minimum=low, maximum=high)
        case "text":
            most = fields.integer("max")
            if most is not None and not 1 <= most <= TEXT_LIMIT:
                fields.nodes["max"].say("type", f"a text has 1 to {TEXT_LIMIT} characters.")
            return replace(kind, maximum=most)
        case "enum":
            return _enum(kind, fields)
        case "word":
            return _word(kind, fields)
        case "list":
            return _list(kind, fields)
        case "table":
            return _table(kind, fields)
        case _:
            return kind


def _enum(kind: Type, fields: Fields) -> Type | None:
    node = fields.get("options")
    if node is None:
        fields.node.say(
            "shape", f"{_article(kind)} needs `options`.", "Write `options: [one, other]`.", key=True
        )
        return None
    options = tuple(item.text(TITLE) for item in node.items("options"))
    if isinstance(node.value, list) and not 1 <= len(options) <= OPTIONS_LIMIT:
        node.say("type", f"{_article(kind)} has 1 to {OPTIONS_LIMIT} options, this one {len(options)}.")
    twice = next((option for option in options if option and options.count(option) > 1), None)
    if twice is not None:
        node.say("shape", f"the option `{twice}` stands twice.")
    if kind.preset:
        preset = CHOICES[kind.preset]
        for item, option in zip(node.items("options"), options, strict=True):
            if option and not preset.fits(option):
                item.say("type", f"`{option}` is not {preset.told()}.")
    return replace(kind, options=options) if options and all(options) else None


def _article(kind: Type) -> str:
    return f"an {kind}" if str(kind)[0] in "aeiou" else f"a {kind}"


def _word(kind: Type, fields: Fields) -> Type | None:
    if kind.preset:
        return _in_zone(kind, fields.get("zone"))
    node = fields.get("pattern")
    if node is None:
        return kind
    source = node.text(PATTERN_LIMIT)
    try:
        pattern(source)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        node.say("type", f"this is not an RE2 pattern: {reason}.")
        return None
    return replace(kind, pattern=Re2Pattern(source), pattern_text=source) if source else None


def _in_zone(kind: Type, node: Node | None) -> Type | None:
    zone = "" if node is None else node.text()
    if node is not None and zone and not PRESETS["dns-name"].fits(zone):
        node.say("type", f"`{zone}` is not {PRESETS['dns-name'].told()}.")
        return None
    return replace(kind, zone=zone)


def _list(kind: Type, fields: Fields) -> Type | None:
    node = fields.get("of")
    if node is None:
        return replace(kind, of=Type("text"))
    of = read_plain_type(node, "an element")
    if of is not None and of.name not in {"text", "word", "enum"}:
        node.say("type", f"a list holds texts, words or options, not {of}.")
        return None
    return None if of is None else replace(kind, of=of)


def _table(kind: Type, fields: Fields) -> Type | None:
    node = fields.get("columns")
    if node is None:
        fields.node.say("shape", "a table needs `columns`.", "Write `columns: {id: slug}`.", key=True)
        return None
    columns: list[tuple[str, Type]] = []
    for name, column in node.entries("column", NAME):
        of = read_plain_type(column, "a column")
        if of is not None and of.name in {"list", "table"}:
            column.say("type", f"a column holds one value, not a {of}.")
            of = None
        if of is None:
            return None
        columns.append((name, of))
    return replace(kind, columns=tuple(columns)) if columns else None
