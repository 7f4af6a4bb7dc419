"""A file that somebody prepared: what stands in it besides Handrail's tables is neither believed nor run."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.store.backup import back_up
from bot.store.restore import put_back
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify
from tests.fakes.clock import NOON
from tests.store.samples import declaring
from tests.store.test_restore import opened

ENDLESS = "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) SELECT count(*) FROM more"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A back-up of one incident."""
    store = opened(tmp_path / "handrail.db")
    store.transact(declaring("INC-0001"))
    back_up(tmp_path / "handrail.db", tmp_path / "copy.db", apply)
    store.close()
    return tmp_path / "copy.db"


def prepared(copy: Path, script: str) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as made:
        made.executescript(script)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON outbox BEGIN DELETE FROM inbox; END", "the trigger"),
        ("CREATE TABLE mine (x)", "table 'mine' is not Handrail's"),
        ("CREATE INDEX mine ON inbox (answer)", "index 'mine' is not Handrail's"),
        ("CREATE VIEW mine AS SELECT 1", "holds a view"),
        (f"DROP TABLE alembic_version; CREATE VIEW alembic_version AS {ENDLESS}", "holds a view"),
        (
            "DROP TABLE inbox; CREATE TABLE inbox (act TEXT PRIMARY KEY, at, answer)",
            "inbox is not as Handrail made it",
        ),
        ("CREATE VIRTUAL TABLE mine USING fts5(x)", "'mine' is not Handrail's"),
        ("DROP TABLE objects", "the table objects is missing"),
    ],
    ids=range(8),
)
def test_a_back_up_with_parts_of_somebody_else_is_not_put_back(copy: Path, script: str, why: str) -> None:
    if script.startswith("CREATE TRIGGER"):
        why = "trigger 't' is not Handrail's"
    prepared(copy, script)

    with pytest.raises(StoreTrouble) as refused:
        put_back(copy, copy.with_name("handrail.db"), apply, NOON, replace=True)

    assert why in str(refused.value)
    assert verify(copy.with_name("handrail.db"), apply) == [], "the database that was there is as it was"


def test_a_trigger_that_guards_the_log_may_not_be_missing(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as made:
        (name,) = made.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()
    prepared(copy, f"DROP TRIGGER {name}")

    with pytest.raises(StoreTrouble, match=f"the trigger {name} is missing"):
        put_back(copy, copy.with_name("handrail.db"), apply, NOON, replace=True)


@pytest.mark.parametrize("page", [1, 2, 7])
def test_a_file_whose_pages_are_damaged_is_refused(copy: Path, page: int) -> None:
    content = bytearray(copy.read_bytes())
    begin, end = max(100, (page - 1) * 4096), page * 4096
    content[begin:end] = b"\xff" * (end - begin)
    copy.write_bytes(content)

    with pytest.raises(StoreTrouble):
        put_back(copy, copy.with_name("handrail.db"), apply, NOON, replace=True)


@pytest.mark.parametrize(
    "made",
    [
        lambda copy: copy.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4000),
        lambda copy: copy.write_bytes(b"PK\x03\x04" * 1000),
        lambda copy: (copy.unlink(), copy.symlink_to("/dev/zero")),
        lambda copy: (copy.unlink(), copy.mkdir()),
        lambda copy: copy.write_bytes(b""),
    ],
    ids=["a header", "an archive", "a device", "a folder", "nothing"],
)
def test_what_is_no_database_is_refused(copy: Path, made: Callable[[Path], object]) -> None:
    made(copy)

    with pytest.raises(StoreTrouble):
        put_back(copy, copy.with_name("handrail.db"), apply, NOON, replace=True)


def test_nothing_in_a_file_can_call_what_reaches_outside_it(copy: Path) -> None:
    done = threading.Event()
    with opened(copy.with_name("handrail.db"))._reading.connect() as conn:  # noqa: SLF001 - how it reads is the point
        trusted = conn.exec_driver_sql("PRAGMA trusted_schema").scalar()
        checked = conn.exec_driver_sql("PRAGMA cell_size_check").scalar()
        done.set()

    assert (trusted, checked) == (0, 1)
