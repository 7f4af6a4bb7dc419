"""Take each mechanism out in turn, in a scratch copy; a case must notice. `python -m tests.attack.removal`.

With the names of threats, those alone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.attack.suite import Threat, threats
from tests.broken import broken, scratches

WORKERS = os.cpu_count() or 1
LONGEST = 120.0
"""Seconds for one removal; one that hangs is noticed, too."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """By whom; empty when nobody noticed."""

    threat: str
    by: str


def noticed(threat: Threat, scratch: Path) -> Noticed:
    """Who notices that the mechanism is gone."""
    with broken(threat.removal, scratch):
        return Noticed(threat.id, first_red(threat.id, scratch))


def first_red(threat: str, scratch: Path) -> str:
    """The first case of the threat that is red in the copy; empty when all are as they should be."""
    command = [sys.executable, "-B", "-m", "tests.attack.alone", threat]
    try:
        done = subprocess.run(
            command, cwd=scratch, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return "it never ends"
    said = (done.stdout or done.stderr).strip().splitlines()
    return said[-1] if done.returncode and said else "it does not even start" * (done.returncode != 0)


def removals(chosen: Sequence[Threat]) -> Iterator[Noticed]:
    """All of them in turn, as many at a time as there are cores."""
    with scratches(WORKERS) as free, ThreadPoolExecutor(WORKERS) as workers:

        def tried(threat: Threat) -> Noticed:
            scratch = free.get()
            try:
                return noticed(threat, scratch)
            finally:
                free.put(scratch)

        yield from workers.map(tried, chosen)


def main(names: Sequence[str]) -> int:
    """Try them; 1 when one goes unnoticed."""
    began = time.monotonic()
    chosen = [threat for threat in threats().values() if not names or threat.id in names]
    found = missed = 0
    for one in removals(chosen):
        print(f"{one.threat}\n    {one.by or 'NOBODY NOTICES'}", flush=True)  # noqa: T201 - what the command is for
        found, missed = found + 1, missed + (not one.by)
    seconds = time.monotonic() - began
    print(f"{found - missed} mechanisms removed and noticed, {missed} unnoticed, {seconds:.0f} s.")  # noqa: T201 - as above
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
