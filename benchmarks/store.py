"""Appends a second and how long each takes, with 20 people at once, beside a raw commit of the same disk.

    python -m benchmarks.store

Several runs, medians. The raw commit is sqlite3 alone, one thread, one small row, the same pragmas: what
the disk gives. Group commit shares one of them among all who wait, so the ratio may well be above 1.
"""

import statistics
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.disk import raw_commits
from bot.core.apply import apply
from bot.core.events import NoteAdded
from bot.engine.ports import Transaction
from bot.store.store import SqlStore
from tests.contracts.test_outbox import queued
from tests.fakes.clock import FakeClock
from tests.store.samples import LATER, declaring, folded

RUNS = 5
PEOPLE = 20
EACH = 60
ALONE = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: how many a second, and the time of one in milliseconds."""

    rate: float
    median_ms: float
    p99_ms: float


def raw(path: Path) -> Measured:
    """Commits of sqlite3 alone."""
    begun = perf_counter()
    found = raw_commits(path, ALONE)
    rate = ALONE / (perf_counter() - begun)
    return Measured(rate, statistics.median(found), statistics.quantiles(found, n=100)[98])


def one_person(path: Path) -> Measured:
    """One after the other: an event, a snapshot, an effect."""
    return appends(path, 1, ALONE)


def many_people(path: Path) -> Measured:
    """Twenty at once, each in an incident of their own."""
    return appends(path, PEOPLE, EACH)


def appends(path: Path, people: int, each: int) -> Measured:
    """So many people, each noting so often."""
    store = SqlStore.open(path, bot="bench", clock=FakeClock(), fold=apply)
    names = [f"INC-{number:04d}" for number in range(1, people + 1)]
    for name in names:
        store.transact(declaring(name))

    def person(name: str) -> Callable[[int], None]:
        def note(turn: int) -> None:
            event = NoteAdded(f"note {turn}, of the length that a line of the timeline has")

            def job(tx: Transaction) -> None:
                after = folded(tx.incident(name), event, stamp=LATER)
                tx.append(after, (event,), LATER)
                card = queued(f"{name}/{after.version}/0", lane=f"{name}/card", key=f"{name}/card")
                tx.enqueue(name, (card,))

            store.transact(job)

        return note

    measured = timed([person(name) for name in names], each)
    store.close()
    return measured


def timed(people: list[Callable[[int], None]], each: int) -> Measured:
    """Everybody at once; every single turn is timed."""
    took: list[float] = []

    def turns(person: Callable[[int], None]) -> None:
        for turn in range(each):
            begun = perf_counter()
            person(turn)
            took.append(perf_counter() - begun)

    threads = [threading.Thread(target=turns, args=(person,)) for person in people[1:]]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    turns(people[0])
    for thread in threads:
        thread.join()
    rate = len(took) / (perf_counter() - begun)
    return Measured(rate, statistics.median(took) * 1000, statistics.quantiles(took, n=100)[98] * 1000)


def main() -> None:
    """Run everything in turns, so that a busy moment of the machine does not fall on one of them."""
    found: dict[str, list[Measured]] = {}
    kinds = (raw, one_person, many_people)
    for _ in range(RUNS):
        for kind in kinds:
            with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
                found.setdefault(kind.__name__, []).append(kind(Path(folder) / "bench.db"))
    beside = statistics.median(one.rate for one in found["raw"])
    print(f"{'':12} {'per second':>10} {'median ms':>10} {'p99 ms':>8} {'beside raw':>10}")
    for name, runs in found.items():
        rate, median, p99 = (
            statistics.median(getattr(one, part) for one in runs) for part in ("rate", "median_ms", "p99_ms")
        )
        print(f"{name:12} {rate:10.0f} {median:10.2f} {p99:8.2f} {rate / beside:10.2f}")


if __name__ == "__main__":
    main()
