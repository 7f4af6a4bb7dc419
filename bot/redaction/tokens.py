"""Secrets that their own form gives away: the rules of `rules.toml`.

The prefixes of many rules are searched for in one pass, and only where one stands its rule is tried. (All
rules in one pattern would be one pass, too, but an automaton that counts a hundred alphabets has too many
states.)
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from bot.redaction.patterns import Match, Pattern, compiled
from bot.redaction.scrub import Find, Span, found, line_end

FILE = Path(__file__).with_name("rules.toml")

_BEGUN, _KEPT = 24, 8
"""How many rules are searched for in one pass: measured."""
_FAR = 300
"""So far from a secret, on its line, what a rule wants beside it is looked for."""


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


def _in_groups(chosen: Iterable[Rule], size: int) -> tuple[tuple[Rule, ...], ...]:
    every = tuple(chosen)
    return tuple(every[start : start + size] for start in range(0, len(every), size))


def finders() -> tuple[Find, ...]:
    """One for each group of rules: an automaton for all at once would be the slower one."""
    begun = _in_groups((rule for rule in rules() if rule.prefix and not rule.keep), _BEGUN)
    kept = _in_groups((rule for rule in rules() if rule.keep), _KEPT)
    return (
        *(partial(_tokens, group) for group in begun),
        *(partial(_said, group) for group in kept),
        _shapes,
    )


def _tokens(group: tuple[Rule, ...], text: bytes) -> Iterable[Span]:
    """What begins like a token of a known kind and is one: `ghp_…`, `AKIA…`, `$2y$…`."""
    prefixes, rests = _begun(group)

    def secret(text: bytes, match: Match) -> Span | None:
        number = match.last - 1
        following = rests[number].match(text, match.end())
        if following is None or not _holds(group[number], text, match.start()):
            return None
        return match.start(), following.end()

    return found(text, prefixes, secret)


def _said(group: tuple[Rule, ...], text: bytes) -> Iterable[Span]:
    """What follows an address or a word that says what it is: `IDENTIFIED BY '…'`."""

    def secret(text: bytes, match: Match) -> Span | None:
        span = match.span(match.last)
        return span if _holds(group[match.last - 1], text, match.start()) else None

    return found(text, _kept(group), secret)


def _shapes(text: bytes) -> Iterable[Span]:
    """The tokens that begin with nothing fixed: `<32 digits>-us4`."""
    return found(text, _shaped(), lambda _, match: match.span())


@cache
def _begun(group: tuple[Rule, ...]) -> tuple[Pattern, tuple[Pattern, ...]]:
    prefixes = compiled("|".join(f"({rule.prefix})" for rule in group))
    return prefixes, tuple(compiled(rule.rest) for rule in group)


@cache
def _kept(group: tuple[Rule, ...]) -> Pattern:
    return compiled("|".join(f"(?:{rule.prefix})({rule.rest})" for rule in group))


@cache
def _shaped() -> Pattern:
    return compiled("|".join(rule.pattern for rule in rules() if rule.pattern))


def _holds(rule: Rule, text: bytes, at: int) -> bool:
    if not rule.beside:
        return True
    start = text.rfind(b"\n", max(at - _FAR, 0), at) + 1 or max(at - _FAR, 0)
    return _beside(rule).search(text, start, min(line_end(text, at), at + _FAR)) is not None


@cache
def _beside(rule: Rule) -> Pattern:
    return compiled(rule.beside)
