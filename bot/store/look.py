"""Looking into a file from another process, beside a running bot or without one. Changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.store import queue
from bot.store.files import reading_engine
from bot.store.rows import OutboxRow
from bot.store.schema import revision_of
from bot.store.tables import HEAD
from bot.store.trouble import StoreTrouble


def undone_rows(path: Path) -> Sequence[OutboxRow]:
    """What the outbox of the file has not delivered, in order of enqueuing."""
    with looking(path) as conn:
        return queue.undone(conn)


@contextmanager
def looking(path: Path) -> Iterator[Connection]:
    """One view of the file, as it is now, for all that the block reads.

    Raises StoreTrouble when it is not a Handrail database, or has the tables of another version.
    """
    if not path.is_file():
        raise StoreTrouble(f"There is no file {path}.", "Name the database that Handrail was started with.")
    engine = _engine(path)
    try:
        with engine.connect() as conn:
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


def _engine(path: Path) -> Engine:
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
