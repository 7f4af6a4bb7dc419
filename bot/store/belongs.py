"""Whether a file has just the tables, indexes and triggers of Handrail: others can lie, or act."""

import re
import sqlite3
from contextlib import closing
from functools import cache
from typing import Final

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError

from bot.store.files import driver_of
from bot.store.trouble import StoreTrouble

_PARTS: Final = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"
_NAMED: Final = re.compile(r"CONSTRAINT alembic_version_pkc\b")
_VIEWS: Final = "SELECT name FROM sqlite_master WHERE type = 'view'"


def refuse_views(conn: Connection) -> None:
    """Before anything is read, in a file of any version: a view answers whatever somebody wrote into it."""
    try:
        found = conn.exec_driver_sql(_VIEWS).first()
    except DatabaseError:
        return  # not a database: whoever reads it first is told so
    if found is not None:
        raise StoreTrouble("The file holds a view, and no file of Handrail does.", "Take another back-up.")


def damages(conn: Connection) -> list[str]:
    """Where pages and indexes do not fit together."""
    rows = driver_of(conn).execute("PRAGMA integrity_check(5)").fetchall()
    return [f"it is damaged: {str(said)[:200]!r}" for (said,) in rows if said != "ok"]


def strange(conn: Connection) -> list[str]:
    """What is there and should not be, or is not as it should be. For a file of this version."""
    own, found = _own(), _parts(driver_of(conn))
    return [
        *(f"{kind} {name[:80]!r} is not Handrail's" for kind, name in sorted(found.keys() - own.keys())),
        *(f"the {kind} {name} is missing" for kind, name in sorted(own.keys() - found.keys())),
        *(
            f"the {kind} {name} is not as Handrail made it"
            for kind, name in sorted(own.keys() & found.keys())
            if own[kind, name] != found[kind, name]
        ),
    ]


@cache
def _own() -> dict[tuple[str, str], str]:
    """The parts of a new file."""
    from bot.store.schema import create  # noqa: PLC0415 - it asks this module, too

    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        create(conn)
        return _parts(driver_of(conn))


def _parts(driver: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """By kind and name; the words by which each was made, whatever spaces are between them."""
    with closing(driver.execute(_PARTS)) as rows:
        return {(kind, name): _words(sql or "") for kind, name, sql in rows}


def _words(sql: str) -> str:
    """Migrations name one constraint, and space differently."""
    return " ".join(_NAMED.sub("", sql).replace('"', "").split())
