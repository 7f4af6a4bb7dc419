"""Filling typed values into the words of a command, so that no value ever becomes more than one word.

A value is one whole element, or what follows `--option=`. Which text a type accepts says `bot.core.values`;
here stand the rules that hold whatever a type, a pattern or an author says.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from bot.core.catalogue import Element, Parameter
from bot.core.values import BadValue, Type, Value, Values, check

LONGEST = 3000
"""Characters of one element; a parameter's own type is stricter."""

_OPENERS = ("@", "file:", "fileb:", "http:", "https:")
_OPENING = frozenset({"aws", "curl"})
"""Programs that read a file or an address when an argument begins so, even in a free text."""


def fill(
    argv: Sequence[Element], parameters: Mapping[str, Type], values: Values, program: str = ""
) -> tuple[str, ...]:
    """The argument list with each parameter's text in its place. Raises BadValue naming the parameter."""
    _check_names(parameters, values)
    opens = {PurePosixPath(name).name for name in (program, str(argv[0]) if argv else "")} & _OPENING
    return tuple(
        element if isinstance(element, str) else _argument(element, parameters, values, opens=bool(opens))
        for element in argv
    )


def fill_path(path: Sequence[Element], parameters: Mapping[str, Type], values: Values) -> str:
    """The path of a request; a parameter is one segment and can be no other. Raises BadValue."""
    _check_names(parameters, values)
    return "/" + "/".join(
        part if isinstance(part, str) else _segment(part, parameters, values) for part in path
    ).removeprefix("/")


def fill_query(query: Mapping[str, Element], parameters: Mapping[str, Type], values: Values) -> str:
    """The query of a request, escaped; a value is never more than a value. Raises BadValue."""
    return urlencode(
        {
            name: part
            if isinstance(part, str)
            else _word(part.name, parameters[part.name], values, opens=False)
            for name, part in query.items()
        },
        quote_via=quote,
        safe="",
    )


def written(value: Value) -> str:
    """A value as a program reads it: no exponents, no trailing zeros, times in UTC."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            text = format(Decimal(repr(value)), "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case int():
            return str(value)
        case str():
            return value
        case tuple():
            raise BadValue("a list or table cannot be one argument")


def _argument(element: Parameter, parameters: Mapping[str, Type], values: Values, *, opens: bool) -> str:
    kind = parameters[element.name]
    return element.prefix + _word(element.name, kind, values, opens=opens or kind.name != "text")


def _segment(part: Parameter, parameters: Mapping[str, Type], values: Values) -> str:
    text = _word(part.name, parameters[part.name], values, opens=False)
    if text in {".", ".."} or not text.isascii() or any(mark in _NO_SEGMENT for mark in text):
        raise BadValue(f"`{part.name}`: {_short(text)} cannot be one segment of a path")
    return text


_NO_SEGMENT = frozenset("/\\%?#;&@ \"'<>[]{}|^`")


def _check_names(parameters: Mapping[str, Type], values: Values) -> None:
    for name in parameters:
        if name not in values:
            raise BadValue(f"`{name}` is not known yet")
    for name in values:
        if name not in parameters:
            raise BadValue(f"`{name}` is not a parameter of this command")


def _word(name: str, kind: Type, values: Values, *, opens: bool) -> str:
    """The value's text, which a program can only take for a value: checks that no pattern can switch off."""
    try:
        text = written(check(kind, values[name]))
        _check_word(kind, text, opens=opens)
    except BadValue as problem:
        raise BadValue(f"`{name}`: {problem}") from None
    return text


def _check_word(kind: Type, text: str, *, opens: bool) -> None:
    if not text:
        raise BadValue("it is empty")
    if len(text) > LONGEST:
        raise BadValue(f"it has {len(text)} characters; {LONGEST} are possible")
    if text.startswith("-"):
        raise BadValue(f"{_short(text)} begins with a dash, so a program would take it for an option")
    for mark in text:
        if mark != " " and not mark.isprintable():
            raise BadValue(f"it holds a character that cannot be seen (U+{ord(mark):04X}); remove it")
    if kind.name != "text" and not text.isascii():
        raise BadValue(f"{_short(text)} holds characters that are not ASCII")
    if (plain := unicodedata.normalize("NFKC", text)) != text:
        odd = next((mark for mark in text if unicodedata.normalize("NFKC", mark) != mark), text[:1])
        raise BadValue(f"`{odd}` has a plainer form; write {_short(plain)}")
    if opens and text.lower().startswith(_OPENERS):
        raise BadValue(f"{_short(text)} begins like a file or an address, which some programs would open")


def _short(text: str) -> str:
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"
