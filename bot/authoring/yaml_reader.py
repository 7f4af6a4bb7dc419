"""The part of YAML that runbooks are written in: plain data, and what is wrong with it.

YAML 1.2 scalars only, no aliases, tags, merge keys, duplicate keys or second document; 256 KiB, depth 12.
It works on libyaml's events, so that nothing is built from what is refused.
"""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import yaml

from bot.authoring.document import BROKEN, Document
from bot.authoring.places import Place, place_of
from bot.authoring.problem import Path, Problem, spelled

SIZE_LIMIT = 256 * 1024
DEPTH_LIMIT = 12
MOST = 500
"""Problems of one file that are told; nobody mends more at once."""

_MORE = object()
"""What is not a scalar, or more than one."""
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})?\.?[0-9]{1,15}([eE][-+]?[0-9]{1,3})?")
HIDDEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\U000e0000-\U000e007f"
"""What is not seen, or turns the direction of what is: a reviewer would read something else."""
_UNPRINTABLE = re.compile(
    f"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[{HIDDEN}]"
)
_FLOW_HINT = "Quote a text that holds `?`, `,`, `:` or `#` inside `{…}`."
_HINTS = (
    ("mapping values are not allowed", "Quote a text that holds `: `, or look at the indentation above."),
    ("cannot start any token", "Quote a text that begins so; indent with spaces, not tabs."),
    ("tab character", "Indent with spaces."),
    ("unexpected end of stream", "A quote was opened here and never closed."),
    ("did not find expected key", "Look at the indentation here and just above."),
    ("did not find expected ',' or", _FLOW_HINT),
    ("did not find expected node content", _FLOW_HINT),
    ("did not find expected '-' indicator", "Look at the indentation here and just above."),
    ("escape", "In double quotes a backslash begins an escape; write single quotes."),
)


class _Stop(Exception):
    """Reading cannot go on; the problem is already noted."""


def read_yaml(file: str, content: bytes) -> tuple[Document | None, list[Problem]]:
    """The document and what is wrong with it as YAML; no document when it cannot be read to its end."""
    text, problem = _decoded(file, content)
    if problem is not None:
        return None, [problem]
    reading = _Reading(file, text)
    try:
        data = reading.document()
    except _Stop:
        return None, reading.problems
    except yaml.YAMLError as error:
        return None, [*reading.problems, _syntax(file, text, error)]
    return Document(file, data, text), reading.problems


def _decoded(file: str, content: bytes) -> tuple[str, Problem | None]:
    if len(content) > SIZE_LIMIT:
        said = f"the file has {len(content)} bytes, {SIZE_LIMIT} are the most."
        return "", Problem(file, 1, 1, "shape", "", said, "Split it.")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line, column = _place(before, len(before))
        return "", Problem(file, line, column, "shape", "", "this is not UTF-8.", "Save the file as UTF-8.")
    found = _UNPRINTABLE.search(text)
    if found:
        line, column = _place(text, found.start())
        said = f"the character U+{ord(found[0]):04X} cannot stand in a file."
        return "", Problem(file, line, column, "shape", "", said, "Remove it.")
    return text, None


def _place(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.splitlines() or [""]
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    said = str(getattr(error, "problem", None) or error)
    hint = next((hint for sign, hint in _HINTS if sign in said), "")
    if "?" in lines[line - 1] and "{" in lines[line - 1]:
        hint = _FLOW_HINT
    return Problem(file, line, column, "shape", "", f"this is not YAML: {said}.", hint)


class _Reading:
    """One pass over the events of one file."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._next = cast("Callable[[], yaml.Event]", yaml.CSafeLoader(text).get_event)

    def document(self) -> object:
        self._next()  # the stream begins
        first = self._next()
        if not isinstance(first, yaml.DocumentStartEvent):
            self._say(first, (), "the file is empty.", "It begins with `handrail: 1`.")
            raise _Stop
        if first.version is not None or first.tags:
            self._say(
                first, (), "`%` gives a directive; directives are not part of the language.", "Remove it."
            )
        data = self._value(self._next(), ())
        self._next()  # the document ends
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            self._say(after, (), "a second document begins here.", "Write one file for each; remove `---`.")
        return data

    def _value(self, event: yaml.Event, path: Path) -> object:
        if isinstance(event, yaml.AliasEvent):
            self._say(
                event,
                path,
                "`*` repeats another place; aliases are not part of the language.",
                "Write it out.",
            )
            return BROKEN
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent), (
            "no other event begins a value"
        )
        if event.anchor is not None:
            self._say(event, path, "`&` names a place; anchors are not part of the language.", "Remove it.")
        if event.tag is not None:
            self._say(event, path, "`!` gives a type; tags are not part of the language.", "Remove it.")
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                return BROKEN
            return _scalar(event.value) if event.implicit[0] else event.value
        if len(path) >= DEPTH_LIMIT:
            said = f"this is nested more than {DEPTH_LIMIT} deep."
            self._say(event, path, said, "Nothing in the language is so deep; look at the indentation.")
            raise _Stop
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _list(self, path: Path) -> list[object]:
        values: list[object] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            value = _bare(event)
            values.append(self._value(event, (*path, len(values))) if value is _MORE else value)
        return values

    def _mapping(self, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        first: dict[str, yaml.Event] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, path)
            begun = self._next()
            if key is not None and key not in values:
                first[key] = event
                value = _bare(begun)
                values[key] = self._value(begun, (*path, key)) if value is _MORE else value
                continue
            here = (*path, key or "?")
            if key is not None:
                line, _ = place_of(first[key])
                self._say(event, here, f"`{key}` stands twice.", f"The first is in line {line}; keep one.")
            self._value(begun, here)
        return values

    def _key(self, event: yaml.Event, path: Path) -> str | None:
        """The key, or None when it is none (reported)."""
        if type(event) is yaml.ScalarEvent and event.anchor is event.tag is None and _is_word(event.value):
            return event.value
        if not isinstance(event, yaml.ScalarEvent):
            self._say(event, path, "a key must be a plain text.", "Look for a stray `?`, `[`, `{` or `*`.")
            if not isinstance(event, yaml.AliasEvent):
                self._value(event, (*path, "?"))
            return None
        if event.anchor is not None or event.tag is not None:
            self._say(event, path, "a key must be a plain text.", "Remove the `&` or `!` before it.")
        key: str = event.value
        if event.implicit[0] and key == "<<":
            self._say(event, (*path, key), "merge keys are not part of the language.", "Write it out.")
            return None
        if event.implicit[0] and not isinstance(_scalar(key), str):
            said = f"`{key}` is not a text, so it cannot be a key." if key else "a key is missing."
            self._say(event, (*path, key), said, f'Write `"{key}"`.' if key else "")
        return key

    def _say(self, event: yaml.Event, path: Path, problem: str, hint: str) -> None:
        self.problems.append(Problem(self.file, *place_of(event), "shape", spelled(path), problem, hint))
        if len(self.problems) >= MOST:
            raise _Stop


def _bare(event: yaml.Event) -> object:
    """The value of a scalar that is nothing but that: most are, and for them no path is needed."""
    if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
        return _MORE
    return _scalar(event.value) if event.implicit[0] else event.value


@lru_cache(maxsize=4096)
def _is_word(text: str) -> bool:
    """Whether a plain scalar is a text that can be a key. The same few stand in every file."""
    return isinstance(_scalar(text), str) and text != "<<"


def _scalar(text: str) -> object:
    """A plain scalar by the rules of YAML 1.2: `yes`, `no`, `022` and `2024-01-01` are texts."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INT.fullmatch(text):
            return int(text)
        if "." in text and _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
    return text
