"""A runbook's texts and expressions in words."""

import re
from collections.abc import Iterable
from textwrap import fill

from bot.core.policy import Policy

WIDTH = 100
_LOOKUP = re.compile(r"\{\{|\}\}|\{(?:facts\.)?([a-z][a-z0-9_.]*)\}")
_SHOUTED = re.compile(r"^(!?)([a-z]+)\.([a-z][a-z0-9_.]*)$")
_COMPARED = re.compile(r"^([a-z]+)(?:\.([a-z][a-z0-9_.]*))? *(==|!=|<=|>=|<|>) *(.+)$")
_SIZED = re.compile(r"^size\(([a-z]+)\.([a-z][a-z0-9_]*)\) *(==|!=|<=|>=|<|>) *(\d+)$")
_IN = re.compile(r"^(.+) in ([a-z]+)\.([a-z][a-z0-9_]*)$")
_RELATIONS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}


def text(written: str) -> str:
    """A text with its look-ups as names: `{facts.first_bad}` is *[first bad]*."""

    def name(match: re.Match[str]) -> str:
        found = match.group(1)
        return match.group(0)[0] if found is None else f"[{found.replace('_', ' ')}]"

    return _LOOKUP.sub(name, " ".join(written.split()))


def condition(source: str) -> str:
    """An expression in words; the parts that only an expression can say stay as they are."""
    written = " ".join(source.split())
    for mark, word in ((" || ", " or "), (" && ", " and ")):
        parts = _parts(written, mark)
        if len(parts) > 1:
            return word.join(condition(part) for part in parts)
    return _simple(written)


def _parts(written: str, mark: str) -> list[str]:
    """The expression cut at a sign that stands in no bracket and no quotes."""
    found, depth, quote, begin = [], 0, "", 0
    for at, char in enumerate(written):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif not depth and written.startswith(mark, at):
            found.append(written[begin:at])
            begin = at + len(mark)
    return [*found, written[begin:]]


def _simple(written: str) -> str:
    if match := _SIZED.match(written):
        place, name, relation, number = match.groups()
        return f"the number of {_named(place, name)} {_RELATIONS[relation]} {number}"
    if match := _SHOUTED.match(written):
        return f"{_named(match.group(2), match.group(3))} is {'no' if match.group(1) else 'yes'}"
    if (match := _IN.match(written)) and _literal(match.group(1)):
        return f"{_literal(match.group(1))} is among {_named(match.group(2), match.group(3))}"
    if (match := _COMPARED.match(written)) and _literal(match.group(4)):
        place, name, relation, value = match.groups()
        return f"{_named(place, name)} {_RELATIONS[relation]} {_literal(value)}"
    return f"`{written}`"


def _named(place: str, name: str | None) -> str:
    if not name:
        return f"the {place}"
    words = name.replace("_", " ")
    match place, name:
        case "result", "verdict":
            return "its verdict"
        case "labels", _:
            return f"the alert's label `{name}`"
        case "annotations", _:
            return f"the alert's annotation `{name}`"
        case "items", _:
            return f"the things that are {'done' if name == 'ok' else words}"
        case "row", _:
            return f"“{words}” of the row"
        case _:
            return f"“{words}”"


def _literal(value: str) -> str:
    if re.fullmatch(r'"[^"]*"|\'[^\']*\'', value):
        return f"“{value[1:-1]}”"
    if value in {"true", "false"}:
        return "yes" if value == "true" else "no"
    return value if re.fullmatch(r"-?\d+(\.\d+)?", value) else ""


def listed(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(parts)
    return f" {last} ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part)


def groups(names: Iterable[str], policy: Policy) -> str:
    """Groups (or roles) by their titles, of which one is enough."""
    return listed((who(name, policy) for name in names), "or")


def who(name: str, policy: Policy) -> str:
    """A group or a role by its title."""
    if name in policy.groups:
        return policy.groups[name].title
    return f"the {policy.roles[name].title.lower()}" if name in policy.roles else name


def paragraph(said: str) -> str:
    """A paragraph in lines."""
    return fill(said, WIDTH, break_long_words=False, break_on_hyphens=False)


def bullet(said: str) -> str:
    """An entry of a list in lines."""
    return _hanging(said, "- ", "  ")


def quote(said: str) -> str:
    """What people read word for word."""
    return _hanging(said, "> ", "> ")


def _hanging(said: str, first: str, rest: str) -> str:
    return fill(
        said,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
