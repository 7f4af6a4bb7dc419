"""Connections to the one SQLite file: one that writes, and as many as are needed that only read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine

BUSY_MS: Final = 5000
WAL_LIMIT_BYTES: Final = 64 * 1024 * 1024

_WRITING: Final = (
    "PRAGMA cell_size_check = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is purged is not left in free pages
    f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)
_READING: Final = (
    "PRAGMA trusted_schema = OFF",  # it may be anybody's; the triggers of search need it on
    "PRAGMA cell_size_check = ON",
    "PRAGMA query_only = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)


def writing_engine(path: Path) -> Engine:
    """Connections that write. The statements of a transaction (`BEGIN IMMEDIATE` …) are the caller's."""
    return create_engine(
        "sqlite://",
        creator=_connector(str(path.absolute()), _WRITING),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )


def reading_engine(path: Path, *, immutable: bool = False) -> Engine:
    """Connections that cannot write and see what is committed; kept open for the next reader.

    `immutable`: for a file in a folder that may not be written, which nobody else has open.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro{'&immutable=1' if immutable else ''}"
    return create_engine(
        "sqlite://",
        creator=_connector(address, _READING),
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=-1,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
    )


@contextmanager
def one_transaction(conn: Connection) -> Iterator[None]:
    """All of the block is committed, or none of it."""
    conn.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        conn.exec_driver_sql("COMMIT")
    except BaseException:
        if is_in_transaction(conn):
            conn.exec_driver_sql("ROLLBACK")
        raise


def empty_journal(conn: Connection) -> None:
    """Move everything from the write-ahead log into the database and empty it. Outside transactions only."""
    conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()


def is_in_transaction(conn: Connection) -> bool:
    """Whether SQLite still has the transaction: a full disk, say, ends it by itself."""
    return driver_of(conn).in_transaction


def driver_of(conn: Connection) -> sqlite3.Connection:
    """The connection beneath SQLAlchemy's."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _connector(address: str, pragmas: tuple[str, ...]) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        # Connections are handed from thread to thread, never used by two at once.
        driver = sqlite3.connect(
            address, uri=address.startswith("file:"), isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in pragmas:
                driver.execute(pragma)
        except sqlite3.Error:
            driver.close()
            raise
        return driver

    return connect
