"""What a check is about, in words: for the reference page, and for tools that show the rule of a finding."""

from dataclasses import dataclass

from bot.authoring.problem import Code


@dataclass(frozen=True, slots=True)
class About:
    """Sentences without their full stop; `why` is what happens at 3 a.m. where it does not hold."""

    code: Code
    holds: str
    why: str
    how: str
    """The algorithm in a line."""
