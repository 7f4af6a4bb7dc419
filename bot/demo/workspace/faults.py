"""Faults that a test orders: an error, a full bucket, a slow answer, a lost reply."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

When: TypeAlias = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """What goes wrong with calls of one method (`*` for all) until `until`, or `times` times.

    With an `error` the call is refused with it: a 429 when it is `ratelimited`, an HTTP status when it is
    a number such as `503`. Without one the connection is closed: `before` the call is done, or `after` it,
    when only the reply is lost.
    `delay` holds the answer for so many seconds and does no more when `is_only_slow`.
    """

    method: str
    error: str = ""
    retry_after: int = 1
    when: When = "before"
    times: int | None = None
    until: float | None = None
    delay: float = 0
    is_only_slow: bool = False
    hits: int = 0

    def applies(self, method: str, now: float) -> bool:
        if self.method not in {"*", method} or (self.times is not None and self.hits >= self.times):
            return False
        return self.until is None or now < self.until


def fault_for(faults: Iterable[Fault], method: str, now: float) -> Fault | None:
    """The first fault that applies, counted as hit."""
    found = next((fault for fault in faults if fault.applies(method, now)), None)
    if found is not None:
        found.hits += 1
    return found
