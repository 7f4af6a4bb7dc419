"""What the real store promises beyond the port."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.store.store import SqlStore
from bot.store.trouble import StoreClosed, StoreTrouble
from bot.store.verify import verify
from tests.contracts.test_outbox import queued
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring, folded, notes, noting

SECRET = b"password=hunter2 " * 400


def edit(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(statement)
        conn.commit()


def reopen(path: Path, clock: FakeClock) -> SqlStore:
    return SqlStore.open(path, bot="test", clock=clock, fold=apply)


def test_one_process_has_the_file(store: SqlStore, path: Path, clock: FakeClock) -> None:
    with pytest.raises(StoreTrouble, match="is in use by another Handrail"):
        reopen(path, clock)

    assert store.transact(declaring("INC-0001")).version == 1


def test_a_closed_store_takes_nothing_more_and_lets_the_file_go(
    store: SqlStore, path: Path, clock: FakeClock
) -> None:
    store.transact(declaring("INC-0001"))
    store.close()
    store.close()

    with pytest.raises(StoreClosed):
        store.transact(noting("INC-0001", "late"))

    again = reopen(path, clock)
    assert notes(again, "INC-0001") == []
    again.close()


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, clock: FakeClock) -> None:
    reopen(tmp_path / "var" / "deep" / "handrail.db", clock).close()

    assert (tmp_path / "var" / "deep" / "handrail.db").is_file()


def test_a_file_that_cannot_be_opened_is_told_with_the_reason(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "handrail.db").mkdir()

    with pytest.raises(StoreTrouble, match="cannot be opened: unable to open database file") as caught:
        reopen(tmp_path / "handrail.db", clock)

    assert "must be able to write" in caught.value.hint


def test_what_is_purged_is_in_no_file_any_more(store: SqlStore, path: Path, clock: FakeClock) -> None:
    digest = store.transact(lambda tx: tx.put_object(SECRET))
    clock.forward(timedelta(hours=1))

    purged = store.purge(digest, "Anna", "it held a password")

    assert purged
    assert store.object(digest) is None
    assert [one.name for one in path.parent.iterdir() if b"hunter2" in one.read_bytes()] == []
    with closing(sqlite3.connect(path)) as conn:
        kept = conn.execute("SELECT size, purged_at, purged_by, purged_why FROM objects").fetchall()
    assert kept == [(len(SECRET), "2026-11-21T13:00:00.000000Z", "Anna", "it held a password")]


def test_what_was_purged_stays_purged(store: SqlStore) -> None:
    digest = store.transact(lambda tx: tx.put_object(SECRET))
    store.purge(digest, "Anna", "it held a password")

    again = store.transact(lambda tx: tx.put_object(SECRET))

    assert again == digest
    assert store.object(digest) is None
    assert not store.purge(digest, "Ben", "twice")
    assert not store.purge("0" * 64, "Ben", "never was")


def test_a_snapshot_of_another_shape_is_made_anew_from_the_log(
    store: SqlStore, path: Path, clock: FakeClock
) -> None:
    store.transact(declaring("INC-0001"))
    state = store.transact(noting("INC-0001", "hello"))
    store.close()
    edit(path, "UPDATE incidents SET shape = 1, title = 'as it was', snapshot = '{\"version\": 1}'")

    again = reopen(path, clock)

    assert again.incident("INC-0001") == state
    assert again.summaries(open_only=True)[0].title == state.title
    again.close()
    assert verify(path, apply) == []


def test_a_log_that_cannot_be_replayed_does_not_stop_the_others(
    store: SqlStore, path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("INC-0001", "INC-0002"):
        store.transact(declaring(name))
    store.close()
    edit(path, "UPDATE incidents SET shape = 1, snapshot = '{}'")

    def fold(before: Incident | None, event: Event, stamp: Stamp) -> Incident:
        after = apply(before, event, stamp)
        assert after.id != "INC-0001", "no"
        return after

    with caplog.at_level(logging.ERROR):
        again = SqlStore.open(path, bot="test", clock=clock, fold=fold)

    assert again.incident("INC-0002") == folded(None, again.log("INC-0002")[0].event)
    assert "the snapshot of INC-0001 could not be made anew" in caplog.text
    again.close()


def test_an_effect_that_this_version_cannot_read_is_buried_and_the_next_one_taken(
    store: SqlStore, path: Path
) -> None:
    store.transact(lambda tx: tx.enqueue("INC-0001", (queued("a"), queued("b"))))
    edit(path, "UPDATE outbox SET kind = 'teleport' WHERE id = 'a'")

    leased = store.outbox.lease(NOON)

    assert leased is not None
    assert leased.id == "b"
    dead, _ = store.outbox.rows()
    assert (dead.id, dead.state) == ("a", "dead")
    assert "'teleport' is queued, which this version does not know" in dead.why


def test_an_orphan_that_this_version_cannot_read_is_buried(
    store: SqlStore, path: Path, clock: FakeClock
) -> None:
    store.transact(lambda tx: tx.enqueue("INC-0001", (queued("a", lane="l"), queued("b", lane="l"))))
    store.outbox.lease(NOON)
    store.close()
    edit(path, "UPDATE outbox SET effect = '{}' WHERE id = 'a'")

    again = reopen(path, clock)
    orphans = again.outbox.orphans()
    leased = again.outbox.lease(NOON)

    assert list(orphans) == []
    assert leased is not None
    assert leased.id == "b"
    again.close()


@pytest.mark.parametrize(
    "words", ['"', "*", "a OR", "NEAR(x y)", "-", "col:x", "^a", "(", "'; DROP TABLE x", "%_"]
)
def test_what_people_look_for_is_never_a_query_of_its_own(store: SqlStore, words: str) -> None:
    store.transact(declaring("INC-0001"))

    assert isinstance(store.find(words), list)


def test_marks_and_accents_do_not_hide_a_word(store: SqlStore) -> None:
    store.transact(declaring("INC-0001"))
    store.transact(noting("INC-0001", "Zürich: db-3.internal is gone"))

    assert [len(store.find(words)) for words in ("zurich", "db-3", "INC-0001", "inc-00", "internal")] == [
        1
    ] * 5


def test_incidents_of_before_are_made_findable_when_the_file_is_opened(
    store: SqlStore, path: Path, clock: FakeClock
) -> None:
    store.transact(declaring("INC-0001"))
    store.transact(noting("INC-0001", "the disk is full"))
    store.close()
    edit(path, "DELETE FROM search_texts")

    again = reopen(path, clock)

    assert [hit.summary.id for hit in again.find("disk")] == ["INC-0001"]
    again.close()
