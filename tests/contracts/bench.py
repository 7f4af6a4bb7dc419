"""The store under a contract: the fake, or the real one on a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.core.apply import apply
from bot.engine.ports import Outbox, Store
from bot.store.rows import OutboxRow
from bot.store.store import SqlStore
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore


class Bench(Protocol):
    """A store that can be restarted as a process would be."""

    clock: FakeClock

    @property
    def store(self) -> Store: ...

    @property
    def outbox(self) -> Outbox: ...

    def rows(self) -> Sequence[OutboxRow]:
        """What is not done."""
        ...

    def restart(self) -> None:
        """Another boot finds what was committed."""
        ...

    def close(self) -> None: ...


class MemoryBench:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self._store = MemoryStore()

    @property
    def store(self) -> MemoryStore:
        return self._store

    @property
    def outbox(self) -> MemoryStore:
        return self._store

    def rows(self) -> Sequence[OutboxRow]:
        return self._store.rows()

    def restart(self) -> None:
        self._store = self._store.reboot()

    def close(self) -> None:
        pass


class SqlBench:
    def __init__(self, path: Path) -> None:
        self.clock = FakeClock()
        self.path = path
        self._store = self._open()

    def _open(self) -> SqlStore:
        return SqlStore.open(self.path, bot="test", clock=self.clock, fold=apply)

    @property
    def store(self) -> SqlStore:
        return self._store

    @property
    def outbox(self) -> Outbox:
        return self._store.outbox

    def rows(self) -> Sequence[OutboxRow]:
        return self._store.outbox.rows()

    def restart(self) -> None:
        self.close()
        self._store = self._open()

    def close(self) -> None:
        self._store.close()
