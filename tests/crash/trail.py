"""The points that a process passes, by names that are the same in every run."""

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Point:
    """`what` happens for an effect of the kind (or for none: `-`), for the n-th time in this process."""

    kind: str
    what: str
    side: Side
    n: int

    def __str__(self) -> str:
        return f"{self.kind} | {self.what} | {self.side} | {self.n}"

    @property
    def is_commit(self) -> bool:
        return self.what.startswith("commit ")

    @classmethod
    def read(cls, line: str) -> "Point":
        kind, what, side, n = line.strip().split(" | ")
        return cls(kind, what, "before" if side == "before" else "after", int(n))


@dataclass(slots=True)
class Trail:
    """Writes each point that is passed to the file, or ends the process at the one that is named."""

    file: Path
    kill_at: str = ""
    _passed: Counter[tuple[str, str, Side]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reach(self, kind: str, what: str, side: Side) -> None:
        with self._lock:
            self._passed[kind, what, side] += 1
            here = str(Point(kind, what, side, self._passed[kind, what, side]))
            if here == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if not self.kill_at:
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(f"{here}\n")
