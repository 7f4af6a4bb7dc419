"""The number of a new incident. That some incidents are for few must not show in the numbers of the others.

One of a private class draws its number from a range of its own, so that it leaves no gap in the series. And
the series leaves a number out now and then: a gap, as one that was restricted later leaves it, says nothing.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.core.runbook import Runbook
from bot.engine.ports import Transaction

FIRST_PRIVATE: Final = 10_000
PRIVATE: Final = 90_000
"""So many numbers there are for incidents of private classes: five digits, to be said on the telephone."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """`gaps`: of so many numbers one is left out, at random; below 2: none. `draw`: one below the given."""

    gaps: int = 0
    draw: Callable[[int], int] = secrets.randbelow

    def following(self, tx: Transaction, book: Runbook) -> str:
        """The name of the next incident, or procedure, of the runbook; drawn here, and kept in the log."""
        series = "PRC" if book.kind == "procedure" else "INC"
        while True:
            if book.private and series == "INC":
                number = FIRST_PRIVATE + self.draw(PRIVATE)
            else:
                number = self._next(tx, series)
            name = f"{series}-{number:04d}"
            if tx.incident(name) is None:
                return name

    def _next(self, tx: Transaction, series: str) -> int:
        while series == "INC" and self.gaps > 1 and self.draw(self.gaps) == 0:
            tx.next_number(series)
        return tx.next_number(series)
