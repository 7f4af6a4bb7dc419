"""Writes as fast as it can and says what was acknowledged: `python -m tests.store.storm FILE`."""

import os
import sys
import threading
from pathlib import Path

from bot.core.apply import apply
from bot.core.events import NoteAdded
from bot.engine.ports import Transaction
from bot.store.store import SqlStore
from tests.contracts.test_outbox import queued
from tests.fakes.clock import FakeClock
from tests.store.samples import LATER, declaring, folded

PEOPLE = 8


def write(store: SqlStore, name: str) -> None:
    """Note after note, each with an effect; a line for each that was acknowledged."""
    state = store.transact(declaring(name))
    while True:
        event = NoteAdded(f"note {state.version} of {name}")
        after = folded(state, event, stamp=LATER)

        def job(tx: Transaction) -> None:
            tx.append(after, (event,), LATER)  # noqa: B023 - the job is over before the next turn
            tx.enqueue(name, (queued(f"{name}/{after.version}/0", lane=name),))  # noqa: B023 - as above

        store.transact(job)
        state = after
        os.write(sys.stdout.fileno(), f"{name} {state.version}\n".encode())


def main() -> None:
    store = SqlStore.open(Path(sys.argv[1]), bot="storm", clock=FakeClock(), fold=apply)
    people = [
        threading.Thread(target=write, args=(store, f"INC-{number:04d}"), daemon=True)
        for number in range(1, PEOPLE + 1)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()


if __name__ == "__main__":
    main()
