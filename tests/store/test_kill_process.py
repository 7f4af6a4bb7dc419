"""Killed without warning in the middle of a storm, the file holds all that was acknowledged, whole."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.store.look import undone_rows
from bot.store.store import SqlStore
from bot.store.verify import verify
from tests.fakes.clock import FakeClock
from tests.store.samples import notes

pytestmark = pytest.mark.process


def storm(path: Path, lines: int) -> dict[str, int]:
    """Let it write until so many are acknowledged, kill it; the last version it acknowledged, by incident."""
    process = subprocess.Popen([sys.executable, "-m", "tests.store.storm", path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        told = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()  # acknowledged before it died, and not yet read
    finally:
        process.kill()
        process.stdout.close()
        assert process.wait(10) == -signal.SIGKILL
    acknowledged: Counter[str] = Counter()
    for line in told:
        name, version = line.split()
        acknowledged[name.decode()] = max(acknowledged[name.decode()], int(version))
    return acknowledged


@pytest.mark.parametrize("lines", [1, 40, 400])
def test_all_that_was_acknowledged_is_there_and_the_chain_holds(path: Path, lines: int) -> None:
    acknowledged = storm(path, lines)

    flaws = verify(path, apply)

    assert flaws == []
    store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)  # the dead one's lock is free
    queue = {row.id for row in undone_rows(path)}
    assert sum(acknowledged.values()) >= lines
    for name, version in acknowledged.items():
        state = store.incident(name)
        assert state is not None
        assert state.version >= version
        assert notes(store, name) == [f"note {number} of {name}" for number in range(1, state.version)]
        assert {f"{name}/{number}/0" for number in range(2, state.version + 1)} <= queue
    store.close()
