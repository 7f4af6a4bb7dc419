"""Typed values of facts, parameters and results, and the one place that checks them.

A value is what JSON can hold, so that events can be stored and read back without loss:
a `time` is an RFC 3339 text in UTC (`2024-01-15T00:30:00Z`), a `list` a tuple of texts,
a `table` a tuple of rows.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeAlias, assert_never

from bot.core.words import PRESETS, lies_in, short, unsafe

Scalar: TypeAlias = bool | int | float | str
Row: TypeAlias = dict[str, Scalar]
Value: TypeAlias = bool | int | float | str | tuple[str, ...] | tuple[Row, ...]
Values: TypeAlias = dict[str, Value]

TypeName: TypeAlias = Literal["bool", "int", "number", "time", "enum", "word", "text", "list", "table"]

TEXT_LIMIT = 2900
LIST_LIMIT = 50
INT_LIMIT = 2**53


class Pattern(Protocol):
    """A compiled pattern of linear time; implemented outside the core."""

    def matches_whole(self, text: str) -> bool: ...


class BadValue(ValueError):
    """A value that its type refuses; the text says what would fit."""


@dataclass(frozen=True, slots=True)
class Type:
    """What a fact, parameter or result may hold."""

    name: TypeName
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[str, ...] = ()
    preset: str = ""
    pattern: Pattern | None = field(default=None, compare=False)
    pattern_text: str = ""
    zone: str = ""
    """The DNS name that a `dns-name` is, or lies below."""
    of: "Type | None" = None
    columns: tuple[tuple[str, "Type"], ...] = ()

    def __str__(self) -> str:
        return self.preset or self.name

    def says(self) -> str:
        """What would fit, in words a person can act on."""
        match self.name:
            case "bool":
                return "yes or no"
            case "int":
                return f"a whole number{_range(self.minimum, self.maximum)}"
            case "number":
                return f"a number{_range(self.minimum, self.maximum)}"
            case "time":
                return "a time such as 2024-01-15T00:30:00Z"
            case "enum":
                return "one of " + ", ".join(self.options)
            case "word":
                if self.preset:
                    return PRESETS[self.preset].told(self.zone)
                return f"one word matching `{self.pattern_text}`" if self.pattern_text else "one word"
            case "text":
                return f"a text of at most {self.maximum or TEXT_LIMIT} characters"
            case "list":
                return f"at most {LIST_LIMIT} of: {self.of.says() if self.of else 'texts'}"
            case "table":
                return "a table"
            case _:
                assert_never(self.name)

    def accepts(self, other: "Type") -> bool:
        """Whether a value of `other` may pass into this type (language.md §5)."""
        if self.name == "text":
            return other.name in {"text", "enum", "word"}
        if self.name == "word":
            return other.name == "word" and self._holds_word(other)
        if self.name == "number":
            return other.name in {"int", "number"}
        if self.name == "enum":
            same = self.preset in {"", other.preset}
            return other.name == "enum" and same and set(other.options) <= set(self.options)
        if self.name == "list":
            return other.name == "list" and (
                self.of is None or other.of is None or self.of == other.of or self.of.accepts(other.of)
            )
        return self.name == other.name

    def _holds_word(self, other: "Type") -> bool:
        """A word of a kind fits where the same kind, or any word, is wanted."""
        if self.preset:
            return self.preset == other.preset and (not self.zone or lies_in(other.zone, self.zone))
        return self.pattern_text in {"", other.pattern_text}


def parse(kind: Type, text: str) -> Value:
    """The value that a person typed, or BadValue. Surrounding space is ignored."""
    text = text.strip()
    match kind.name:
        case "bool":
            if text.lower() in {"yes", "true", "y"}:
                return True
            if text.lower() in {"no", "false", "n"}:
                return False
            raise BadValue(f"{short(text)} is not {kind.says()}")
        case "int":
            if not re.fullmatch(r"[+-]?[0-9]{1,16}", text):
                raise BadValue(f"{short(text)} is not {kind.says()}")
            return check(kind, int(text))
        case "number":
            if not re.fullmatch(r"[+-]?[0-9]{1,16}(\.[0-9]{1,16})?", text):
                raise BadValue(f"{short(text)} is not {kind.says()}")
            return check(kind, float(text))
        case "list":
            return check(kind, tuple(part for part in re.split(r"[\s,]+", text) if part))
        case "table":
            raise BadValue("a table cannot be typed")
        case _:
            return check(kind, text)


def check(kind: Type, value: object) -> Value:
    """The value in its one stored form, or BadValue. Nothing is converted silently but int to number."""
    match kind.name:
        case "bool":
            if isinstance(value, bool):
                return value
        case "int":
            if isinstance(value, int) and not isinstance(value, bool):
                return _within(kind, value)
        case "number":
            if isinstance(value, int | float) and not isinstance(value, bool) and value == value:  # noqa: PLR0124 - NaN
                return _within(kind, float(value))
        case "time":
            if isinstance(value, datetime):
                return stamp(value)
            if isinstance(value, str):
                return stamp(moment(value))
        case "enum":
            if isinstance(value, str) and value in kind.options:
                return value
        case "word":
            if isinstance(value, str):
                return _word(kind, value)
        case "text":
            if isinstance(value, str):
                return _text(kind, value)
        case "list":
            if isinstance(value, list | tuple):
                return _list(kind, tuple(value))
        case "table":
            if isinstance(value, list | tuple):
                return tuple(_row(kind, row) for row in value)
        case _:
            assert_never(kind.name)
    raise BadValue(f"{short(value)} is not {kind.says()}")


def moment(text: str) -> datetime:
    """The aware UTC time that an RFC 3339 text names, or BadValue."""
    if re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})",
        text,
    ):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            pass
    raise BadValue(f"{short(text)} is not a time such as 2024-01-15T00:30:00Z")


def stamp(when: datetime) -> str:
    """The stored form of an aware time: UTC, `Z`, microseconds only where there are some."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(value: Value | None) -> str:
    """A value as people read it."""
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case tuple():
            rows = [part for part in value if isinstance(part, dict)]
            parts = [" ".join(f"{name} {shown(cell)}" for name, cell in row.items()) for row in rows]
            return "; ".join(parts) or ", ".join(str(part) for part in value) or "none"
        case _:
            return str(value)


