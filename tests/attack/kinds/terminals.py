"""What others wrote, quoted to a person at a terminal: does the terminal obey it, or take it for mark-up?"""

import io
import os

from rich.console import Console as RichConsole

from bot.settings import InvalidSettings, OperatorFile
from bot.terminal.console import Left, Terminal
from tests.attack.entries import Unsound, entry_of
from tests.attack.outcome import Outcome, shows


def attack(*, text: str, looks_for: str, quoted: str = "in a problem of a runbook") -> Outcome:
    """`quoted`: where. It passes when `looks_for` stands in what is printed."""
    match quoted:
        case "in a problem of a runbook":
            return shows(_problem(text), looks_for)
        case "in a problem of handrail.toml":
            return shows(_setting(text), looks_for)
        case "in a question":
            return shows(_question(text), looks_for)
        case _:
            raise LookupError(quoted)


def _problem(text: str) -> str:
    try:
        entry_of({"exec": ["look"], "risk": text})
    except Unsound as problem:
        return str(problem)
    raise AssertionError("no risk has such a name")


def _setting(text: str) -> str:
    name = "".join(f"\\U{ord(mark):08X}" for mark in text)
    try:
        OperatorFile.parse(f'workspace = "T1"\n"{name}" = 1')
    except InvalidSettings as problem:
        return str(problem)
    raise AssertionError("no setting has such a name")


def _question(text: str) -> str:
    reading, writing = os.pipe()
    os.close(writing)
    out = io.StringIO()
    terminal = Terminal(RichConsole(file=out, width=200), reading)
    try:
        terminal.line(text)
    except Left:
        pass
    finally:
        os.close(reading)
    return out.getvalue()
