"""`handrail verify`: whoever changes the log behind Handrail's back is found out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.store.store import SqlStore
from tests.cli.shell import typed
from tests.fakes.clock import FakeClock
from tests.store.samples import declaring, noting


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A database with one incident of three events."""
    path = tmp_path / "handrail.db"
    store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
    store.transact(declaring("INC-0001"))
    store.transact(noting("INC-0001", "first look"))
    store.transact(noting("INC-0001", "second look"))
    store.close()
    return path


def change_one_byte(path: Path, before: str, after: str) -> None:
    """As somebody with sqlite3 would."""
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(
            "DROP TRIGGER events_refuse_update;"  # noqa: S608 - a test that tampers
            f"UPDATE events SET content = CAST(replace(content, '{before}', '{after}') AS BLOB);"
        )


def test_a_log_that_nobody_touched_is_as_it_was_written(written: Path) -> None:
    ended = typed("verify", written)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == (
        f"{written}: every event is as it was written, and every snapshot is what its log leads to.\n"
    )


def test_one_byte_that_was_changed_is_caught_and_named(written: Path) -> None:
    change_one_byte(written, "first look", "fIrst look")

    ended = typed("verify", written)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == (
        "INC-0001, event 2: its bytes are not those that were written: they do not match its hash\n"
        f"1 flaw in {written}: it was changed after it was written.\n"
    )


def test_every_flaw_is_named(written: Path) -> None:
    change_one_byte(written, " look", " Look")

    ended = typed("verify", written)

    assert "INC-0001, event 2: " in ended.errors
    assert "INC-0001, event 3: " in ended.errors
    assert ended.errors.endswith(f"2 flaws in {written}: it was changed after it was written.\n")


def test_the_file_is_the_one_that_the_bot_writes(written: Path) -> None:
    assert typed("verify", env={"HANDRAIL_DATABASE": str(written)}).code == 0


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    ended = typed("verify", tmp_path / "none.db")

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == (
        f"There is no file {tmp_path / 'none.db'}. Name the database that Handrail was started with.\n"
    )


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at as one" * 40)

    ended = typed("verify", path)

    assert (ended.code, ended.out) == (2, "")
    assert str(path) in ended.errors
