"""What is counted while the bot works. An addition under a lock; nothing is worked out before somebody asks.

No label ever says which incident it was: neither an id, a title, a runbook nor a person. What belongs to a
restricted incident is not counted at all: the number alone would tell that there is one.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

Labels: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that is counted. `name` is that of the metric; `buckets` are upper bounds, in seconds."""

    name: str
    about: str
    labels: Labels = ()
    buckets: tuple[float, ...] = ()


SIGNALS: Final = Series(
    "handrail_signals_total", "What people, alerts and clocks offered and incidents took.", ("signal", "via")
)
REFUSALS: Final = Series("handrail_refusals_total", "What people wanted and were refused.", ("kind",))
DELIVERED: Final = Series("handrail_effects_delivered_total", "Effects that were delivered.", ("effect",))
RETRIED: Final = Series(
    "handrail_effects_retried_total", "Deliveries that failed and are tried again.", ("effect",)
)
DEAD: Final = Series(
    "handrail_effects_dead_total", "Effects that were given up; a person must look.", ("effect",)
)
COMMANDS: Final = Series(
    "handrail_commands_total",
    "Commands that ended: `ok`, with `another` verdict, or with the trouble that gave none.",
    ("risk", "result"),
)
ANSWERED: Final = Series(
    "handrail_answer_seconds",
    "From a payload of Slack's in its thread to its acknowledgement; Slack waits for 3 seconds.",
    ("via",),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
)
COUNTED: Final = (SIGNALS, REFUSALS, DELIVERED, RETRIED, DEAD, COMMANDS, ANSWERED)


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took: how often up to each bound of the series (the last: longer), and the sum."""

    counts: tuple[int, ...]
    seconds: float


class Tally:
    """Since the start of the process. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._times: dict[tuple[str, Labels], tuple[list[int], float]] = {}

    def count(self, series: Series, *labels: str) -> None:
        with self._lock:
            self._counts[series.name, labels] += 1

    def took(self, series: Series, seconds: float, *labels: str) -> None:
        place = sum(seconds > bound for bound in series.buckets)
        with self._lock:
            counts, total = self._times.get((series.name, labels), ([0] * (len(series.buckets) + 1), 0.0))
            counts[place] += 1
            self._times[series.name, labels] = (counts, total + seconds)

    def counts(self, series: Series) -> Mapping[Labels, int]:
        with self._lock:
            return {labels: count for (name, labels), count in self._counts.items() if name == series.name}

    def times(self, series: Series) -> Mapping[Labels, Times]:
        with self._lock:
            found = {labels: kept for (name, labels), kept in self._times.items() if name == series.name}
            return {labels: Times(tuple(counts), total) for labels, (counts, total) in found.items()}


def label_of(thing: object) -> str:
    """The name of a thing's kind as labels are written: `TakeRole` → `take_role`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(thing).__name__).lower()
