"""A back-up is whole and proven, and putting it back makes nothing happen twice."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.core.apply import apply
from bot.core.effects import Page, Queued, StartScheduled
from bot.engine.restoring import tell_of_restore
from bot.store.backup import back_up
from bot.store.restore import put_back
from bot.store.seal import Seal, key_of
from bot.store.store import SqlStore
from bot.store.trouble import InUse, StoreTrouble
from bot.store.verify import verify
from tests.engine.desk import Desk
from tests.engine.test_relay import approved, declared
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.store import MemoryStore
from tests.store.samples import declaring, notes, noting

LATER = NOON + timedelta(hours=3)


def opened(path: Path) -> SqlStore:
    return SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)


def desk_on(store: SqlStore) -> Desk:
    """A process of its own on the file; give it the former one's world to let it go on there."""
    return Desk(cast("MemoryStore", store))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies" / "monday.db"


def test_a_back_up_is_made_beside_a_running_bot_and_holds_all_it_knew(
    store: SqlStore, path: Path, copy: Path
) -> None:
    store.transact(declaring("INC-0001"))
    Seal.at(key_of(path))

    made = back_up(path, copy, apply)
    store.transact(noting("INC-0001", "after it"))

    assert (made.extent.incidents, made.extent.events, made.extent.until) == (1, 1, NOON)
    assert made.key == copy.with_suffix(".key")
    assert made.key.read_bytes() == key_of(path).read_bytes()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (copy, made.key)] == [0o600, 0o600]
    assert sorted(one.name for one in copy.parent.iterdir()) == ["monday.db", "monday.key"]
    assert verify(copy, apply) == []


def flawed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DROP TRIGGER events_refuse_update")
        conn.execute("UPDATE events SET content = replace(content, 'Anna', 'Bert')")
        conn.commit()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path, _: path.unlink(), "There is no file"),
        (lambda path, _: path.write_bytes(b""), "is empty"),
        (lambda path, _: path.write_bytes(b"a letter" * 100), "is not a Handrail database"),
        (lambda path, _: flawed(path), "INC-0001, event 1: its bytes are not those that were written"),
        (lambda _, copy: copy.write_bytes(b"another"), "is there already"),
        (lambda _, copy: copy.with_suffix(".key").write_bytes(b"another"), "is there already"),
        (lambda _, copy: copy.parent.rmdir(), "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_backed_up_is_told_and_leaves_no_copy(
    path: Path, copy: Path, spoil: Callable[[Path, Path], object], told: str
) -> None:
    store = opened(path)
    store.transact(declaring("INC-0001"))
    store.close()
    spoil(path, copy)
    before = sorted(copy.parent.glob("*"))

    with pytest.raises(StoreTrouble) as caught:
        back_up(path, copy, apply)

    assert told in str(caught.value)
    assert sorted(copy.parent.glob("*")) == before


def test_a_back_up_is_put_back_whole_and_the_former_file_is_kept(path: Path, copy: Path) -> None:
    store = opened(path)
    store.transact(declaring("INC-0001"))
    Seal.at(key_of(path))
    back_up(path, copy, apply)
    store.transact(noting("INC-0001", "lost"))
    store.close()
    key_of(path).unlink()
    Seal.at(key_of(path))

    done = put_back(copy, path, apply, LATER, replace=True)

    assert done.aside == path.with_name("handrail.db.before-restore-20261121T150000Z")
    assert key_of(path).read_bytes() == key_of(copy).read_bytes()
    assert verify(path, apply) == []
    for file, said in ((path, []), (done.aside, ["lost"])):
        again = opened(file)
        assert notes(again, "INC-0001") == said
        again.close()


