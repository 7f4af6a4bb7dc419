"""What came of an attack."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["refused", "passes"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused`: the attacker got nothing. `text`: what was said, or what came through."""

    verdict: Verdict
    text: str = ""


def refused(text: object = "") -> Outcome:
    return Outcome("refused", str(text))


def passes(text: object = "") -> Outcome:
    return Outcome("passes", str(text))


def shows(text: str, looked_for: str) -> Outcome:
    """For what is shown: the attacker wants `looked_for` to stand there."""
    return passes(text) if looked_for in text else refused(text)
