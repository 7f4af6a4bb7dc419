"""The relay when what it stands on fails: nothing is lost, nothing is done twice, no thread dies."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest

from bot.core.catalogue import Entry
from bot.core.effects import RunCommand
from bot.core.signals import HANDRAIL, Answer, Approve, Collect, Done, Launch, Perform, Pick
from bot.core.values import Values
from bot.engine.ports import Leased, RunResult, Scene, Transaction
from bot.engine.relay import Hands
from tests.core.story import BO
from tests.engine.desk import Desk
from tests.fakes.store import MemoryStore
from tests.fakes.world import PlayedChat, PlayedCommands, answers

T = TypeVar("T")


class FailingStore(MemoryStore):
    """Fails so many times as `failing` says, as on a full disk."""

    failing = 0

    def transact(self, job: Callable[[Transaction], T]) -> T:
        self._fail()
        return super().transact(job)

    def lease(self, now: datetime) -> Leased | None:
        self._fail()
        return super().lease(now)

    def reboot(self) -> "FailingStore":
        return FailingStore(self._bot, self._tables.copy(), self._boot + 1)

    def _fail(self) -> None:
        if self.failing:
            self.failing -= 1
            raise OSError("no space left")


class LastChat(PlayedChat):
    """After each message the store fails once."""

    def __init__(self, store: FailingStore) -> None:
        super().__init__()
        self.store = store

    def perform(self, job: Leased, scene: Scene) -> Done:
        done = super().perform(job, scene)
        self.store.failing = 1
        return done


class LastCommands(PlayedCommands):
    """After each change the store fails once."""

    def __init__(self, store: FailingStore) -> None:
        super().__init__()
        self.store = store

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        if entry.risk.needs_approval:
            self.store.failing = 1
        return super().run(effect, entry, arguments, target, approved)


def with_hands(desk: Desk, hands: Hands) -> Desk:
    desk.relay = replace(desk.relay, hands=hands)
    return desk


def asked(store: MemoryStore, commands: PlayedCommands) -> Desk:
    """A change was approved and waits to be run."""
    desk = Desk(store)
    commands.answers = dict(desk.commands.answers)
    with_hands(desk, replace(desk.relay.hands, commands=commands))
    desk.declare()
    desk.settle()
    desk.offer(Answer(desk.place, {"lost": False, "name": "api"}))
    desk.offer(Pick(desk.place, "done"))
    desk.offer(Collect("copy", "s3://copy"))
    desk.offer(Perform(desk.place))
    desk.settle()
    desk.incidents.offer("INC-0001", Approve("token-1", frozenset({"oncall"})), BO, "button")
    return desk


def test_a_thread_outlives_a_store_that_fails() -> None:
    store = FailingStore()
    desk = Desk(store)
    desk.declare()
    relay = replace(desk.relay, rest=0.001)
    store.failing = 3

    thread = threading.Thread(target=relay.run, args=(lambda: bool(desk.chat.performed),))
    thread.start()
    thread.join(10)

    assert not thread.is_alive()
    assert desk.chat.kinds()[0] == "create_channel"


def test_a_post_whose_result_could_not_be_kept_is_tried_again_later() -> None:
    store = FailingStore()
    desk = Desk(store)
    with_hands(desk, replace(desk.relay.hands, chat=LastChat(store)))
    desk.declare()

    desk.relay.deliver_one()

    row = next(row for row in store.rows() if row.kind == "create_channel")
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "could not be taken" in row.why


@pytest.mark.parametrize("said", ["", "mended"])
def test_a_change_whose_result_could_not_be_kept_is_interrupted_and_never_repeated(said: str) -> None:
    store = FailingStore()
    commands = LastCommands(store)
    desk = asked(store, commands)
    commands.answers["app.mend"] = answers(said)

    desk.settle()

    kinds = [entry.event.kind for entry in desk.incidents.log("INC-0001")]
    assert kinds.count("command_interrupted.v1") == 1
    assert [name for _, name in commands.ran].count("app.mend") == 1


def test_an_orphan_that_cannot_be_taken_up_does_not_keep_the_bot_from_starting() -> None:
    store = FailingStore()
    desk = asked(store, PlayedCommands())
    while (job := store.lease(desk.clock.now())) and not isinstance(job.effect, RunCommand):
        store.transact(lambda tx, done=job: tx.finish(done.id))  # type: ignore[misc]
    assert job is not None
    assert isinstance(job.effect, RunCommand)
    desk.incidents.offer("INC-0001", Launch(job.id, job.effect.plan), HANDRAIL, "result")
    later = store.reboot()
    after = Desk(later)
    later.failing = 1

    after.relay.recover()

    assert [orphan.effect.kind for orphan in later.orphans()] == ["run_command"], "the next start sees to it"
