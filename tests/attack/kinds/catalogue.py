"""An entry of a catalogue, as somebody with a pull request would write it."""

from typing import Any

from tests.attack.entries import Unsound, entry_of
from tests.attack.outcome import Outcome, passes, refused


def attack(*, entry: dict[str, Any]) -> Outcome:
    """`entry`: its keys beside title, risk and samples, which are there if it does not say its own."""
    try:
        return passes(entry_of(entry).how)
    except Unsound as problem:
        return refused(problem)
