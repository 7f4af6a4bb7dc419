"""An absence is known from what was written down, and told once."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import cast

import pytest

from bot.core.effects import PostNotice
from bot.engine.ports import Store
from bot.engine.presence import Presence
from tests.engine.desk import Desk


def presence(desk: Desk) -> Presence:
    return Presence(desk.store, desk.incidents, desk.clock, every=0.0)


def told(desk: Desk) -> int:
    notices = [effect for effect in desk.store.effects() if isinstance(effect, PostNotice)]
    return sum(notice.text.startswith("Handrail was away") for notice in notices)


def test_a_first_start_and_a_short_absence_are_told_to_nobody() -> None:
    desk = Desk()
    desk.declare()

    assert presence(desk).back() == 0
    desk.clock.forward(timedelta(seconds=59))
    assert presence(desk).back() == 0
    assert told(desk) == 0


def test_an_absence_is_told_once_to_each_open_incident() -> None:
    desk = Desk()
    desk.declare()
    presence(desk).beat()
    desk.clock.forward(timedelta(minutes=9))

    assert presence(desk).back() == 1
    assert presence(desk).back() == 0
    assert told(desk) == 1


def test_a_start_that_dies_while_it_tells_is_made_good_by_the_next_without_telling_twice() -> None:
    desk = Desk()
    desk.declare()
    presence(desk).beat()
    last = desk.store.answer("alive")
    assert last is not None
    desk.clock.forward(timedelta(minutes=9))
    presence(desk).back()
    desk.store.keep_answer("alive", last)

    assert presence(desk).back() == 0
    assert told(desk) == 1


def test_it_writes_down_that_it_is_there_until_it_is_told_to_stop_and_then_once_more() -> None:
    desk, stopping = Desk(), Event()
    stopping.set()

    presence(desk).run(stopping)

    assert desk.store.answer("alive") == desk.clock.now().isoformat()


class Stopped(Event):
    """An event that is set at the second look."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == 0.0
        self.looks += 1
        return self.looks > 1


def test_what_cannot_be_written_down_now_is_written_down_later(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    beats: list[str] = []

    class Full:
        def keep_answer(self, key: str, answer: str) -> None:
            beats.append(key)
            if len(beats) == 1:
                raise OSError("the disk is full")

    there = replace(presence(desk), store=cast("Store", Full()))
    there.run(Stopped())

    assert len(beats) == 2
    assert "could not be written down" in caplog.text
