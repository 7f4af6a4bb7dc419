"""Times and what is made of them. All in milliseconds."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figures:
    """Many times of one thing, put together."""

    median: float
    p99: float
    most: float
    count: int
    least: float


def figures(times: Sequence[float]) -> Figures:
    """The figures of at least one time. Below a hundred of them, p99 is nearly the longest."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Figures(statistics.median(ordered), p99, ordered[-1], len(ordered), ordered[0])


def took(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000
