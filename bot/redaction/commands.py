"""Passwords on command lines, and the outputs of programs that print them: the data of `commands.toml`."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.redaction.patterns import Match, Pattern, compiled
from bot.redaction.scrub import Span, is_marked, line_end
from bot.redaction.values import is_placeholder

FILE = Path(__file__).with_name("commands.toml")

_WORD = compiled(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|\\\n|[^\s|;]+|[|;]")
_PASS = compiled(r"(?:pass|env|hexkey|key|md5|aes):")
_PROMPT = compiled(r"[^\n]{0,80}?(?:[$#>%]|\x{276f}|\x{3bb})[ \t]|\s*\n|\s*$")
_MOST_LINES = 60
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Command:
    """Programs that are given passwords alike; the file says what the fields are."""

    names: tuple[str, ...]
    glued: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@cache
def _ready() -> tuple[Pattern, dict[bytes, Command], Pattern]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    commands = [Command(**{name: tuple(given) for name, given in one.items()}) for one in read["command"]]
    by_name = {name.encode(): command for command in commands for name in command.names}
    names = "|".join(
        sorted(
            (name.replace(".", r"\.") for command in commands for name in command.names),
            key=len,
            reverse=True,
        )
    )
    started = compiled(rf"(?:^|[\s|;&(`\"'/=@])({names})[ \t]")
    prints = "|".join(one["line"] for one in read["prints"])
    return started, by_name, compiled(rf"(?m)(?:{prints})[^\n]*$")


def options(text: bytes) -> Iterable[Span]:
    """`mysql -pVALUE`, `redis-cli -a VALUE`, `curl -u user:VALUE`."""
    started, by_name, _ = _ready()
    position = 0
    while (match := started.search(text, position)) is not None:
        command = by_name[match.group(1)]
        position = match.end()
        for start, end in _values(text, match.end(), command):
            position = max(position, end)
            if not is_placeholder(text[start:end]):
                yield start, end


def printed(text: bytes) -> Iterable[Span]:
    """What follows a command that prints a secret, to the next prompt or empty line."""
    _, _, prints = _ready()
    position = 0
    while (match := prints.search(text, position)) is not None:
        start = position = min(match.end() + 1, len(text))
        for _ in range(_MOST_LINES):
            if position >= len(text) or _PROMPT.match(text, position):
                break
            position = line_end(text, position) + 1
        end = min(position, len(text))
        end -= text[start:end].endswith(b"\n")
        if end > start and not is_marked(text[start:end]):
            yield start, end
        position = max(end, match.end())


def _values(text: bytes, at: int, command: Command) -> Iterator[Span]:
    """The values of the options of this command, up to its end."""
    end = line_end(text, at)
    while text[end - 1 : end] == b"\\" and end < min(len(text), at + _LONGEST):
        end = line_end(text, end + 1)
    end = min(end, at + _LONGEST)
    words = [word.span() for word in _words(text, at, end)]
    given = [text[start:stop].decode("utf-8", "replace") for start, stop in words]
    if command.needs and not any(word in command.needs for word in given):
        return
    for number, (word, (start, stop)) in enumerate(zip(given, words, strict=True)):
        name, equals, _ = word.partition("=")
        glued = next((one for one in command.glued if word.startswith(one) and len(word) > len(one)), None)
        if name in command.apart or name in command.pair:
            if equals:
                span = start + len(name.encode()) + 1, stop
            elif number + 1 < len(words) and not given[number + 1].startswith("-"):
                span = words[number + 1]
            else:
                continue
            yield from _inner(text, span, in_pair=name in command.pair, is_cookie=name in {"-b", "--cookie"})
        elif glued and not word.startswith("--"):
            yield from _inner(text, (start + len(glued), stop))


def _words(text: bytes, at: int, end: int) -> Iterator[Match]:
    """The words of a command, up to where another begins."""
    _, by_name, _ = _ready()
    while (word := _WORD.search(text, at, end)) is not None:
        if word.group() in {b"|", b";"} or word.group() in by_name:
            return
        at = word.end()
        if word.group() != b"\\\n":
            yield word


def _inner(text: bytes, span: Span, *, in_pair: bool = False, is_cookie: bool = False) -> Iterator[Span]:
    """The secret part of a word: without quotes, scheme and user."""
    start, end = span
    if text[start : start + 1] in {b'"', b"'"}:
        start, end = start + 1, end - 1 if text[end - 1 : end] == text[start : start + 1] else end
    value = text[start:end]
    if (scheme := _PASS.match(value)) is not None:
        if scheme.group() == b"env:":
            return
        start += scheme.end()
    if in_pair:
        marks = [at for at in (value.find(b":"), value.find(b"%")) if at >= 0]
        if not marks:
            return
        start += min(marks) + 1
    if is_cookie and b"=" not in value:
        return
    if end > start:
        yield start, end