@pytest.mark.parametrize("spoil", [flawed, lambda copy: copy.write_bytes(b"a letter" * 100), Path.unlink])
def test_what_is_not_proven_is_not_put_back(path: Path, copy: Path, spoil: Callable[[Path], object]) -> None:
    store = opened(path)
    store.transact(declaring("INC-0001"))
    back_up(path, copy, apply)
    store.transact(noting("INC-0001", "kept"))
    store.close()
    spoil(copy)

    with pytest.raises(StoreTrouble):
        put_back(copy, path, apply, LATER, replace=True)

    again = opened(path)
    assert notes(again, "INC-0001") == ["kept"]
    assert [one.name for one in path.parent.glob("*before*")] == []
    again.close()


def test_a_database_that_is_there_is_replaced_only_when_that_is_said(path: Path, copy: Path) -> None:
    opened(path).close()
    back_up(path, copy, apply)

    with pytest.raises(StoreTrouble, match="With --replace it is moved aside"):
        put_back(copy, path, apply, LATER)


def test_nothing_is_put_back_under_a_running_bot(store: SqlStore, path: Path, copy: Path) -> None:
    back_up(path, copy, apply)

    with pytest.raises(InUse):
        put_back(copy, path, apply, LATER, replace=True)


def test_what_was_done_after_the_back_up_is_not_done_again(path: Path, copy: Path, tmp_path: Path) -> None:
    store = opened(path)
    desk = approved(desk_on(store))
    back_up(path, copy, apply)
    desk.settle()
    store.close()
    lost = [job.id for job in desk.chat.performed]
    assert [entry for _, entry in desk.commands.ran].count("app.mend") == 1, "it ran in the life that is lost"

    put_back(copy, tmp_path / "new.db", apply, LATER)
    second = opened(tmp_path / "new.db")
    again = desk_on(second)
    again.clock.move_to(LATER)
    assert tell_of_restore(second, again.incidents) == 1
    again.relay.recover()
    again.settle()
    again.clock.forward(timedelta(seconds=10))
    again.settle()

    assert [entry for _, entry in again.commands.ran if entry == "app.mend"] == []
    assert again.incident.runs["r1"].visit is not None
    assert again.incident.runs["r1"].visit.items[0].state == "stuck", "a person looks"
    repeated = [job for job in again.chat.performed if job.id in lost]
    assert repeated
    assert {job.attempt > 1 for job in repeated} == {True}, "each is looked for before it is posted"
    second.close()


def test_a_page_that_was_on_its_way_calls_nobody_now(path: Path, copy: Path, tmp_path: Path) -> None:
    store = opened(path)
    store.transact(lambda tx: tx.enqueue("INC-0001", [Queued("INC-0001/1/0", Page("p1", "oncall"), NOON)]))
    back_up(path, copy, apply)
    store.close()

    put_back(copy, tmp_path / "new.db", apply, LATER)

    store = opened(tmp_path / "new.db")
    assert list(store.outbox.rows()) == []
    store.close()


def test_each_open_incident_is_told_once_and_a_later_one_never(path: Path, copy: Path) -> None:
    store = opened(path)
    declared(desk_on(store)).settle()
    back_up(path, copy, apply)
    store.close()
    put_back(copy, path, apply, LATER, replace=True)

    told = []
    for _ in range(2):
        store = opened(path)
        desk = desk_on(store)
        told.append(tell_of_restore(store, desk.incidents))
        desk.declare()
        store.close()

    assert told == [1, 0]


def test_a_procedure_whose_time_came_since_is_not_begun(path: Path, copy: Path, tmp_path: Path) -> None:
    store = opened(path)
    occasions = {"past": NOON + timedelta(hours=1), "coming": LATER + timedelta(hours=1)}
    queued = [
        Queued(f"schedule/a/{name}", StartScheduled("a/review", due), due) for name, due in occasions.items()
    ]
    store.transact(lambda tx: tx.enqueue("schedule", queued))
    back_up(path, copy, apply)
    store.close()

    done = put_back(copy, tmp_path / "new.db", apply, LATER)

    store = opened(tmp_path / "new.db")
    assert done.missed == 1
    assert [row.id for row in store.outbox.rows()] == ["schedule/a/coming"]
    store.close()
