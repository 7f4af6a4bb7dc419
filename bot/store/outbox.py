"""The outbox as the relay sees it. Leases belong to this boot, so a restart waits for nothing."""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from bot.engine.ports import Leased
from bot.store import queue
from bot.store.rows import OutboxRow
from bot.store.writer import Writer

LONGEST_WAIT_SECONDS: Final = 60.0
"""Look again then at the latest: the machine may have slept, or its clock been set."""


class SqlOutbox:
    """The port Outbox over the writer (changes) and reading connections (looking)."""

    def __init__(self, writer: Writer, reading: Engine, boot: str, kinds: Collection[str] = ()) -> None:
        self._writer = writer
        self._reading = reading
        self._boot = boot
        self._kinds = kinds
        """Kinds of effects that this process delivers; empty: all. The others wait for one that does."""
        self._changed = threading.Condition(threading.Lock())
        self._generation = 0

    def lease(self, now: datetime) -> Leased | None:
        due = self._first_due()  # a look costs no commit
        if due is None or due > now:
            return None
        return self._writer.run(lambda conn: queue.take(conn, now, self._boot, self._kinds))

    def retry(self, effect: str, due: datetime, why: str) -> None:
        self._writer.run(lambda conn: queue.retry(conn, effect, due, why))
        self.wake()

    def postpone(self, effect: str, due: datetime) -> None:
        self._writer.run(lambda conn: queue.postpone(conn, effect, due))
        self.wake()

    def adopt(self, effect: str, due: datetime) -> None:
        self._writer.run(lambda conn: queue.adopt(conn, effect, due, self._boot))
        self.wake()

    def orphans(self) -> Sequence[Leased]:
        return self._writer.run(lambda conn: queue.orphans(conn, self._boot))

    def wait(self, now: datetime, *, stop: Callable[[], bool]) -> None:
        with self._changed:
            seen = self._generation
        # What is committed from here on changes the generation, so it is not slept through.
        due = self._first_due()
        if due is not None and due <= now:
            return
        timeout = LONGEST_WAIT_SECONDS if due is None else (due - now).total_seconds()
        with self._changed:
            self._changed.wait_for(
                lambda: stop() or self._generation != seen, min(timeout, LONGEST_WAIT_SECONDS)
            )

    def wake(self) -> None:
        with self._changed:
            self._generation += 1
            self._changed.notify_all()

    def rows(self) -> Sequence[OutboxRow]:
        """What is not done, in order of enqueuing; not part of the port, for people who look."""
        with self._reading.connect() as conn:
            return queue.undone(conn)

    def _first_due(self) -> datetime | None:
        with self._reading.connect() as conn:
            return queue.first_due(conn, self._kinds)
