"""An author's expression over what somebody else wrote: does it end soon, and with a value?"""

import time
from typing import Any

from bot.authoring.cel import Program, Vocabulary
from bot.authoring.cel_faults import faults
from tests.attack.outcome import Outcome, passes, refused

LONGEST = 3.0
"""Seconds; the costliest that is let through, a list of ten thousand built anew, needs one or two."""
WORDS = Vocabulary(raw=frozenset({"json", "text"}), catalogue=True)


def attack(*, expression: str, rows: int = 0, text: str = "") -> Outcome:
    """`rows`: how long `json.rows` is. It passes when it yields a value."""
    program = Program(expression, WORDS)
    began = time.perf_counter()
    found = faults(program, None)
    if found:
        return refused(found[0].problem)
    data: dict[str, Any] = {"json": {"rows": list(range(rows))}, "text": text}
    value, why = program.result(data)
    took = time.perf_counter() - began
    assert took < LONGEST, f"it took {took:.1f} s"
    return refused(why) if why else passes(str(value)[:200])
