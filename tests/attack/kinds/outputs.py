"""What a command wrote, read into values that an incident goes on with."""

from collections.abc import Mapping
from typing import Any

from bot.core.result import Output
from tests.attack.entries import reader_of
from tests.attack.outcome import Outcome, passes, refused


def attack(*, returns: Mapping[str, Any], text: str, exit: int = 0) -> Outcome:  # noqa: A002 - as in a catalogue
    """`returns`: as in a catalogue. What passes is told as the values that were read."""
    reading = reader_of({"exec": ["look"], "returns": dict(returns)}).interpret(Output(exit=exit, text=text))
    return refused(reading.trouble) if reading.trouble else passes(reading.values)
