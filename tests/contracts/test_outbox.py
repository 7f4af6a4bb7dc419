"""What every Outbox keeps to: order, needs, lanes, supersession, leases."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.core.effects import Effect, PostNotice, Queued, RefreshCard, Wake
from bot.store.rows import OutboxRow
from tests.contracts.bench import Bench
from tests.fakes.clock import NOON

SECOND = timedelta(seconds=1)


def queued(
    name: str,
    effect: Effect | None = None,
    *,
    due: datetime = NOON,
    after: tuple[str, ...] = (),
    lane: str = "",
    key: str = "",
) -> Queued:
    return Queued(name, effect or PostNotice(name), due, after, lane, key)


def enqueue(bench: Bench, *effects: Queued, incident: str = "INC-0001") -> None:
    bench.store.transact(lambda tx: tx.enqueue(incident, effects))


def finish(bench: Bench, effect: str) -> None:
    bench.store.transact(lambda tx: tx.finish(effect))


def lease(bench: Bench, now: datetime = NOON) -> str | None:
    leased = bench.outbox.lease(now)
    return leased.id if leased else None


def deliver_all(bench: Bench, now: datetime = NOON) -> list[str]:
    """Lease and finish until nothing is free; the order it went in."""
    order = []
    while (name := lease(bench, now)) is not None:
        order.append(name)
        finish(bench, name)
    return order


def test_an_empty_outbox_leases_nothing(bench: Bench) -> None:
    assert bench.outbox.lease(NOON) is None


def test_a_row_is_leased_when_it_is_due_and_not_before(bench: Bench) -> None:
    enqueue(bench, queued("a", due=NOON + SECOND))

    early = lease(bench, NOON)
    later = lease(bench, NOON + SECOND)

    assert (early, later) == (None, "a")


def test_the_row_that_is_due_first_goes_first(bench: Bench) -> None:
    enqueue(bench, queued("a", due=NOON), queued("b", due=NOON - SECOND), queued("c", due=NOON - SECOND))

    assert deliver_all(bench) == ["b", "c", "a"]


def test_a_row_is_leased_once(bench: Bench) -> None:
    enqueue(bench, queued("a"))

    assert [lease(bench), lease(bench)] == ["a", None]


def test_a_finished_row_never_comes_back(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    lease(bench)

    finish(bench, "a")
    finish(bench, "a")
    bench.outbox.retry("a", NOON, "too late")
    bench.restart()

    assert bench.outbox.orphans() == []
    assert lease(bench, NOON + timedelta(days=1)) is None


def test_a_row_waits_for_all_that_it_needs(bench: Bench) -> None:
    enqueue(bench, queued("a", due=NOON + SECOND), queued("b"), queued("c", after=("a", "b")))

    order = [*deliver_all(bench), "|", *deliver_all(bench, NOON + SECOND)]

    assert order == ["b", "|", "a", "c"]


def test_a_row_in_flight_still_blocks_what_needs_it(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b", after=("a",)))

    assert [lease(bench), lease(bench)] == ["a", None]
    finish(bench, "a")
    assert lease(bench) == "b"


def test_a_need_of_an_earlier_decision_that_is_done_holds_nothing_up(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    deliver_all(bench)

    enqueue(bench, queued("b", after=("a",)))

    assert lease(bench) == "b"


def test_a_lane_goes_in_order_of_enqueuing_one_at_a_time(bench: Bench) -> None:
    enqueue(
        bench,
        queued("a", lane="INC-0001/card", due=NOON),
        queued("b", lane="INC-0001/card", due=NOON - SECOND),
        queued("c", lane="INC-0001/channel", due=NOON),
    )

    first, second, third = lease(bench), lease(bench), lease(bench)
    finish(bench, "a")

    assert {first, second} == {"a", "c"}
    assert third is None
    assert lease(bench) == "b"


def test_the_head_of_a_lane_holds_the_rest_back_while_it_waits(bench: Bench) -> None:
    enqueue(bench, queued("a", lane="l"), queued("b", lane="l"))
    lease(bench)

    bench.outbox.retry("a", NOON + SECOND, "rate limited")

    assert lease(bench) is None
    assert deliver_all(bench, NOON + SECOND) == ["a", "b"]


def test_a_dead_row_frees_its_lane_and_blocks_what_needs_it(bench: Bench) -> None:
    enqueue(bench, queued("a", lane="l"), queued("b", lane="l"), queued("c", after=("a",)))
    lease(bench)

    bench.store.transact(lambda tx: tx.bury("a", "channel_not_found"))

    assert deliver_all(bench) == ["b"]
    assert lease(bench, NOON + timedelta(days=1)) is None


def test_a_dead_row_that_turns_out_done_frees_what_needs_it(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b", after=("a",)))
    bench.store.transact(lambda tx: tx.bury("a", "nobody answered"))

    finish(bench, "a")

    assert deliver_all(bench) == ["b"]


def test_a_finished_row_is_not_buried(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b", after=("a",)))
    finish(bench, "a")

    bench.store.transact(lambda tx: tx.bury("a", "too late"))

    assert deliver_all(bench) == ["b"]


def test_attempts_are_counted_over_restarts_but_not_when_paced(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    attempts = []

    def attempt(now: datetime) -> None:
        leased = bench.outbox.lease(now)
        assert leased is not None
        attempts.append(leased.attempt)

    attempt(NOON)
    bench.outbox.postpone("a", NOON + SECOND)
    attempt(NOON + SECOND)
    bench.outbox.retry("a", NOON + SECOND * 2, "lost reply")
    attempt(NOON + SECOND * 2)
    bench.restart()
    bench.outbox.adopt("a", NOON + SECOND * 3)
    attempt(NOON + SECOND * 3)

    assert attempts == [1, 1, 2, 3]


def test_what_a_former_boot_left_in_flight_is_an_orphan_until_it_is_adopted(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b"), queued("c"))
    lease(bench)
    lease(bench)
    own = bench.outbox.orphans()

    bench.restart()
    left = [(one.id, one.attempt) for one in bench.outbox.orphans()]
    bench.outbox.adopt("b", NOON)
    rest = [one.id for one in bench.outbox.orphans()]

    assert list(own) == []
    assert left == [("a", 1), ("b", 1)]
    assert rest == ["a"]
    assert {lease(bench), lease(bench)} == {"b", "c"}
    assert lease(bench) is None


def test_a_row_of_this_boot_cannot_be_adopted(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    lease(bench)

    bench.outbox.adopt("a", NOON)

    assert lease(bench) is None


def test_an_orphan_is_tried_again_when_it_is_due(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    lease(bench)
    bench.restart()

    bench.outbox.adopt("a", NOON + SECOND)

    assert bench.outbox.lease(NOON) is None
    assert bench.outbox.lease(NOON + SECOND) is not None


def test_an_orphan_still_holds_its_lane(bench: Bench) -> None:
    enqueue(bench, queued("a", lane="l"), queued("b", lane="l"))
    lease(bench)

    bench.restart()

    assert lease(bench) is None
    finish(bench, "a")
    assert lease(bench) == "b"


@pytest.mark.parametrize("verb", ["finish", "bury", "retry", "postpone", "adopt"])
def test_an_effect_that_was_never_queued_is_named(bench: Bench, verb: str) -> None:
    acts: dict[str, Callable[[], None]] = {
        "finish": lambda: finish(bench, "x"),
        "bury": lambda: bench.store.transact(lambda tx: tx.bury("x", "why")),
        "retry": lambda: bench.outbox.retry("x", NOON, "why"),
        "postpone": lambda: bench.outbox.postpone("x", NOON),
        "adopt": lambda: bench.outbox.adopt("x", NOON),
    }

    with pytest.raises(LookupError, match="no effect x"):
        acts[verb]()


def test_an_id_is_queued_once(bench: Bench) -> None:
    enqueue(bench, queued("a"))

    with pytest.raises(ValueError, match="already"):
        enqueue(bench, queued("a"))

    assert deliver_all(bench) == ["a"]


def test_a_newer_row_takes_the_place_of_one_with_its_key(bench: Bench) -> None:
    enqueue(bench, queued("a", PostNotice("old"), lane="l", key="k"), queued("b", lane="l"))

    enqueue(bench, queued("c", PostNotice("new"), lane="l", key="k"))
    first = bench.outbox.lease(NOON)

    assert first is not None
    assert first.effect == PostNotice("new")
    finish(bench, first.id)
    assert deliver_all(bench) == ["b"]


def test_both_ids_name_a_superseded_row(bench: Bench) -> None:
    enqueue(bench, queued("a", key="k"), queued("needs-a", after=("a",)))
    enqueue(bench, queued("b", key="k"), queued("needs-b", after=("b",)))

    first = lease(bench)
    blocked = lease(bench)
    finish(bench, "b")

    assert first == "a"
    assert blocked is None
    assert deliver_all(bench) == ["needs-a", "needs-b"]


def test_rows_of_other_incidents_are_not_superseded(bench: Bench) -> None:
    enqueue(bench, queued("a", key="wake"))
    enqueue(bench, queued("b", key="wake"), incident="INC-0002")

    assert deliver_all(bench) == ["a", "b"]


def test_a_row_in_flight_is_not_superseded(bench: Bench) -> None:
    enqueue(bench, queued("a", RefreshCard(), lane="l", key="k"))
    lease(bench)

    enqueue(bench, queued("b", RefreshCard(), lane="l", key="k"))
    enqueue(bench, queued("c", RefreshCard(), lane="l", key="k"))

    assert lease(bench) is None
    finish(bench, "a")
    assert deliver_all(bench) == ["b"]


def test_a_finished_row_is_not_superseded(bench: Bench) -> None:
    enqueue(bench, queued("a", key="k"))
    deliver_all(bench)

    enqueue(bench, queued("b", key="k"))

    assert deliver_all(bench) == ["b"]


def test_of_two_rows_with_a_key_the_newer_is_superseded(bench: Bench) -> None:
    enqueue(bench, queued("a", PostNotice("1"), key="k"))
    lease(bench)
    enqueue(bench, queued("b", PostNotice("2"), key="k"))
    bench.outbox.retry("a", NOON, "lost reply")

    enqueue(bench, queued("c", PostNotice("3"), key="k"))

    said = []
    while (leased := bench.outbox.lease(NOON)) is not None:
        said.append((leased.id, leased.effect))
        finish(bench, leased.id)
    assert said == [("a", PostNotice("1")), ("b", PostNotice("3"))]


def test_effects_of_one_decision_supersede_each_other(bench: Bench) -> None:
    enqueue(bench, queued("a", PostNotice("1"), key="k"), queued("b", PostNotice("2"), key="k"))

    leased = bench.outbox.lease(NOON)

    assert leased is not None
    assert (leased.id, leased.effect) == ("a", PostNotice("2"))
    assert lease(bench) is None


def test_a_wake_is_moved_to_the_earliest_deadline(bench: Bench) -> None:
    enqueue(bench, queued("a", Wake(), due=NOON + 10 * SECOND, key="wake"))
    enqueue(bench, queued("b", Wake(), due=NOON + SECOND, key="wake"))
    early = lease(bench, NOON)

    enqueue(bench, queued("c", Wake(), due=NOON + 20 * SECOND, key="wake"))
    moved = lease(bench, NOON + SECOND)

    assert (early, moved) == (None, None)
    assert lease(bench, NOON + 20 * SECOND) == "a"


def test_superseding_a_row_that_backs_off_does_not_hurry_it(bench: Bench) -> None:
    enqueue(bench, queued("a", RefreshCard(), key="card"))
    lease(bench)
    bench.outbox.retry("a", NOON + 20 * SECOND, "rate limited")

    enqueue(bench, queued("b", RefreshCard(), key="card"))
    early = lease(bench, NOON + SECOND)
    leased = bench.outbox.lease(NOON + 20 * SECOND)

    assert early is None
    assert leased is not None
    assert leased.attempt == 2


def test_a_row_that_needs_something_newer_than_its_elder_queues_behind_it(bench: Bench) -> None:
    enqueue(bench, queued("a", key="k"), queued("b", after=("a",)))

    enqueue(bench, queued("c", key="k", after=("b",)))

    assert deliver_all(bench) == ["a", "b", "c"]


def test_a_superseded_row_waits_for_what_its_heir_needs_too(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b", key="k"), queued("c", key="k", after=("a",)))

    assert [lease(bench), lease(bench)] == ["a", None]
    finish(bench, "a")
    assert deliver_all(bench) == ["b"]


def test_a_row_may_need_another_of_the_same_decision(bench: Bench) -> None:
    enqueue(bench, queued("b", due=NOON), queued("a", due=NOON - SECOND, after=("b",)))

    assert deliver_all(bench) == ["b", "a"]


def test_waiting_ends_at_once_when_a_row_is_due(bench: Bench) -> None:
    enqueue(bench, queued("a"))

    bench.outbox.wait(NOON, stop=lambda: False)

    assert lease(bench) == "a"


def test_waiting_ends_when_a_row_becomes_due(bench: Bench) -> None:
    enqueue(bench, queued("a", due=NOON + timedelta(milliseconds=30)))

    bench.outbox.wait(NOON, stop=lambda: False)

    assert lease(bench, NOON + timedelta(milliseconds=30)) == "a"


@pytest.mark.parametrize("cause", ["enqueue", "finish", "retry", "wake", "bury"])
def test_waiting_ends_when_something_may_be_free(bench: Bench, cause: str) -> None:
    enqueue(bench, queued("head", lane="l"), queued("next", lane="l"))
    lease(bench)
    begun = threading.Event()

    def stop() -> bool:
        begun.set()
        return False

    waiting = threading.Thread(target=lambda: bench.outbox.wait(NOON, stop=stop))
    waiting.start()
    assert begun.wait(5)
    {
        "enqueue": lambda: enqueue(bench, queued("new")),
        "finish": lambda: finish(bench, "head"),
        "retry": lambda: bench.outbox.retry("head", NOON, "why"),
        "bury": lambda: bench.store.transact(lambda tx: tx.bury("head", "why")),
        "wake": bench.outbox.wake,
    }[cause]()
    waiting.join(5)

    assert not waiting.is_alive()


def test_waiting_ends_when_told_to_stop(bench: Bench) -> None:
    bench.outbox.wait(NOON, stop=lambda: True)

    assert lease(bench) is None


def test_a_row_that_is_blocked_for_good_does_not_keep_anyone_awake(bench: Bench) -> None:
    enqueue(bench, queued("a"), queued("b", after=("a",)))
    bench.store.transact(lambda tx: tx.bury("a", "why"))
    looks = []

    def stop() -> bool:
        looks.append(1)
        return True

    bench.outbox.wait(NOON, stop=stop)

    assert looks


def test_what_is_not_done_is_listed_with_what_holds_it_up(bench: Bench) -> None:
    enqueue(
        bench,
        queued("a", key="k"),
        queued("b", RefreshCard(), after=("a",), lane="l"),
        queued("c", due=NOON + SECOND, after=("a", "b")),
        queued("d"),
    )
    enqueue(bench, queued("a2", key="k"))
    bench.store.transact(lambda tx: tx.bury("a2", "is_archived"))
    finish(bench, "d")

    rows = bench.rows()

    assert list(rows) == [
        OutboxRow("a", "INC-0001", "post_notice", "dead", NOON, 0, "", "is_archived"),
        OutboxRow("b", "INC-0001", "refresh_card", "waiting", NOON, 0, "l", "", ("a",)),
        OutboxRow("c", "INC-0001", "post_notice", "waiting", NOON + SECOND, 0, "", "", ("a", "b")),
    ]


def test_a_row_in_flight_is_listed_with_its_attempts_and_last_trouble(bench: Bench) -> None:
    enqueue(bench, queued("a"))
    lease(bench)
    bench.outbox.retry("a", NOON, "lost reply")
    lease(bench)

    (row,) = bench.rows()

    assert (row.state, row.attempts, row.why) == ("leased", 2, "lost reply")
