"""The store: the port Store over one SQLite file, with the outbox beside it."""

import logging
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.core.effects import Queued
from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.engine.ports import Asked, Clock, Hit, Logged, Summary, Transaction
from bot.store import duties, files, keeping, lines, log, pruning, queue, schema, search
from bot.store.lock import FileLock
from bot.store.outbox import SqlOutbox
from bot.store.standing import Standing, standing
from bot.store.trouble import NotWritable
from bot.store.writer import Writer

T = TypeVar("T")
_LOGGER = logging.getLogger(__name__)


class SqlTransaction:
    """One job's view: reads what it wrote, on the writing connection. Not valid after the job."""

    def __init__(self, conn: Connection, bot: str, clock: Clock) -> None:
        self._conn = conn
        self._bot = bot
        self._clock = clock
        self.stirs = False
        """Whether a row of the outbox may be free now that was not."""

    def incident(self, incident: str) -> Incident | None:
        return log.incident(self._conn, incident)

    def incident_of_channel(self, channel: str) -> str | None:
        return log.incident_of_channel(self._conn, channel)

    def summaries(self, *, open_only: bool, limit: int = 50) -> Sequence[Summary]:
        return lines.summaries(self._conn, open_only=open_only, limit=limit)

    def asked_of(self, keys: Collection[str]) -> Sequence[Asked]:
        return duties.asked_of(self._conn, keys)

    def log(self, incident: str) -> Sequence[Logged]:
        return log.log(self._conn, incident)

    def document(self, digest: str) -> bytes | None:
        return keeping.document(self._conn, digest)

    def object(self, digest: str) -> bytes | None:
        return keeping.object_(self._conn, digest)

    def next_number(self, series: str) -> int:
        return keeping.next_number(self._conn, series)

    def append(self, after: Incident, events: Sequence[Event], stamp: Stamp) -> None:
        log.append(self._conn, after, events, stamp, self._bot)
        search.remember(self._conn, after, events)

    def enqueue(self, incident: str, effects: Sequence[Queued]) -> None:
        if effects:
            queue.enqueue(self._conn, incident, effects)
            self.stirs = True

    def finish(self, effect: str) -> None:
        queue.finish(self._conn, effect)
        self.stirs = True

    def bury(self, effect: str, why: str) -> None:
        queue.bury(self._conn, effect, why)
        self.stirs = True

    def put_document(self, digest: str, content: bytes) -> None:
        keeping.put_document(self._conn, digest, content)

    def put_object(self, content: bytes, media_type: str = "text/plain") -> str:
        return keeping.put_object(self._conn, content, media_type, self._clock.now())

    def claim(self, key: str) -> bool:
        return keeping.claim(self._conn, key, self._clock.now())


@dataclass(frozen=True, slots=True)
class _Parts:
    lock: FileLock
    writer: Writer
    writing: Engine
    reading: Engine


