"""What every Store keeps to: the fake that use cases are tested on, and the real one."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.core.effects import PostNotice
from bot.core.events import (
    ChannelCreated,
    Closed,
    NoteAdded,
    NoteAmended,
    NoteStruck,
    RoleTaken,
    RunStarted,
    StepEntered,
)
from bot.core.incident import Item, Stamp
from bot.core.signals import Actor
from bot.engine.ports import Conflict, Transaction
from tests.contracts.bench import Bench
from tests.contracts.test_outbox import queued
from tests.fakes.clock import NOON
from tests.store.samples import (
    ANNA,
    LATER,
    STAMP,
    declaration,
    declaring,
    folded,
    notes,
    noting,
    saying,
)


class Whoops(Exception):
    pass


def test_what_was_appended_is_read_back_as_it_was(bench: Bench) -> None:
    after = bench.store.transact(declaring("INC-0001"))

    (logged,) = bench.store.log("INC-0001")

    assert bench.store.incident("INC-0001") == after
    assert (logged.incident, logged.version, logged.bot) == ("INC-0001", 1, "test")
    assert logged.event == declaration("INC-0001")
    assert logged.stamp == STAMP


def test_an_incident_that_is_not_there_is_none(bench: Bench) -> None:
    assert bench.store.incident("INC-0001") is None
    assert list(bench.store.log("INC-0001")) == []


def test_events_of_one_decision_follow_each_other(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))

    after = bench.store.transact(saying("INC-0001", NoteAdded("one"), NoteAdded("two")))

    assert after.version == 3
    assert [one.version for one in bench.store.log("INC-0001")] == [1, 2, 3]
    assert notes(bench.store, "INC-0001") == ["one", "two"]


def test_who_decided_on_an_older_state_is_told_of_the_conflict(bench: Bench) -> None:
    seen = bench.store.transact(declaring("INC-0001"))
    bench.store.transact(noting("INC-0001", "first"))

    def late(tx: Transaction) -> None:
        tx.enqueue("INC-0001", (queued("INC-0001/2/0"),))
        tx.append(folded(seen, NoteAdded("late")), (NoteAdded("late"),), LATER)

    with pytest.raises(Conflict):
        bench.store.transact(late)

    assert notes(bench.store, "INC-0001") == ["first"]
    assert bench.outbox.lease(NOON) is None


def test_an_incident_is_declared_once(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))

    with pytest.raises(Conflict):
        bench.store.transact(declaring("INC-0001"))

    assert len(bench.store.log("INC-0001")) == 1


def test_an_append_of_nothing_still_minds_the_version(bench: Bench) -> None:
    seen = bench.store.transact(declaring("INC-0001"))
    bench.store.transact(lambda tx: tx.append(seen, (), LATER))
    bench.store.transact(noting("INC-0001", "first"))

    with pytest.raises(Conflict):
        bench.store.transact(lambda tx: tx.append(seen, (), LATER))

    assert len(bench.store.log("INC-0001")) == 2


def test_a_job_that_raises_leaves_no_trace(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))

    def fails(tx: Transaction) -> None:
        noting("INC-0001", "lost")(tx)
        tx.enqueue("INC-0001", (queued("INC-0001/2/0"),))
        tx.next_number("INC")
        tx.claim("act")
        tx.put_document("d", b"document")
        tx.put_object(b"object")
        raise Whoops

    with pytest.raises(Whoops):
        bench.store.transact(fails)

    assert notes(bench.store, "INC-0001") == []
    assert bench.store.incident("INC-0001") == folded(None, declaration("INC-0001"))
    assert bench.outbox.lease(NOON) is None
    assert bench.store.transact(lambda tx: tx.next_number("INC")) == 1
    assert bench.store.transact(lambda tx: tx.claim("act"))
    assert bench.store.document("d") is None
    assert bench.store.object(bench.store.transact(lambda tx: tx.put_object(b"other"))) == b"other"


def test_a_job_sees_what_it_wrote_and_nobody_else_does_before_the_commit(bench: Bench) -> None:
    def job(tx: Transaction) -> tuple[Any, Any]:
        declaring("INC-0001")(tx)
        return tx.incident("INC-0001"), bench.store.incident("INC-0001")

    inside, outside = bench.store.transact(job)

    assert inside is not None
    assert outside is None


def test_a_job_reads_everything_that_others_read(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    bench.store.transact(lambda tx: tx.put_document("d", b"document"))

    def job(tx: Transaction) -> tuple[Any, ...]:
        digest = tx.put_object(b"object")
        return tx.summaries(open_only=True), tx.log("INC-0001"), tx.document("d"), tx.object(digest)

    listed, logged, document, kept = bench.store.transact(job)

    assert list(listed) == list(bench.store.summaries(open_only=True))
    assert list(logged) == list(bench.store.log("INC-0001"))
    assert (document, kept) == (b"document", b"object")


def test_a_decision_without_effects_queues_nothing(bench: Bench) -> None:
    bench.store.transact(lambda tx: tx.enqueue("INC-0001", ()))

    assert list(bench.rows()) == []


def test_a_job_may_not_open_a_transaction_of_its_own(bench: Bench) -> None:
    with pytest.raises(RuntimeError, match="transaction of its own"):
        bench.store.transact(lambda _: bench.store.transact(declaring("INC-0001")))

    assert bench.store.incident("INC-0001") is None


def test_numbers_count_from_one_in_each_series(bench: Bench) -> None:
    taken = [bench.store.transact(lambda tx: tx.next_number("INC")) for _ in range(3)]

    assert taken == [1, 2, 3]
    assert bench.store.transact(lambda tx: tx.next_number("PRC")) == 1


def test_an_act_is_claimed_once_and_its_answer_kept(bench: Bench) -> None:
    first, second = (bench.store.transact(lambda tx: tx.claim("slash/123")) for _ in range(2))
    unanswered = bench.store.answer("slash/123")

    bench.store.keep_answer("slash/123", "INC-0001 is open.")

    assert (first, second, unanswered) == (True, False, None)
    assert bench.store.answer("slash/123") == "INC-0001 is open."
    assert not bench.store.transact(lambda tx: tx.claim("slash/123"))


def test_a_document_is_kept_for_ever(bench: Bench) -> None:
    bench.store.transact(lambda tx: tx.put_document("d", b"as it was"))
    bench.store.transact(lambda tx: tx.put_document("d", b"as it was"))

    with pytest.raises(ValueError, match="other content"):
        bench.store.transact(lambda tx: tx.put_document("d", b"as it is"))

    assert bench.store.document("d") == b"as it was"
    assert bench.store.document("e") is None


def test_an_object_is_named_by_its_bytes(bench: Bench) -> None:
    names = {bench.store.transact(lambda tx: tx.put_object(b"")) for _ in range(2)}

    assert names == {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
    assert bench.store.object(names.pop()) == b""
    assert bench.store.object("0" * 64) is None


def test_an_incident_is_found_by_its_channel(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    bench.store.transact(declaring("INC-0002"))
    bench.store.transact(saying("INC-0001", ChannelCreated("C1", "inc-0001")))

    assert bench.store.incident_of_channel("C1") == "INC-0001"
    assert bench.store.transact(lambda tx: tx.incident_of_channel("C1")) == "INC-0001"
    assert bench.store.incident_of_channel("C2") is None
    assert bench.store.incident_of_channel("") is None


def test_incidents_are_listed_newest_first(bench: Bench) -> None:
    for number in (1, 2, 3):
        stamp = Stamp(NOON + timedelta(hours=number), ANNA, "typed")
        bench.store.transact(declaring(f"INC-{number:04d}", stamp))
    bench.store.transact(saying("INC-0002", Closed()))

    every = bench.store.summaries(open_only=False)
    still_open = bench.store.summaries(open_only=True)

    assert [one.id for one in every] == ["INC-0003", "INC-0002", "INC-0001"]
    assert [one.id for one in still_open] == ["INC-0003", "INC-0001"]
    assert [one.id for one in bench.store.summaries(open_only=False, limit=1)] == ["INC-0003"]
    assert (every[1].life, every[1].declared_by, every[1].declared_at) == (
        "closed",
        ANNA,
        NOON + timedelta(hours=2),
    )


def test_what_was_committed_is_there_after_a_restart(bench: Bench) -> None:
    after = bench.store.transact(declaring("INC-0001"))
    bench.store.transact(lambda tx: (tx.claim("act"), tx.next_number("INC")))
    bench.store.keep_answer("act", "done")

    bench.restart()

    assert bench.store.incident("INC-0001") == after
    assert bench.store.answer("act") == "done"
    assert bench.store.transact(lambda tx: tx.next_number("INC")) == 2


def test_many_at_once_all_get_their_own_number_and_their_note(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    numbers: list[int] = []

    def person() -> None:
        for _ in range(5):
            number = bench.store.transact(lambda tx: tx.next_number("note"))
            numbers.append(number)
            bench.store.transact(noting("INC-0001", str(number)))

    people = [threading.Thread(target=person) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(numbers) == list(range(1, 41))
    assert sorted(map(int, notes(bench.store, "INC-0001"))) == list(range(1, 41))


def test_a_notice_that_needs_what_was_never_queued_is_refused(bench: Bench) -> None:
    with pytest.raises(LookupError, match="INC-0001/9/9"):
        bench.store.transact(
            lambda tx: tx.enqueue("INC-0001", (queued("INC-0001/1/0", after=("INC-0001/9/9",)),))
        )

    assert bench.outbox.lease(NOON) is None


def test_an_effect_keeps_everything_it_says(bench: Bench) -> None:
    said = PostNotice("<now> & `then` 🚒", ("U1", "U2"), ("oncall",), "r1", 3)
    bench.store.transact(lambda tx: tx.enqueue("INC-0001", (queued("INC-0001/1/0", said),)))

    leased = bench.outbox.lease(NOON)

    assert leased is not None
    assert (leased.id, leased.incident, leased.effect, leased.attempt) == (
        "INC-0001/1/0",
        "INC-0001",
        said,
        1,
    )


def test_a_line_of_the_list_says_who_may_see_it(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))

    (line,) = bench.store.summaries(open_only=True)

    assert line.audience is None


def test_words_find_incidents_by_their_titles_notes_and_numbers(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    bench.store.transact(declaring("INC-0002"))
    bench.store.transact(noting("INC-0002", "the disk of db-3 is full"))

    def found(words: str) -> set[str]:
        return {hit.summary.id for hit in bench.store.find(words)}

    assert found("receipts verify") == {"INC-0001", "INC-0002"}
    assert found("rece DISK") == {"INC-0002"}
    assert found("disk elephant") == set()
    assert found("") == set()
    (hit,) = bench.store.find("disk")
    assert ("n1", "the disk of db-3 is full") in hit.texts


def test_what_was_struck_is_found_no_more_and_what_was_amended_reads_anew(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    bench.store.transact(saying("INC-0001", NoteAdded("the disk is full"), NoteAdded("an elephant")))
    bench.store.transact(saying("INC-0001", NoteAmended(1, "the disk is slow", "why"), NoteStruck(2, "why")))

    assert [bool(bench.store.find(word)) for word in ("disk", "slow", "full", "elephant")] == [
        True,
        True,
        False,
        False,
    ]


def test_what_is_asked_of_a_person_is_found_over_all_incidents_and_goes_with_its_cause(bench: Bench) -> None:
    bo = Actor(ANNA.team, "U0BO", "Bo")
    for name in ("INC-0001", "INC-0002"):
        bench.store.transact(declaring(name))
        bench.store.transact(saying(name, RoleTaken("commander", "Commander", ANNA, None)))
    bench.store.transact(saying("INC-0002", RoleTaken("scribe", "Scribe", bo, None)))

    def roles(who: Actor) -> set[tuple[str, str]]:
        found = bench.store.asked_of([who.key])
        return {(one.line.id, one.duty.what) for one in found if one.duty.kind == "role"}

    assert roles(ANNA) == {("INC-0001", "commander"), ("INC-0002", "commander")}
    assert roles(bo) == {("INC-0002", "scribe")}

    bench.store.transact(saying("INC-0002", RoleTaken("commander", "Commander", bo, ANNA)))
    bench.store.transact(saying("INC-0001", Closed()))
    bench.restart()

    assert roles(ANNA) == set()
    assert roles(bo) == {("INC-0002", "commander"), ("INC-0002", "scribe")}


def test_what_is_asked_of_any_group_is_found_for_everybody(bench: Bench) -> None:
    bench.store.transact(declaring("INC-0001"))
    runs = RunStarted("r1", "briefcase/receipt-chain", "d", "Receipts", "", 0, (), ())
    asks = StepEntered("r1", 1, "look", "Look", "diagnose", None, (), (Item(),), "oncall")
    bench.store.transact(saying("INC-0001", runs, asks))

    (found,) = [one.duty for one in bench.store.asked_of(["T0/nobody"]) if one.duty.kind == "step"]

    assert (found.who, found.what, found.ref) == ("@oncall", "Look", "r1/1")
