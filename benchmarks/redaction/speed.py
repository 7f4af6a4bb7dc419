"""How many bytes a second are redacted, beside a reference that the same run measures on the same text."""

import statistics
from collections.abc import Callable, Sequence
from time import process_time

import re2

from benchmarks.redaction.lines import Line
from benchmarks.redaction.pattern import written
from bot.redaction import Redactor, clean

WANTED = 5.0
"""The least speed, in MB/s."""

SIZE = 2_000_000
RUNS = 5
QUIET = 15
"""So many harmless lines to each with a secret; logs are rarely worse."""

_REFERENCE = re2.compile(rb"[0-9]+ never [a-z]+ there")


def mixed_log(lines: Sequence[Line], size: int = SIZE) -> str:
    """Text of about this size: harmless lines, and one with a secret every now and then."""
    quiet = [line for line in lines if line.kind == "benign"]
    telling = [line for line in lines if line.kind == "ordinary"]
    parts: list[str] = []
    length = number = 0
    while length < size:
        of = telling if telling and (number % (QUIET + 1) == QUIET or not quiet) else quiet
        line = of[number // (QUIET + 1) % len(of) if of is telling else number % len(of)]
        parts.append(f"2026-11-21T10:{number // 60 % 60:02}:{number % 60:02}Z app[{number % 97}]: ")
        parts.append(clean(written(line.line, f"speed {number}").text) + "\n")
        length += len(parts[-1]) + len(parts[-2])
        number += 1
    return "".join(parts)


def speeds(text: str, redactor: Redactor, runs: int = RUNS) -> tuple[float, float]:
    """MB/s of the redactor, and of a search for one pattern in the same text: medians of several runs."""
    raw = text.encode()
    own = [_took(lambda: redactor.redact(text)) for _ in range(runs)]
    reference = [_took(lambda: _REFERENCE.search(raw)) for _ in range(runs)]
    size = len(raw) / 1_000_000
    return size / statistics.median(own), size / statistics.median(reference)


def _took(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun
