"""Start-up, memory, click to acknowledgement, declare to usable channel; beside a raw commit in the same run.

    make bench            (or: python -m benchmarks.measure)

Everything on loopback: the real bot as a process, against the local workspace. Medians over several runs.
"""

import os
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import commands, inside, people, sixty
from benchmarks.disk import raw_commits
from benchmarks.figures import figures
from benchmarks.starts import resident, restarts
from bot.demo.plays import PLAYS
from bot.demo.plays.player import Player
from bot.demo.stage import Plan, Stage

SLACK_MS = 80
STARTS = 9
ALONE = 300
AT_ONCE = 20
EACH = 15
DECLARES = 3
COMMITS = 200
SIGNALS = 1000
RUNBOOKS = Path("runbooks")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `beside`: how many raw commits it is."""

    what: str
    median: float
    worst: float | None = None
    beside: bool = False
    unit: str = "ms"


@dataclass(slots=True)
class Bench:
    """Measures into rows; each part has a folder of its own under `folder`."""

    folder: Path
    rows: list[Row]

    def starts(self) -> None:
        """Spawn to ready, and memory after it."""
        for latency in (0, SLACK_MS):
            with self._stage(latency) as stage:
                found = restarts(stage, STARTS)
                ready = [one.ready for one in found]
                self._row(f"start to ready, Slack at {latency} ms", ready)
                if not latency:
                    self._row("  of which processor time", [one.processor for one in found])
                    self.rows.append(Row("memory after the start", _memory(stage), unit="MB"))

    def declares(self) -> None:
        """Declare to usable channel, the first after a start and later ones."""
        first: list[people.Declared] = []
        later: list[people.Declared] = []
        for _ in range(DECLARES):
            with self._stage(SLACK_MS) as stage:
                first.append(people.declare(stage))
                later += [people.declare(stage) for _ in range(2)]
        for name, found in (("first declare", first), ("later declares", later)):
            self._row(f"{name}: the declarer is answered", [one.answered for one in found])
            self._row(f"{name}: the channel is usable", [one.usable for one in found])

    def clicks(self) -> None:
        """A press, and a typed `/incident step`, to their acknowledgement: one person, and twenty at once."""
        with self._stage(0, limits=False) as stage:
            for _ in range(AT_ONCE):
                people.declare(stage)
            channels = people.incidents(stage)
            one = channels[0]
            people.send(stage, [list(people.presses(stage, one, 2, 0))])
            alone = list(people.presses(stage, one, ALONE, 2))
            self._row("click to ack, one person", people.send(stage, [alone]), beside=True)
            turns = [list(people.presses(stage, each, EACH, 0)) for each in channels[1:]]
            turns.append(list(people.presses(stage, one, EACH, ALONE + 2)))
            self._row(f"click to ack, {AT_ONCE} at once", people.send(stage, turns), beside=True)
            self._row(
                "/incident step, one person", people.send(stage, [list(people.asks(stage, one, ALONE))])
            )
            asking = [list(people.asks(stage, each, EACH)) for each in channels]
            self._row(f"/incident step, {AT_ONCE} at once", people.send(stage, asking))
            taken = _roles_taken(stage)
            wanted = 2 + ALONE + AT_ONCE * EACH
            if taken != wanted:
                raise people.NotSeen(f"{wanted} clicks, and {taken} events of them in the log.")

    def walk(self) -> None:
        """Memory after an incident was walked from its declaration to its close."""
        with self._stage(0, limits=False) as stage:
            Player(stage, lambda _: None).run(PLAYS[people.RUNBOOK])
            self.rows.append(Row("memory after one incident, walked to its close", _memory(stage), unit="MB"))

    def insides(self) -> None:
        """Checking runbooks, and signals a second."""
        self._row("runbook check, without imports", [inside.check(RUNBOOKS) for _ in range(5)])
        sixty_runbooks, ratio = sixty.measured()
        self.rows.append(Row(f"runbook check of {sixty.WANTED}", sixty_runbooks.median, sixty_runbooks.most))
        self.rows.append(Row("  beside a fixed piece of work", ratio, unit="times"))
        place = self._place()
        place.mkdir()
        per_second = inside.signals(place, RUNBOOKS, SIGNALS)
        self.rows.append(Row(f"{SIGNALS} signals through the engine", per_second, unit="per s"))

    def programs(self) -> None:
        """A program that does nothing, on its own, supervised, and in each sandbox."""
        for name, found in commands.measured().items():
            self.rows.append(Row(f"starting `true`: {name.strip()}", found.median, found.most))

    def raw(self) -> None:
        """What the disk of this machine takes for one commit, before and after everything else."""
        place = self._place()
        place.mkdir()
        self._row("a raw commit of SQLite, synchronous=FULL", raw_commits(place / "raw.db", COMMITS))

    def _stage(self, latency: int, *, limits: bool = True) -> Stage:
        """`limits`: Slack's, and the bot's own pace of posts; off where many act at once."""
        settings = {} if limits else {"HANDRAIL_POST_PACE": "0"}
        return Stage(Plan(self._place(), RUNBOOKS, latency_ms=latency, limits=limits, settings=settings))

    def _place(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder)) / "it"

    def _row(self, what: str, times: list[float], *, beside: bool = False) -> None:
        found = figures(times)
        worst = found.p99 if found.count >= 100 else found.most
        self.rows.append(Row(what, found.median, worst, beside))


def _memory(stage: Stage) -> float:
    assert stage.bot is not None, "the bot runs"
    return resident(stage.bot.pid)


def _roles_taken(stage: Stage) -> int:
    wanted = "SELECT count(*) FROM events WHERE instr(CAST(content AS TEXT), '\"role_taken.v1\"') > 0"
    with closing(sqlite3.connect(stage.database)) as conn:
        return int(conn.execute(wanted).fetchone()[0])


def table(rows: list[Row]) -> str:
    """The rows as text; `raw` commits are the first and the last."""
    raw = statistics.median(row.median for row in rows if row.what.startswith("a raw commit"))
    lines = [f"{'':48} {'median':>9} {'worst':>9}       {'raw commits':>11}"]
    for row in rows:
        worst = "" if row.worst is None else f"{row.worst:.1f}"
        ratio = f"{row.median / raw:.1f}" if row.beside else ""
        lines.append(f"{row.what:48} {row.median:9.1f} {worst:>9} {row.unit:5} {ratio:>11}".rstrip())
    return "\n".join(lines)


def main() -> None:
    """Measure one after the other, tell as it goes, and print the table."""
    with tempfile.TemporaryDirectory(dir=_near_the_database()) as folder:
        bench = Bench(Path(folder), [])
        parts: list[Callable[[], None]] = [
            bench.raw,
            bench.starts,
            bench.declares,
            bench.clicks,
            bench.walk,
            bench.insides,
            bench.programs,
            bench.raw,
        ]
        for part in parts:
            print(f"· {part.__name__}", flush=True)
            part()
    print(
        f"\n{table(bench.rows)}\n\n{os.cpu_count()} cores. Worst: p99 of a hundred or more, else the longest."
    )


def _near_the_database() -> Path:
    """`var/`, so that it is the disk that the bot would use, and not memory."""
    place = Path("var")
    place.mkdir(exist_ok=True)
    return place


if __name__ == "__main__":
    main()
