"""A pattern of an author's, with a subject that somebody else chose."""

import time

from bot.core.values import BadValue
from bot.diagnostics.plan import Bound, plan
from tests.attack.entries import Unsound, entry_of
from tests.attack.outcome import Outcome, passes, refused

LONGEST = 1.0
"""Seconds; a pattern of linear time needs less than a thousandth of it."""


def attack(*, pattern: str, subject: str) -> Outcome:
    """It passes when the pattern took too long, or when the subject is let through."""
    began = time.perf_counter()
    try:
        entry = entry_of(
            {"exec": ["look", {"param": "p"}], "params": {"p": {"type": "word", "pattern": pattern}}}
        )
        planned = plan(entry, {"p": subject}, Bound(), "prod")
    except (Unsound, BadValue) as problem:
        took = time.perf_counter() - began
        return refused(problem) if took < LONGEST else passes(f"it took {took:.1f} s")
    return passes(planned.argv)
