"""What is done is forgotten after a while, a part at a time; never what something may still ask for."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.core.effects import CreateChannel, Effect, PostNotice, Queued, StartScheduled, Wake
from bot.engine.ports import Transaction
from bot.store import pruning
from bot.store.store import SqlStore
from bot.store.verify import verify
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring, noting

DAY = timedelta(days=1)
LATER = NOON + 31 * DAY
CUT = NOON + DAY


def queued(number: int, effect: Effect, *after: int) -> Queued:
    return Queued(name(number), effect, NOON, tuple(name(one) for one in after))


def name(number: int) -> str:
    return f"INC-0001/1/{number}"


def enqueue(store: SqlStore, *effects: Queued) -> None:
    store.transact(lambda tx: tx.enqueue("INC-0001", effects))


def finish(store: SqlStore, *numbers: int) -> None:
    for number in numbers:
        store.transact(partial(finished, name(number)))


def finished(effect: str, tx: Transaction) -> None:
    tx.finish(effect)


def claimed(act: str, tx: Transaction) -> bool:
    return tx.claim(act)


def there(store: SqlStore, numbers: Sequence[int]) -> list[int]:
    """Those that the outbox still knows: finishing one that it does not is an error."""
    return [number for number in numbers if is_there(store, name(number))]


def is_there(store: SqlStore, effect: str) -> bool:
    try:
        store.transact(partial(finished, effect))
    except LookupError:
        return False
    return True


def test_what_is_done_and_old_is_forgotten_and_the_rest_is_as_it_was(store: SqlStore, path: Path) -> None:
    store.transact(declaring("INC-0001"))
    store.transact(noting("INC-0001", "a note"))
    enqueue(store, queued(1, PostNotice("a")), queued(2, PostNotice("b")), queued(3, Wake()))
    store.transact(lambda tx: tx.bury(name(2), "is_archived"))
    finish(store, 1)

    forgotten = store.prune(CUT)

    assert forgotten == 1
    assert [(row.id, row.state) for row in store.outbox.rows()] == [(name(2), "dead"), (name(3), "waiting")]
    assert not is_there(store, name(1))
    assert verify(path, apply) == []


def test_what_is_younger_is_kept(store: SqlStore) -> None:
    enqueue(store, queued(1, PostNotice("a")))
    finish(store, 1)

    assert store.prune(NOON) == 0
    assert is_there(store, name(1))


def test_what_is_needed_by_something_that_is_not_done_is_kept_until_that_is(store: SqlStore) -> None:
    enqueue(store, queued(1, PostNotice("a")), queued(2, PostNotice("b"), 1))
    finish(store, 1)

    assert store.prune(CUT) == 0
    finish(store, 2)

    assert store.prune(CUT) == 2


def test_what_comes_after_the_channel_may_be_enqueued_however_old_the_channel_is(store: SqlStore) -> None:
    enqueue(store, queued(0, CreateChannel("inc-0001")), queued(1, PostNotice("a"), 0))
    finish(store, 0, 1)

    store.prune(CUT)

    enqueue(store, Queued("INC-0001/9/0", PostNotice("b"), LATER, after=(name(0),)))
    assert store.outbox.lease(LATER) is not None


def test_an_act_is_forgotten_when_no_duplicate_can_come_any_more(store: SqlStore, clock: FakeClock) -> None:
    store.transact(partial(claimed, "click/1"))
    store.keep_answer("alert/disk", "suggested")
    clock.forward(30 * DAY)
    store.keep_answer("alert/disk", "suggested")

    store.prune(CUT)

    assert store.transact(partial(claimed, "click/1"))
    assert store.answer("alert/disk") == "suggested", "an alert that still fires is told of again and again"


def test_what_was_answered_to_a_request_is_kept_for_an_hour(store: SqlStore, clock: FakeClock) -> None:
    store.keep_answer("request/trigger_id/1", "{}")
    store.keep_answer("requested", "stays")

    clock.forward(timedelta(minutes=60))
    store.prune(CUT - 2 * DAY)
    kept = store.answer("request/trigger_id/1")
    clock.forward(timedelta(minutes=1))
    store.prune(CUT - 2 * DAY)

    assert (kept, store.answer("request/trigger_id/1")) == ("{}", None)
    assert store.answer("requested") == "stays"


def test_an_occasion_that_waits_is_not_armed_again_however_long_ago_it_was_armed(store: SqlStore) -> None:
    occasion = "schedule/a/review/2027-01-01"
    coming = Queued(occasion, StartScheduled("a/review", LATER + DAY), LATER + DAY)
    store.transact(partial(claimed, occasion))
    store.transact(lambda tx: tx.enqueue("schedule", (coming,)))

    store.prune(LATER)

    assert not store.transact(partial(claimed, occasion))


def test_a_sweep_goes_on_where_the_last_one_ended(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for statement in ("ROWS", "ACTS"):
        monkeypatch.setattr(pruning, statement, getattr(pruning, statement).limit(2))
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    enqueue(store, *(queued(number, PostNotice(str(number))) for number in range(5)))
    for number in range(5):
        store.transact(partial(claimed, f"click/{number}"))
    finish(store, 1, 2, 4)

    found = [store.prune(CUT) for _ in range(4)]

    assert found == [3, 3, 2, 0]
    assert there(store, range(5)) == [0, 3]
