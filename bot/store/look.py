"""Looking into a file from another process, beside a running bot or without one. Changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.store import keeping, lines, log, queue
from bot.store.belongs import refuse_views
from bot.store.codec import event_from
from bot.store.files import reading_engine
from bot.store.rows import OutboxRow
from bot.store.schema import revision_of
from bot.store.tables import HEAD
from bot.store.trouble import StoreTrouble


def undone_rows(path: Path) -> Sequence[OutboxRow]:
    """What the outbox of the file has not delivered, in order of enqueuing."""
    with looking(path) as conn:
        return queue.undone(conn)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a file holds, and when its last event was written; None when there is none."""

    incidents: int
    events: int
    until: datetime | None


def extent_of(path: Path) -> Extent:
    """How much the file holds."""
    with looking(path) as conn:
        count, events = conn.execute(log.EXTENT).one()
        last = conn.execute(log.LAST_CONTENT).scalar()
    return Extent(count, events, event_from(last).stamp.at if last else None)


@dataclass(frozen=True, slots=True)
class Found:
    """An incident, the documents that its runs pinned, by digest, and its log."""

    incident: Incident
    documents: Mapping[str, bytes]
    log: Sequence[Logged]


def incident_in(path: Path, name: str) -> Found:
    """An incident as it is now. Raises StoreTrouble when the file holds none of that name."""
    with looking(path) as conn:
        found = log.incident(conn, name)
        if found is None:
            latest = ", ".join(line.id for line in lines.summaries(conn, open_only=False, limit=5))
            raise StoreTrouble(
                f"There is no incident {name} in {path}.",
                f"The latest are {latest}." if latest else "There is none.",
            )
        digests = dict.fromkeys(run.digest for run in found.runs.values())
        documents = {digest: keeping.document(conn, digest) for digest in digests}
        logged = log.log(conn, name)
    kept = {digest: content for digest, content in documents.items() if content is not None}
    return Found(found, kept, logged)


@contextmanager
def looking(path: Path) -> Iterator[Connection]:
    """One view of the file, as it is now, for all that the block reads.

    Raises StoreTrouble when it is not a Handrail database, or has the tables of another version.
    """
    if not path.is_file():
        raise StoreTrouble(f"There is no file {path}.", "Name the database that Handrail was started with.")
    engine = reader(path)
    try:
        with engine.connect() as conn:
            refuse_views(conn)
            found = revision_of(conn, path)
            if found != HEAD:
                raise StoreTrouble(
                    f"{path} is at revision {found or 'none'}, and this version reads {HEAD}.",
                    "Look with the version that wrote it, or start Handrail once: that migrates it.",
                )
            conn.exec_driver_sql("BEGIN")
            yield conn
            conn.exec_driver_sql("ROLLBACK")
    finally:
        engine.dispose()


def reader(path: Path) -> Engine:
    """Read it as others write it; in a folder that may not be written, as a file that nobody has open."""
    engine = reading_engine(path)
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
    except OperationalError:
        if not path.with_name(path.name + "-wal").exists():
            return reading_engine(path, immutable=True)
    except DatabaseError:
        pass  # not a database: whoever reads it first is told so
    return engine
