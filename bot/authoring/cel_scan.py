"""What an expression's text shows before it is compiled: the names it reads, and what is refused in it.

CEL's compiler accepts some expressions that mean nothing here (measured): `has(facts.x)` takes the fact's
type, `matches()` does not look at its pattern, and an option that does not exist is just never equal.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from bot.authoring.problem import Code, did_you_mean

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)
      | (?P<text>[rR]?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
                 |\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*'))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>[0-9][A-Za-z0-9.]*)
      | (?P<mark>==|!=|<=|>=|&&|\|\||\S)""",
    re.VERBOSE | re.DOTALL,
)
_MEMBERS = frozenset({"facts", "result", "child", "row", "items"})
"""Prefixes of variables that are declared one by one, as `facts.since`."""
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'", "`": "`", "?": "?", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression. Of a dotted variable the whole (`facts.since`), read as one name."""

    kind: Literal["text", "name", "number", "mark"]
    word: str
    start: int
    member: bool = False
    """Whether a dot stands before it: a field or method of what precedes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in an expression, at an offset of its text."""

    offset: int
    code: Code
    problem: str
    hint: str = ""


@lru_cache(maxsize=4096)
def tokens(source: str) -> tuple[Token, ...]:
    """The words of an expression, without comments."""
    return tuple(_tokens(source))


def _tokens(source: str) -> Iterator[Token]:
    found = [match for match in _TOKEN.finditer(source) if match.lastgroup != "comment"]
    index = 0
    while index < len(found):
        match = found[index]
        member = index > 0 and found[index - 1][0] == "."
        word = match[0]
        dotted = word in _MEMBERS and not member and index + 2 < len(found) and found[index + 1][0] == "."
        if dotted and found[index + 2].lastgroup == "name":
            word = f"{word}.{found[index + 2][0]}"
            index += 2
        index += 1
        kind = match.lastgroup
        assert kind in {"text", "name", "number", "mark"}
        yield Token(kind, word, match.start(), member)  # type: ignore[arg-type] # the groups' names


def used(source: str) -> frozenset[str]:
    """The variables an expression may read; a few more when its own variables have the same names."""
    return frozenset(token.word for token in tokens(source) if token.kind == "name" and not token.member)


def literal(word: str) -> str | None:
    """What a text literal says, or None when it uses an escape that is not read here."""
    raw = word[0] in "rR"
    word = word[1:] if raw else word
    quotes = 3 if word[:3] in {'"""', "'''"} else 1
    body = word[quotes:-quotes]
    if raw or "\\" not in body:
        return body
    if not re.fullmatch(r"""(?:[^\\]|\\[nt\\"'`?r])*""", body, re.DOTALL):
        return None
    return re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], body, flags=re.DOTALL)


def refused(source: str, options: Mapping[str, tuple[str, ...]], tables: frozenset[str]) -> Iterator[Fault]:
    """Faults that the compiler does not see. `options` are those of enum variables."""
    words = tokens(source)
    yield from _traps(words)
    yield from _strange_options(words, options)
    for index, token in enumerate(words):
        if token.word in tables and not _is_size(words, index):
            said = f"of `{token.word}` only its size can be asked."
            yield Fault(token.start, "type", said, f"Write `size({token.word})`.")


def _traps(words: tuple[Token, ...]) -> Iterator[Fault]:
    for token, after, inner in zip(words, words[1:], (*words[2:], None), strict=False):
        if after.word != "(" or token.kind != "name":
            continue
        if token.word == "matches":
            yield Fault(
                token.start,
                "type",
                "`matches()` is not part of the language.",
                "Use startsWith, contains or ==; the catalogue has find(text, pattern).",
            )
        if token.word == "has" and inner is not None and inner.word.partition(".")[0] in _MEMBERS:
            said = f"`has({inner.word})` does not tell whether it is known."
            yield Fault(
                token.start, "type", said, "Leave it out: a guard over an unknown fact does not hold."
            )


def _strange_options(words: tuple[Token, ...], options: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    for index, token in enumerate(words):
        if token.kind != "name" or token.word not in options:
            continue
        for text in _compared(words, index):
            said = literal(text.word)
            if said is not None and said not in options[token.word]:
                near = did_you_mean(said, options[token.word])
                yield Fault(text.start, "type", f"`{token.word}` is never `{said}`.", near)


def _compared(words: tuple[Token, ...], index: int) -> Iterator[Token]:
    """The text literals that the variable at the index is compared with."""
    before, after = words[max(0, index - 2) : index], words[index + 1 :]
    if len(after) > 1 and after[0].word in {"==", "!="} and after[1].kind == "text":
        yield after[1]
    if len(before) == 2 and before[1].word in {"==", "!="} and before[0].kind == "text":
        yield before[0]
    if len(after) > 1 and after[0].word == "in" and after[1].word == "[":
        for token in takewhile(lambda one: one.word != "]", after[2:]):
            if token.kind == "text":
                yield token


def _is_size(words: tuple[Token, ...], index: int) -> bool:
    before = [token.word for token in words[max(0, index - 2) : index]]
    after = [token.word for token in words[index + 1 : index + 3]]
    return (before == ["size", "("] and after[:1] == [")"]) or after == [".", "size"]
