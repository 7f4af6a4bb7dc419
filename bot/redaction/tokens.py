"""Secrets that their own form gives away: the rules of `rules.toml`.

All prefixes are searched for in one pass, and only where one stands its rule is tried. (All rules in one pattern
would be one pass, too, but an automaton that counts a hundred alphabets at once has too many states.)
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.redaction.patterns import compiled
from bot.redaction.scrub import Span, found, line_end

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of a token; the file says what its fields are."""

    kind: str
    prefix: str = ""
    rest: str = ""
    keep: bool = False
    pattern: str = ""
    beside: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the file, in its order; the first whose prefix fits is tried."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Rule(**rule) for rule in read["rule"])


def tokens(text: bytes) -> Iterable[Span]:
    """What begins like a token of a known kind and is one: `ghp_…`, `AKIA…`, `$2y$…`."""
    prefixes, kinds = _prefixed()

    def secret(text: bytes, match: Any) -> Span | None:
        following = kinds[match.lastindex - 1].match(text, match.end())
        return None if following is None else (match.start(), following.end())

    return found(text, prefixes, secret)


def said_by_rule(text: bytes) -> Iterable[Span]:
    """What follows an address or a word that says what it is: `IDENTIFIED BY '…'`."""
    pattern, kinds = _after()

    def secret(text: bytes, match: Any) -> Span | None:
        span: Span = match.span(match.lastindex)
        return span if _holds(kinds[match.lastindex - 1], text, match.start()) else None

    return found(text, pattern, secret)


def shapes(text: bytes) -> Iterable[Span]:
    """The tokens that begin with nothing fixed: `<32 digits>-us4`."""
    return found(text, _shaped(), lambda _, match: match.span())


@cache
def _prefixed() -> tuple[Any, tuple[Any, ...]]:
    begun = [rule for rule in rules() if rule.prefix and not rule.keep]
    prefixes = compiled("|".join(f"({rule.prefix})" for rule in begun))
    return prefixes, tuple(compiled(rule.rest) for rule in begun)


@cache
def _after() -> tuple[Any, tuple[Rule, ...]]:
    kept = tuple(rule for rule in rules() if rule.keep)
    return compiled("|".join(f"(?:{rule.prefix})({rule.rest})" for rule in kept)), kept


@cache
def _shaped() -> Any:
    return compiled("|".join(rule.pattern for rule in rules() if rule.pattern))


def _holds(rule: Rule, text: bytes, at: int) -> bool:
    if not rule.beside:
        return True
    start = text.rfind(b"\n", 0, at) + 1
    return compiled(rule.beside).search(text[start : line_end(text, at)]) is not None
