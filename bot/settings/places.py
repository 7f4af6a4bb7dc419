"""Where a key stands in a TOML text; tomllib does not tell."""

import re
import tomllib

Path = tuple[str, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\\]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[{{1,2}}\s*({_DOTTED})\s*\]")
_PAIR = re.compile(rf"\s*({_DOTTED})\s*=")
_REPORTED = re.compile(r"\s*\(at line (\d+), column \d+\)$")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of each table and key that has a line of its own."""
    places: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _TABLE.match(line):
            table = _path(head[1])
            for length in range(1, len(table) + 1):
                places.setdefault(table[:length], number)
        elif pair := _PAIR.match(line):
            places.setdefault(table + _path(pair[1]), number)
    return places


def line_of(places: dict[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest thing around it that has one; else the first line."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return 1


def reported_line(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """The line that a syntax error names, and what it says without it."""
    message = str(error)
    found = _REPORTED.search(message)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return line, _REPORTED.sub("", message).removesuffix(" (at end of document)")


_SYNTAX = {
    "Invalid value": "A text stands in quotes.",
    "Cannot overwrite a value": "The key is set twice.",
    "Cannot declare": "The table is begun twice: put both together.",
    "Cannot mutate immutable namespace": "What is written in braces is whole: put the rest into the braces.",
    "Unclosed inline table": "What stands in braces stands on one line.",
    "Unclosed array": "A list ends with a square bracket.",
    "Expected '=' after a key": "A line is `key = value`, a table `[table]`.",
}


def syntax_hint(message: str) -> str:
    """What is meant by a word of the TOML reader."""
    return next((hint for said, hint in _SYNTAX.items() if message.startswith(said)), "")


def _path(dotted: str) -> Path:
    found: object = tomllib.loads(f"{dotted} = 0")
    path: list[str] = []
    while isinstance(found, dict):
        name, found = next(iter(found.items()))
        path.append(name)
    return tuple(path)
