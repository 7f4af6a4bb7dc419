"""Whatever is changed behind the store's back is named."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.store.look import undone_rows
from bot.store.store import SqlStore
from bot.store.trouble import StoreTrouble
from bot.store.verify import Flaw, verify
from tests.fakes.clock import FakeClock
from tests.store.samples import declaring, noting

FREE_LOG = "DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete;"


@pytest.fixture
def written(path: Path, clock: FakeClock) -> Path:
    """Two incidents, their events taking turns in the chain, and an object."""
    store = SqlStore.open(path, bot="test", clock=clock, fold=apply)
    for name in ("INC-0001", "INC-0002"):
        store.transact(declaring(name))
    for text in ("one", "two", "three"):
        for name in ("INC-0001", "INC-0002"):
            store.transact(noting(name, f"{text} of {name}"))
    store.transact(lambda tx: tx.put_object(b"what the command showed"))
    store.close()
    return path


def tamper(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(script)


def test_a_file_that_nobody_touched_has_no_flaw(written: Path) -> None:
    assert verify(written, apply) == []


def test_a_file_is_verified_while_the_bot_writes_it(store: SqlStore, path: Path) -> None:
    store.transact(declaring("INC-0001"))

    flaws = verify(path, apply)

    store.transact(noting("INC-0001", "still writable"))
    assert flaws == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events SET content = x'00'", "DELETE FROM events", "UPDATE events SET version = version + 100"],
)
def test_the_log_refuses_to_be_changed(written: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        tamper(written, statement)

    assert verify(written, apply) == []


def test_one_changed_byte_is_named(written: Path) -> None:
    with closing(sqlite3.connect(written)) as conn:
        conn.executescript(FREE_LOG)
        where = "WHERE incident = 'INC-0001' AND version = 3"
        (content,) = conn.execute(f"SELECT content FROM events {where}").fetchone()
        conn.execute(f"UPDATE events SET content = ? {where}", (content.replace(b"two of", b"twO of"),))
        conn.commit()

    first, *_ = verify(written, apply)

    assert first == Flaw(
        "INC-0001", 3, "its bytes are not those that were written: they do not match its hash"
    )
    assert str(first).startswith("INC-0001, event 3: its bytes")


def test_every_single_byte_of_an_event_counts(written: Path) -> None:
    with closing(sqlite3.connect(written)) as conn:
        conn.executescript(FREE_LOG)
        where = "WHERE incident = 'INC-0002' AND version = 2"
        (content,) = conn.execute(f"SELECT content FROM events {where}").fetchone()
        unseen = []
        for at in range(len(content)):
            changed = bytearray(content)
            changed[at] ^= 1
            conn.execute(f"UPDATE events SET content = ? {where}", (bytes(changed),))
            conn.commit()
            if not any((flaw.incident, flaw.version) == ("INC-0002", 2) for flaw in verify(written, apply)):
                unseen.append(at)

    assert unseen == []


def _rehashed(path: Path) -> None:
    """Change an event and give it the hash that its new bytes have."""
    with closing(sqlite3.connect(path)) as conn:
        conn.create_function("chained", 2, _chained)
        conn.executescript(
            FREE_LOG
            + "UPDATE events SET content = CAST(replace(content, 'one of', 'One of') AS BLOB) WHERE seq = 3;"
            "UPDATE events SET hash = chained(prev, content) WHERE seq = 3;"
        )


def _chained(prev: str, content: bytes) -> str:
    return sha256(bytes.fromhex(prev) + content).hexdigest()


def test_an_event_that_was_rewritten_with_its_hash_breaks_the_chain_after_it(written: Path) -> None:
    _rehashed(written)

    first, *_ = verify(written, apply)

    assert (first.incident, first.version) == ("INC-0002", 2)
    assert "not chained to the row before it" in first.what


TAMPERED: dict[str, tuple[str, str]] = {
    "a row in the middle deleted": (
        FREE_LOG + "DELETE FROM events WHERE seq = 4",
        "INC-0001, event 3: 1 row(s) of the log are missing before it",
    ),
    "the newest rows deleted": (
        FREE_LOG + "DELETE FROM events WHERE seq > 7",
        "INC-0002: its state is at version 4, and its log ends at 3",
    ),
    "two rows swapped": (
        FREE_LOG + "UPDATE events SET seq = -seq WHERE seq IN (5, 6);"
        "UPDATE events SET seq = 11 + seq WHERE seq < 0",
        "INC-0002, event 3: it is not chained to the row before it; that one, or its place, was changed",
    ),
    "a row given to another incident": (
        FREE_LOG + "UPDATE events SET incident = 'INC-0001', version = 9 WHERE seq = 8",
        "INC-0001, event 9: its bytes say that it is event 4 of INC-0002",
    ),
    "a state edited": (
        "UPDATE incidents SET snapshot = replace(snapshot, 'do not verify', 'verify') WHERE id = 'INC-0001'",
        "INC-0001: its state differs from what its log says in: title",
    ),
    "a list entry edited": (
        "UPDATE incidents SET life = 'closed', title = 'nothing' WHERE id = 'INC-0002'",
        "INC-0002: its row differs from its state in: title, life",
    ),
    "what is asked of people edited": (
        "INSERT INTO duties VALUES ('INC-0001', 0, 'T1/U1', 'role', 'scribe', 'Eve', NULL, 'scribe', '')",
        "INC-0001: what is kept as asked of people differs from its state",
    ),
    "a state mangled": (
        "UPDATE incidents SET snapshot = '{}' WHERE id = 'INC-0002'",
        "INC-0002: its log or its snapshot cannot be read",
    ),
    "a state deleted": (
        "DELETE FROM incidents WHERE id = 'INC-0002'",
        "INC-0002: it has a log and no state",
    ),
    "bytes made a text": (
        FREE_LOG + "UPDATE events SET content = CAST(content AS TEXT) WHERE seq = 5",
        "INC-0001, event 3: its bytes are not those that were written",
    ),
    "a hash made nonsense": (
        FREE_LOG + "UPDATE events SET hash = 'x' WHERE seq = 2; UPDATE events SET prev = 'x' WHERE seq = 3",
        "INC-0002, event 1: its bytes are not those that were written",
    ),
    "a time made nonsense": (
        "UPDATE incidents SET declared_at = 'noon' WHERE id = 'INC-0002'",
        "INC-0002: its log cannot be replayed: ValueError",
    ),
    "an object edited": (
        "UPDATE objects SET content = CAST('what it did not show' AS BLOB)",
        "object ce0f63bd3153b0793490a72dfd88174db526bb236508053601ad939916db70a2: its content does not",
    ),
    "an object emptied": (
        "UPDATE objects SET content = NULL",
        "its content is gone, and nobody purged it",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_named(written: Path, how: str) -> None:
    script, told = TAMPERED[how]

    tamper(written, script)

    assert told in "\n".join(map(str, verify(written, apply)))


def test_an_object_that_was_purged_is_no_flaw(written: Path, clock: FakeClock) -> None:
    store = SqlStore.open(written, bot="test", clock=clock, fold=apply)
    digest = store.transact(lambda tx: tx.put_object(b"what the command showed"))

    store.purge(digest, "Anna", "it held a customer's address")
    store.close()

    assert verify(written, apply) == []


def test_a_log_that_does_not_lead_to_its_state_is_named(written: Path) -> None:
    def forgetful(before: Incident | None, event: Event, stamp: Stamp) -> Incident:
        after = apply(before, event, stamp)
        if (event.kind, after.id) == ("note_added.v1", "INC-0002"):
            raise ValueError("forgot")
        return after

    flaws = verify(written, forgetful)

    assert flaws == [Flaw("INC-0002", 0, "its log cannot be replayed: ValueError('forgot')")]


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="There is no file"):
        verify(tmp_path / "none.db", apply)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("look", [lambda path: verify(path, apply), undone_rows])
def test_a_file_of_something_else_is_refused(path: Path, look: Callable[[Path], object]) -> None:
    path.write_bytes(b"my diary\n" * 100)

    with pytest.raises(StoreTrouble, match="is not a Handrail database"):
        look(path)


def test_a_file_of_another_version_is_not_misread(written: Path) -> None:
    tamper(written, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreTrouble, match="is at revision 9999, and this version reads"):
        verify(written, apply)


@contextmanager
def as_anybody() -> Iterator[None]:
    """Root may write everywhere; anybody else is kept out by the modes of files."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_in_a_folder_that_may_not_be_written_is_verified_all_the_same(written: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "handrail.db"
        shutil.copy(written, copy)
        copy.chmod(0o444)
        copy.parent.chmod(0o555)

        with as_anybody():
            flaws = verify(copy, apply)
            rows = undone_rows(copy)

        copy.parent.chmod(0o755)
    assert (flaws, list(rows)) == ([], [])


def test_an_event_of_a_newer_version_is_told_and_not_called_tampering(written: Path) -> None:
    with closing(sqlite3.connect(written)) as conn:
        conn.create_function("chained", 2, _chained)
        conn.executescript(
            FREE_LOG + "UPDATE events SET content = CAST(replace(content, 'note_added.v1', 'note_added.v9')"
            " AS BLOB) WHERE seq = 8; UPDATE events SET hash = chained(prev, content) WHERE seq = 8"
        )

    first, second = verify(written, apply)

    assert (first.incident, first.version) == ("INC-0002", 4)
    assert "of the kind 'note_added.v9', which this version does not know" in first.what
    assert "its log or its snapshot cannot be read" in second.what


def test_a_snapshot_of_another_shape_is_not_compared(written: Path) -> None:
    tamper(written, "UPDATE incidents SET shape = 1, snapshot = '{}'")

    assert verify(written, apply) == []
