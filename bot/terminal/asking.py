"""Questions to the person at the keyboard, asked again until the answer fits. Ctrl-C goes back."""

from collections.abc import Sequence

from rich.text import Text

from bot.core.incident import Known
from bot.core.runbook import Fact
from bot.core.values import BadValue, Value, parse, shown
from bot.terminal.console import Console, Left

END_OF_TEXT = "."
"""A line of this alone ends a text of several lines."""


def reason(console: Console, question: str, given: str = "") -> str:
    """A line that is not empty."""
    text = given
    while not text.strip():
        text = console.line(f"{question}")
        if not text.strip():
            console.show(Text("Say it in a line; Ctrl-C goes back.", style="dim"))
    return text.strip()


def one_of(console: Console, question: str, options: Sequence[tuple[str, str]], given: str = "") -> str:
    """One of (value, label), by its number or its name; the only one there is, unasked."""
    if len(options) == 1:
        return options[0][0]
    names = {value: value for value, _ in options}
    numbers = {str(number): value for number, (value, _) in enumerate(options, start=1)}
    if given in names:
        return given
    for number, (_, label) in enumerate(options, start=1):
        line = Text(f" {number:>2}  ", style="bold cyan")
        line.append(label, style="not bold white")
        console.show(line)
    while True:
        typed = console.line(question).strip()
        if typed in numbers or typed in names:
            return numbers.get(typed, typed)
        console.show(Text(f"A number from 1 to {len(options)}, please; Ctrl-C goes back.", style="dim"))


def numbers(console: Console, question: str, listed: Sequence[str]) -> list[int]:
    """Some of the numbers of a list, or none."""
    for number, label in enumerate(listed, start=1):
        console.show(Text(f" {number:>2}  {label}"))
    while True:
        typed = console.line(question).replace(",", " ").split()
        if all(word.isascii() and word.isdigit() for word in typed):
            return [int(word) for word in typed]
        console.show(Text("Numbers, please, as 1 3 4; Ctrl-C goes back.", style="dim"))


def text(console: Console, question: str) -> str:
    """Several lines, until a line that is only a point, or the end of the input."""
    console.show(Text(f"{question} (a line with only `{END_OF_TEXT}` ends it)", style="bold"))
    lines: list[str] = []
    while True:
        try:
            line = console.line("…")
        except Left:
            break
        if line.strip() == END_OF_TEXT:
            break
        lines.append(line)
    return "\n".join(lines)


def fact(console: Console, asked: Fact, about: str, known: Known | None, *, needed: bool) -> Value | None:
    """A value of the fact's type. Enter keeps what is known; where nothing is needed, it leaves it out."""
    console.show(Text(about, style="bold"))
    now = f", Enter: {shown(known.value)}" if known else "" if needed else ", Enter: not known"
    while True:
        typed = console.line(f"  {asked.type.says()}{now}:").strip()
        if not typed and known:
            return known.value
        if not typed and not needed:
            return None
        try:
            return parse(asked.type, typed)
        except BadValue as problem:
            console.show(Text(f"  {problem}.", style="red"))
