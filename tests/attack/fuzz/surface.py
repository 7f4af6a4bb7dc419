"""One surface that takes what others wrote, and what must hold of whatever it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Surface:
    """`holds` raises when something does not. `costs`: how many times an ordinary one an example takes."""

    name: str
    inputs: st.SearchStrategy[Any]
    holds: Callable[[Any], None]
    costs: int = 1

    def tried(self, examples: int, start: int | None = None) -> int:
        """Try so many examples, divided by what they cost; always the same ones without a `start`."""
        count = 0

        def one(value: Any) -> None:
            nonlocal count
            count += 1
            self.holds(value)

        run = settings(
            max_examples=max(examples // self.costs, 3),
            derandomize=start is None,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )(given(self.inputs)(one))
        (seed(start)(run) if start is not None else run)()
        return count
