"""Filling typed values into the words of a command, so that no value ever becomes more than one word.

A value is one whole element, or what follows `--option=`. Which text a type accepts says `bot.core.values`;
here stand the rules that hold whatever a type, a pattern or an author says.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote, urlencode

from bot.core.catalogue import Element, Parameter
from bot.core.values import BadValue, Type, Value, Values, check
from bot.core.words import short, unsafe

LONGEST = 3000
"""Characters of one element; a parameter's own type is stricter."""


def fill(argv: Sequence[Element], parameters: Mapping[str, Type], values: Values) -> tuple[str, ...]:
    """The argument list with each parameter's text in its place. Raises BadValue naming the parameter."""
    _check_names(parameters, values)
    return tuple(
        element
        if isinstance(element, str)
        else element.prefix + _word(element.name, parameters[element.name], values)
        for element in argv
    )


def fill_endpoint(endpoint: Element, parameters: Mapping[str, Type], values: Values) -> str:
    """The endpoint that is asked: as it is written, or the one that was picked. Raises BadValue."""
    if isinstance(endpoint, str):
        return endpoint
    _check_names(parameters, values)
    return _word(endpoint.name, parameters[endpoint.name], values)


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


def _segment(part: Parameter, parameters: Mapping[str, Type], values: Values) -> str:
    text = _word(part.name, parameters[part.name], values, opens=False)
    if text in {".", ".."} or not text.isascii() or any(mark in _NO_SEGMENT for mark in text):
        raise BadValue(f"`{part.name}`: {short(text)} cannot be one segment of a path")
    return text


_NO_SEGMENT = frozenset("/\\%?#;&@ \"'<>[]{}|^`")


def _check_names(parameters: Mapping[str, Type], values: Values) -> None:
    for name in parameters:
        if name not in values:
            raise BadValue(f"`{name}` is not known yet")
    for name in values:
        if name not in parameters:
            raise BadValue(f"`{name}` is not a parameter of this command")


def _word(name: str, kind: Type, values: Values, *, opens: bool = True) -> str:
    """The value's text, which a program can only take for a value: checks that no pattern can switch off."""
    try:
        text = written(check(kind, values[name]))
    except BadValue as problem:
        raise BadValue(f"`{name}`: {problem}") from None
    why = unsafe(text, LONGEST, free=kind.name == "text", opens=opens)
    if why:
        raise BadValue(f"`{name}`: {short(text)} {why}")
    return text