def _word(kind: Type, value: str) -> str:
    why = unsafe(value)
    if why:
        raise BadValue(f"{short(value)} {why}")
    preset = PRESETS.get(kind.preset)
    if (
        " " in value
        or (preset is not None and not preset.fits(value))
        or (kind.zone and not lies_in(value, kind.zone))
        or (kind.pattern is not None and not kind.pattern.matches_whole(value))
    ):
        raise BadValue(f"{short(value)} is not {kind.says()}")
    return value


def _text(kind: Type, value: str) -> str:
    if len(value) > (kind.maximum or TEXT_LIMIT):
        raise BadValue(f"a text of {len(value)} characters is too long: {kind.says()}")
    if any(unicodedata.category(mark) == "Cc" and mark not in "\n\t" for mark in value):
        raise BadValue("the text holds control characters; remove them")
    return value


def _list(kind: Type, values: tuple[object, ...]) -> tuple[str, ...]:
    if len(values) > LIST_LIMIT:
        raise BadValue(f"{len(values)} elements are too many: {kind.says()}")
    element = kind.of or Type("text")
    return tuple(dict.fromkeys(str(check(element, value)) for value in values))


def _row(kind: Type, row: object) -> Row:
    columns = dict(kind.columns)
    if not isinstance(row, Mapping) or set(row) != set(columns):
        raise BadValue(f"{short(row)} is not a row with the columns {', '.join(columns)}")
    checked: Row = {}
    for name, column in columns.items():
        value = check(column, row[name])
        assert not isinstance(value, tuple), "columns are scalars, the reader sees to it"
        checked[name] = value
    return checked


def _within(kind: Type, value: int | float) -> int | float:  # noqa: PYI041 - both forms are kept apart
    low = kind.minimum is not None and value < kind.minimum
    high = kind.maximum is not None and value > kind.maximum
    if low or high or abs(value) >= INT_LIMIT:
        raise BadValue(f"{value} is not {kind.says()}")
    return value


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of at least {low}"
    return f" of at most {high}" if high is not None else ""
