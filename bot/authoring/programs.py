"""What is known of programs whose arguments can do more than they say; the table is `programs.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from bot.authoring.cel import pattern
from bot.core.catalogue import Element, Parameter

TABLE = Path(__file__).with_name("programs.toml")


@dataclass(frozen=True, slots=True)
class Rules:
    """One row of the table, which says what each column means."""

    known: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    code: bool = False
    whole: bool = False
    inside: tuple[str, ...] = ()
    behind: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the word at a place of the argument list; the program itself is at 0."""

    at: int
    what: str
    hint: str = ""


def rules_of(program: str) -> Rules | None:
    """By the name of the program, without its folders and its version."""
    name = PurePosixPath(program).name
    return table().get(name) or table().get(name.rstrip("0123456789.-"))


@cache
def table() -> Mapping[str, Rules]:
    """The rows by the names of their programs."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))
    return {name: _rules(rows[row.get("like", name)]) for name, row in rows.items()}


def _rules(row: Mapping[str, Any]) -> Rules:
    columns: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Rules(**columns)


def nested(argv: Sequence[Element]) -> int:
    """Where another program begins among the words; their number when none does."""
    rules = rules_of(str(argv[0]))
    begin = _inside(rules, argv) if rules else 0
    if rules is None or not begin:
        return len(argv)
    if rules.behind:
        return argv.index(rules.behind, begin) + 1 if rules.behind in argv[begin:] else len(argv)
    return min(_behind(argv, begin + 1, rules.flags) + 1, len(argv))


def findings(argv: Sequence[Element], *, is_first: bool = True) -> Iterator[Finding]:
    """Everything the table has against the words of a program, not of one that it starts in its turn.

    `is_first`: the bot itself would start it.
    """
    rules = rules_of(str(argv[0]))
    if rules is None:
        return
    own = argv[: nested(argv)]
    if is_first:
        yield from _missing(rules, own)
    yield from _unknown(rules, own)
    yield from _in_between(rules, argv, own)
    for at, element in enumerate(own[1:], 1):
        yield from _about(rules, own, at, element)


def _missing(rules: Rules, argv: Sequence[Element]) -> Iterator[Finding]:
    program = argv[0]
    if tuple(argv[1 : len(rules.begins) + 1]) != rules.begins:
        words = " ".join(rules.begins)
        yield Finding(0, f"`{program}` reads options from a file first.", f"Begin with `{words}`.")
    for option, why in rules.needs.items():
        names = [name for name in (option, _SHORT.get(option)) if name]
        if not any(_is(name, word) for name in names for word in argv[1:]):
            yield Finding(0, f"`{program}` without `{option}`: {why}.")


_SHORT = {"--no-psqlrc": "-X", "--max-time": "-m", "--globoff": "-g"}
"""The short spelling of what a program needs."""


def _unknown(rules: Rules, argv: Sequence[Element]) -> Iterator[Finding]:
    if not rules.known:
        return
    at = _behind(argv, 1, rules.first)
    word = argv[at] if at < len(argv) else ""
    if word not in rules.known:
        said = f"`{argv[0]}` starts a program of that name when it knows no such subcommand."
        yield Finding(min(at, len(argv) - 1), said, f"Begin with one of {', '.join(rules.known)}.")


def _inside(rules: Rules, argv: Sequence[Element]) -> int:
    return next((at for at, word in enumerate(argv) if at and word in rules.inside), 0)


def _in_between(rules: Rules, argv: Sequence[Element], own: Sequence[Element]) -> Iterator[Finding]:
    """What stands between `exec` and the program that it starts."""
    begin = _inside(rules, argv)
    if not begin:
        return
    if len(own) == len(argv) or isinstance(argv[len(own)], Parameter):
        before = f" behind `{rules.behind}`" if rules.behind else ""
        yield Finding(begin, f"the program that `{argv[begin]}` starts must be a fixed word{before}.")
    at = _behind(argv, begin + 1, rules.flags)
    while at < len(own):
        odd = own[at]
        if isinstance(odd, str) and odd.startswith("-") and odd != rules.behind:
            allowed = ", ".join(flag.rstrip("=") for flag in rules.flags)
            yield Finding(at, f"`{odd}` may not stand behind `{argv[begin]}`.", f"Only {allowed} may.")
        at = _behind(own, at + 1, rules.flags)


def _behind(argv: Sequence[Element], at: int, options: Sequence[str]) -> int:
    """The place behind the options that may stand there, and behind their values."""
    while at < len(argv):
        element = argv[at]
        word = element if isinstance(element, str) else element.prefix.rstrip("=")
        if f"{word}=" in options:
            at += 1 if isinstance(element, Parameter) else 2
        elif word in options or f"{word.partition('=')[0]}=" in options:
            at += 1
        else:
            break
    return at


def _about(rules: Rules, argv: Sequence[Element], at: int, element: Element) -> Iterator[Finding]:
    program = argv[0]
    for option, why in rules.refused.items():
        if _is(option, element, whole=rules.whole):
            yield Finding(at, f"`{option}` of `{program}` is refused: {why}.")
            return
    if isinstance(element, Parameter):
        before = argv[at - 1]
        asked = element.prefix.rstrip("=") or (before if isinstance(before, str) else "")
        if any(_ends_with(option, asked) for option in rules.fixed):
            said = f"the value of `{asked}` of `{program}` is code, a place or an identity."
            yield Finding(at, said, "Write it here, in an entry for each.")
        elif rules.code:
            yield Finding(
                at, f"a parameter of `{program}` would be code.", "Write it here, in an entry for each."
            )
        return
    for source, why in rules.values.items():
        if pattern(source).search(element) is not None:
            yield Finding(at, f"`{_short(element)}` is refused for `{program}`: {why}.")


def _is(option: str, element: Element, *, whole: bool = False) -> bool:
    """Whether the word is the option: whole, with its value, cut short, or among letters behind one dash."""
    word = element.prefix if isinstance(element, Parameter) else element
    name = word.partition("=")[0]
    if not option.startswith("-"):
        return word == option
    if option.startswith("--"):
        return name == option or (len(name) > 3 and name.startswith("--") and option.startswith(name))
    if whole or len(option) > 2:
        return name == option
    return name.startswith("-") and not name.startswith("--") and option[1] in _letters(name)


def _letters(name: str) -> str:
    """Letters that are options behind one dash: all, as long as they are letters."""
    rest = name[1:]
    end = next((place for place, mark in enumerate(rest) if not mark.isalpha()), len(rest))
    return rest[:end]


def _ends_with(option: str, word: str) -> bool:
    """Whether the next word is the option's value: it is the option, or its letter is the last of several."""
    if word == option:
        return True
    short = len(option) == 2 and word.startswith("-") and not word.startswith("--")
    return short and word[1:].isalpha() and word.endswith(option[1])


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
