"""The one thread that writes: it takes the waiting jobs, a savepoint each, one commit, then the answers."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Connection

from bot.store.files import is_in_transaction
from bot.store.trouble import NotCommitted, StoreClosed

T = TypeVar("T")
Work: TypeAlias = Callable[[Connection], T]

TOGETHER: Final = 64
"""At most so many jobs share a commit, so that the first does not wait for long."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    alone: bool
    answer: Future[Any] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a job did, told only after the commit."""

    job: _Job
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.error is None:
            self.job.answer.set_result(self.result)
        else:
            self.job.answer.set_exception(self.error)


class Writer:
    """Owns the writing connection from `start` to `close`."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition(threading.Lock())
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def run(self, work: Work[T]) -> T:
        """Do the work in a transaction; returns, or raises, what it did, after the commit.

        Raises NotCommitted when the commit failed; then nothing of any job of that commit was kept.
        """
        return self._ask(work, alone=False)

    def run_alone(self, work: Work[T]) -> T:
        """Do the work on the writing connection, between transactions."""
        return self._ask(work, alone=True)

    def close(self) -> None:
        """Finish what waits, then stop and close the connection. Idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._conn.close()

    def _ask(self, work: Work[T], *, alone: bool) -> T:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job may not open a transaction of its own; use the one it has")
        job = _Job(work, alone)
        with self._changed:
            if self._closed:
                raise StoreClosed("the store is closed")
            self._waiting.append(job)
            self._changed.notify()
        result: T = job.answer.result()
        return result

    def _work(self) -> None:
        while jobs := self._next_jobs():
            for outcome in self._apart(jobs) if jobs[0].alone else self._commit(jobs):
                outcome.tell()

    def _next_jobs(self) -> list[_Job]:
        """The jobs of the next commit, or one that is alone; none when all is done and closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._waiting and self._waiting[0].alone:
                return [self._waiting.popleft()]
            taken: list[_Job] = []
            while self._waiting and not self._waiting[0].alone and len(taken) < TOGETHER:
                taken.append(self._waiting.popleft())
            return taken

    def _apart(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        try:
            return [_Outcome(job, result=job.work(self._conn)) for job in jobs]
        except Exception as error:  # noqa: BLE001 - it belongs to the thread that asked, which raises it
            return [_Outcome(job, error=error) for job in jobs]

    def _commit(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        try:
            self._conn.exec_driver_sql("BEGIN IMMEDIATE")
            outcomes = [self._attempt(job) for job in jobs]
            self._conn.exec_driver_sql("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever it is, those who asked must hear of it
            if is_in_transaction(self._conn):
                self._conn.exec_driver_sql("ROLLBACK")
            return [_Outcome(job, error=_not_committed(error)) for job in jobs]
        return outcomes

    def _attempt(self, job: _Job) -> _Outcome:
        """Run one job in its savepoint. Raises when the transaction is gone, and the savepoint with it."""
        self._conn.exec_driver_sql("SAVEPOINT job")
        try:
            outcome = _Outcome(job, result=job.work(self._conn))
        except BaseException as error:
            if not is_in_transaction(self._conn):
                raise  # SQLite gave the transaction up: a full disk, say
            self._conn.exec_driver_sql("ROLLBACK TO job")
            outcome = _Outcome(job, error=error)
        self._conn.exec_driver_sql("RELEASE job")
        return outcome


def _not_committed(error: Exception) -> NotCommitted:
    told = NotCommitted(f"nothing was kept: {getattr(error, 'orig', None) or error}")
    told.__cause__ = error
    return told