class SqlStore:
    """Open it with `open`; `outbox` is the port Outbox. Safe from any thread."""

    def __init__(self, parts: _Parts, bot: str, clock: Clock, boot: str, kinds: Collection[str]) -> None:
        self._parts = parts
        self._bot = bot
        self._clock = clock
        self._reading = parts.reading
        self._writer = parts.writer
        self._swept = pruning.Sweep()
        self.outbox = SqlOutbox(parts.writer, parts.reading, boot, kinds)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        bot: str,
        clock: Clock,
        fold: log.Fold,
        boot: str = "",
        kinds: Collection[str] = (),
    ) -> "SqlStore":
        """Open the file for this process alone; make or migrate it when that is due.

        `bot` is this version of Handrail, written into each event; `fold` is `bot.core.apply.apply`, by
        which snapshots of another shape are made anew; `boot` names this life of the process; `kinds`
        are the effects that it delivers, empty for all.
        Raises StoreTrouble when the file is in use, foreign, not writable, or written by a newer version.
        """
        _make_folder(path)
        lock = FileLock(path).take()
        try:
            _touch(path)
            writing = files.writing_engine(path)
            conn = schema.connected(writing, path)
            try:
                schema.prepare(conn, path, clock.now())
                _renew_snapshots(conn, fold)
                _make_findable(conn)
            except BaseException:
                conn.close()
                raise
        except BaseException:
            lock.release()
            raise
        writer = Writer(conn)
        writer.start()
        parts = _Parts(lock, writer, writing, files.reading_engine(path))
        return cls(parts, bot, clock, boot or uuid.uuid4().hex, kinds)

    def close(self) -> None:
        """Commit what waits, close everything, let the file go. Idempotent."""
        # Readers first: the last to leave moves the write-ahead log into the file, and must be able to write.
        self._parts.reading.dispose()
        self._parts.writer.close()
        self.outbox.wake()
        self._parts.writing.dispose()
        self._parts.lock.release()

    # -- Reader -------------------------------------------------------------------------------

    def incident(self, incident: str) -> Incident | None:
        with self._reading.connect() as conn:
            return log.incident(conn, incident)

    def incident_of_channel(self, channel: str) -> str | None:
        with self._reading.connect() as conn:
            return log.incident_of_channel(conn, channel)

    def summaries(self, *, open_only: bool, limit: int = 50) -> Sequence[Summary]:
        with self._reading.connect() as conn:
            return lines.summaries(conn, open_only=open_only, limit=limit)

    def asked_of(self, keys: Collection[str]) -> Sequence[Asked]:
        with self._reading.connect() as conn:
            return duties.asked_of(conn, keys)

    def log(self, incident: str) -> Sequence[Logged]:
        with self._reading.connect() as conn:
            return log.log(conn, incident)

    def document(self, digest: str) -> bytes | None:
        with self._reading.connect() as conn:
            return keeping.document(conn, digest)

    def object(self, digest: str) -> bytes | None:
        with self._reading.connect() as conn:
            return keeping.object_(conn, digest)

    # -- Store --------------------------------------------------------------------------------

    def find(self, words: str, limit: int = 50) -> Sequence[Hit]:
        with self._reading.connect() as conn:
            return search.find(conn, words, limit)

    def transact(self, job: Callable[[Transaction], T]) -> T:
        def work(conn: Connection) -> tuple[T, bool]:
            tx = SqlTransaction(conn, self._bot, self._clock)
            return job(tx), tx.stirs

        result, stirs = self._writer.run(work)
        if stirs:
            self.outbox.wake()
        return result

    def answer(self, key: str) -> str | None:
        with self._reading.connect() as conn:
            return keeping.answer(conn, key)

    def keep_answer(self, key: str, answer: str) -> None:
        now = self._clock.now()
        self._writer.run(lambda conn: keeping.keep_answer(conn, key, answer, now))

    # -- beside the ports ---------------------------------------------------------------------

    def standing(self) -> Standing:
        """How it stands now, in numbers."""
        with self._reading.connect() as conn:
            return standing(conn, self._clock.now())

    def prune(self, before: datetime) -> int:
        """Forget a part of what was done before; returns how much. One caller at a time."""
        with self._reading.connect() as conn:
            sweep = pruning.look(conn, self._swept, before, self._clock.now())
        if sweep.found:
            self._writer.run(lambda conn: pruning.forget(conn, sweep))
        self._swept = sweep
        return sweep.found

    def purge(self, digest: str, by: str, why: str) -> bool:
        """Remove an object's bytes from the file, its journal included; a tombstone says who and why.

        Returns whether there was something to remove.
        """
        now = self._clock.now()
        purged = self._writer.run(lambda conn: keeping.purge(conn, digest, by, why, now))
        self._writer.run_alone(files.empty_journal)
        return purged


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(path, error) from error


def _touch(path: Path) -> None:
    """The file, its owner's alone, before SQLite would make it everybody's."""
    try:
        path.touch(0o600)
    except OSError as error:
        raise NotWritable(path, error) from error


def _renew_snapshots(conn: Connection, fold: log.Fold) -> None:
    """Make snapshots of another shape anew. One that cannot be must not stop the rest."""
    for incident in log.stale(conn):
        try:
            with files.one_transaction(conn):
                log.renew(conn, incident, fold)
        except Exception:
            _LOGGER.exception("the snapshot of %s could not be made anew; run `handrail verify`", incident)


def _make_findable(conn: Connection) -> None:
    """Incidents of a version that could not find. One that cannot be read must not stop the rest."""
    for incident in search.unknown(conn):
        try:
            with files.one_transaction(conn):
                search.catch_up(conn, incident)
        except Exception:
            _LOGGER.exception("%s could not be made findable; run `handrail verify`", incident)
