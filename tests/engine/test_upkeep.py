"""Pruning goes on until the end of the process, whatever fails."""

from datetime import datetime, timedelta
from threading import Event

import pytest

from bot.engine.ports import Stopping
from bot.engine.upkeep import Upkeep
from tests.fakes.clock import NOON, FakeClock


class Prunes:
    """A store that answers as it is told, and stops the work with its last answer."""

    def __init__(self, *answers: int | Exception) -> None:
        self.stopping = Event()
        self.asked: list[datetime] = []
        self._answers = list(answers)

    def prune(self, before: datetime) -> int:
        self.asked.append(before)
        answer = self._answers.pop(0)
        if not self._answers:
            self.stopping.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_it_goes_on_after_a_failure_with_what_is_older_than_it_keeps(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Prunes(OSError("the disk is full"), 0, 3)

    with caplog.at_level("INFO"):
        Upkeep(store, FakeClock(), timedelta(days=30), every=0).run(store.stopping)

    assert store.asked == [NOON - timedelta(days=30)] * 3
    assert caplog.messages == ["nothing was pruned; it is tried again", "pruned"]


def test_it_ends_with_the_store() -> None:
    store = Prunes(Stopping(), 0)

    Upkeep(store, FakeClock(), timedelta(days=30), every=0).run(store.stopping)

    assert len(store.asked) == 1
