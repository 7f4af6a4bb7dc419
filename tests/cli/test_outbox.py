"""`handrail outbox`: what is waiting, blocked, dead, under way, or only a timer."""

from datetime import timedelta
from pathlib import Path

from bot.core.apply import apply
from bot.core.effects import CreateChannel, Effect, PinCard, PostNotice, Queued, RefreshCard, SetTopic, Wake
from bot.store.store import SqlStore
from tests.cli.shell import golden, typed
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring


def queued(number: int, effect: Effect, *after: int, due: int = 0) -> Queued:
    name = f"INC-0001/1/{number}"
    return Queued(name, effect, NOON + timedelta(minutes=due), tuple(f"INC-0001/1/{one}" for one in after))


def opened(path: Path) -> SqlStore:
    return SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)


def test_each_row_says_how_it_stands_and_what_went_wrong(tmp_path: Path) -> None:
    path = tmp_path / "handrail.db"
    store = opened(path)
    store.transact(declaring("INC-0001"))
    effects = (
        queued(0, CreateChannel("inc-0001")),
        queued(1, RefreshCard(), 0),
        queued(2, PinCard(), 1),
        queued(3, PostNotice("hello"), due=1),
        queued(4, SetTopic("late"), due=2),
        queued(5, Wake(), due=90),
    )
    store.transact(lambda tx: tx.enqueue("INC-0001", effects))
    store.outbox.lease(NOON)
    store.transact(lambda tx: tx.bury("INC-0001/1/0", "invalid_auth\n(10 tries)"))
    later = NOON + timedelta(minutes=1)
    for _ in range(2):
        assert store.outbox.lease(later) is not None
        store.outbox.retry("INC-0001/1/3", later, "ratelimited")
    assert store.outbox.lease(later) is not None

    ended = typed("outbox", path)

    store.close()
    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("outbox.txt")


def test_timers_alone_leave_nothing_to_deliver(tmp_path: Path) -> None:
    path = tmp_path / "handrail.db"
    store = opened(path)
    store.transact(declaring("INC-0001"))
    store.transact(lambda tx: tx.enqueue("INC-0001", (queued(5, Wake(), due=90),)))
    store.close()

    ended = typed("outbox", path)

    assert ended.out.splitlines()[-1] == "Everything is delivered."
    assert "timer" in ended.out


def test_an_empty_outbox_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "handrail.db"
    opened(path).close()

    ended = typed("outbox", env={"HANDRAIL_DATABASE": str(path)})

    assert (ended.code, ended.out) == (0, "Everything is delivered.\n")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    ended = typed("outbox", tmp_path / "none.db")

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors.startswith(f"There is no file {tmp_path / 'none.db'}.")
