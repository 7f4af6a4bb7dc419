"""Bringing a file to the present tables: a new one is made at once, an older one is migrated."""

import logging
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.store.files import driver_of, one_transaction
from bot.store.tables import HEAD, SEARCH, TRIGGERS, Kept, revision
from bot.store.trouble import StoreTrouble

MIGRATIONS: Final = Path(__file__).with_name("migrations")
_HAS_TABLES = "SELECT count(*) FROM sqlite_master"

log = logging.getLogger(__name__)


def connected(engine: Engine, path: Path) -> Connection:
    """The writing connection; raises StoreTrouble when the file cannot be opened."""
    try:
        return engine.connect()
    except OperationalError as error:
        raise StoreTrouble(
            f"{path} cannot be opened: {error.orig}.",
            "Handrail must be able to write the file and its folder, on a disk of this machine.",
        ) from error
    except DatabaseError as error:
        raise _foreign(path) from error


def prepare(conn: Connection, path: Path, now: datetime, migrations: Path = MIGRATIONS) -> None:
    """Make the tables, or bring them to the newest revision; raises StoreTrouble for a foreign file."""
    found = revision_of(conn, path)
    if found is None:
        create(conn)
    elif found != HEAD:
        _migrate(conn, path, found, now, migrations)


def revision_of(conn: Connection, path: Path) -> str | None:
    """The revision that the file is at, by one SELECT; None for a new file."""
    try:
        return conn.execute(select(revision.c.version_num)).scalar()
    except OperationalError as error:
        if "no such table" not in str(error.orig):
            raise
    except DatabaseError as error:
        raise _foreign(path) from error
    if conn.exec_driver_sql(_HAS_TABLES).scalar():
        raise _foreign(path)
    return None


def create(conn: Connection) -> None:
    """All tables of a new file, at the newest revision."""
    with one_transaction(conn):
        Kept.metadata.create_all(conn, checkfirst=False)
        for statement in (*TRIGGERS, *SEARCH):
            conn.exec_driver_sql(statement)
        conn.execute(insert(revision), {"version_num": HEAD})


def backup(conn: Connection, copy: Path) -> None:
    """A copy of the database as it is now, whole, also while others read and write it."""
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(copy)) as target:
        driver_of(conn).backup(target)


def _migrate(conn: Connection, path: Path, found: str, now: datetime, migrations: Path) -> None:
    # Imported only here: Alembic takes half a second, and a start hardly ever needs it.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if found not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreTrouble(
            f"{path} is at revision {found}, which this version of Handrail does not know.",
            "A newer Handrail has written it: start that one, or put back the copy that was made "
            f"before the migration ({path.name}.before-…).",
        )
    copy = path.with_name(f"{path.name}.before-{scripts.get_current_head()}-{now:%Y%m%dT%H%M%SZ}")
    backup(conn, copy)
    log.info("migrating %s from revision %s; a copy is kept in %s", path, found, copy)
    config.attributes["connection"] = conn
    with one_transaction(conn):
        command.upgrade(config, "head")


def _foreign(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"{path} is not a Handrail database.",
        "Give another file with HANDRAIL_DATABASE, or move this one away.",
    )
