r"""The tiny language in which a line says what its secrets look like, and what it generates.

    {"kind": "ordinary", "about": "a password in the environment", "line": "DB_PASSWORD=⟦[A-Za-z0-9]{20}⟧"}

Between ⟦ and ⟧ stands a secret, between ⟪ and ⟫ what varies and is harmless, both as a pattern: literals,
classes `[A-Za-z0-9_-]`, counts `{36}` and `{20,40}`, choices `(a|b)`, and a backslash before what is meant as
it is. A pattern may begin with `b64:`, `b64url:`, `url:`, `json:` or `hex:`: so is written what the rest
generates.

Everywhere, `\e` is ESC, `\n` a newline, `\r`, `\t` likewise, `\u{200b}` that character and `\\` a backslash.
Outside of patterns any other backslash is an ordinary one. In the file itself JSON doubles each of them.
"""

import base64
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

_BRACKETS = re.compile("(⟦[^⟧]*⟧|⟪[^⟫]*⟫)")
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|([enrt\\]))")
_COUNT = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_NAMED = {"e": "\x1b", "n": "\n", "r": "\r", "t": "\t", "\\": "\\"}

_WRITTEN: dict[str, Callable[[str], str]] = {
    "b64:": lambda text: base64.b64encode(text.encode()).decode(),
    "b64url:": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "url:": lambda text: quote(text, safe=""),
    "json:": lambda text: json.dumps(text)[1:-1],
    "hex:": lambda text: text.encode().hex(),
}


class PatternError(Exception):
    """A pattern that cannot be read; says where."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a secret: drawn at random, or a literal that stands in each of its kind."""

    text: str
    drawn: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it is generated once, and the secrets in it."""

    text: str
    secrets: tuple[tuple[Chunk, ...], ...]


def written(line: str, seed: str) -> Written:
    """The line with all its patterns generated; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - benchmarks are repeatable; nobody is protected by these
    parts: list[str] = []
    secrets: list[tuple[Chunk, ...]] = []
    for part in _BRACKETS.split(line):
        if part[:1] not in {"⟦", "⟪"}:
            parts.append(_plain(part))
            continue
        chunks = _generated(part[1:-1], dice)
        parts += (chunk.text for chunk in chunks)
        if part[0] == "⟦":
            secrets.append(chunks)
    return Written("".join(parts), tuple(secrets))


def _plain(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else _NAMED[match[2]]

    return _ESCAPED.sub(character, text)


def _generated(pattern: str, dice: random.Random) -> tuple[Chunk, ...]:
    for prefix, way in _WRITTEN.items():
        if pattern.startswith(prefix):
            inner = "".join(chunk.text for chunk in _generated(pattern.removeprefix(prefix), dice))
            return (Chunk(way(inner), drawn=True),)
    return tuple(_merged(_Reader(pattern, dice).sequence()))


def _merged(chunks: list[Chunk]) -> Iterator[Chunk]:
    text, drawn = "", False
    for chunk in chunks:
        if text and chunk.drawn != drawn:
            yield Chunk(text, drawn)
            text = ""
        text, drawn = text + chunk.text, chunk.drawn
    if text:
        yield Chunk(text, drawn)


class _Reader:
    """Reads a pattern from the left, and generates as it goes."""

    def __init__(self, pattern: str, dice: random.Random) -> None:
        self._pattern, self._dice, self._at = pattern, dice, 0

    def sequence(self, ends: str = "") -> list[Chunk]:
        chunks: list[Chunk] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in (ends or "\0"):
            begun = self._at
            once = self._item()
            again = _COUNT.match(self._pattern, self._at)
            chunks += once
            if again is None:
                continue
            least = int(again[1])
            chunks[len(chunks) - len(once) :] = []
            for _ in range(self._dice.randint(least, int(again[2] or least))):
                self._at = begun
                chunks += self._item()
            self._at = again.end()
        return chunks

    def _item(self) -> list[Chunk]:
        mark = self._pattern[self._at]
        if mark == "[":
            return [Chunk(self._dice.choice(self._alphabet()), drawn=True)]
        if mark == "(":
            return self._choice()
        return [Chunk(self._character(), drawn=False)]

    def _choice(self) -> list[Chunk]:
        choices: list[list[Chunk]] = []
        begun = self._at
        while self._take() != ")":
            choices.append(self.sequence("|)"))
            if self._at >= len(self._pattern):
                raise PatternError(f"the choice at {begun} of {self._pattern!r} is not ended")
        return self._dice.choice(choices)

    def _alphabet(self) -> str:
        begun, marks = self._at, ""
        self._take()
        while self._peek() != "]":
            first = self._character()
            if self._peek() == "-" and self._peek(1) not in {"]", ""}:
                self._take()
                last = self._character()
                marks += "".join(map(chr, range(ord(first), ord(last) + 1)))
            else:
                marks += first
            if not self._peek():
                raise PatternError(f"the class at {begun} of {self._pattern!r} is not ended")
        self._take()
        if not marks:
            raise PatternError(f"the class at {begun} of {self._pattern!r} is empty")
        return marks

    def _character(self) -> str:
        if match := _ESCAPED.match(self._pattern, self._at):
            self._at = match.end()
            return _plain(match[0])
        mark = self._take()
        if mark == "\\" and (escaped := self._take()) not in string.ascii_letters:
            return escaped
        if mark == "\\":
            raise PatternError(f"unknown escape before {self._at} of {self._pattern!r}")
        return mark

    def _peek(self, ahead: int = 0) -> str:
        return self._pattern[self._at + ahead : self._at + ahead + 1]

    def _take(self) -> str:
        self._at += 1
        return self._pattern[self._at - 1 : self._at]
