"""The connection of Socket Mode is kept up: what is down or silent is left behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.slack.watchdog import NotConnected, SocketState, Watchdog
from tests.fakes.clock import FakeClock

SILENCE = 30.0


@dataclass
class FakeLink:
    """A connection that is as a test says."""

    opened: float
    up: bool = True
    leaving: bool = False
    heard_at: float = 0.0
    closed: list[int] = field(default_factory=list)

    def is_up(self) -> bool:
        return self.up

    def is_leaving(self) -> bool:
        return self.leaving

    def heard(self) -> float:
        return max(self.opened, self.heard_at)

    def close(self) -> None:
        self.closed.append(1)


class Line:
    """Slack, which opens connections or does not."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.links: list[FakeLink] = []
        self.refusals = 0
        self.dog = Watchdog(self.connect, SILENCE, self.clock)

    def connect(self, left: Callable[[], None]) -> FakeLink:
        assert callable(left)
        if self.refusals:
            self.refusals -= 1
            raise NotConnected("Slack is away")
        self.links.append(FakeLink(self.clock.now().timestamp()))
        return self.links[-1]

    def later(self, seconds: float) -> None:
        self.clock.forward(timedelta(seconds=seconds))


@pytest.fixture
def line() -> Line:
    made = Line()
    made.dog.look()
    return made


def test_a_connection_that_is_heard_of_is_left_alone(line: Line) -> None:
    for _ in range(5):
        line.later(20)
        line.links[0].heard_at = line.clock.now().timestamp()
        line.dog.look()

    assert len(line.links) == 1
    assert line.dog.state() == SocketState(is_up=True, age=0.0, opened=1, rebuilt=0)


def test_one_that_is_open_and_silent_is_left_and_built_anew(line: Line) -> None:
    line.later(SILENCE + 1)
    silent = line.dog.state()

    line.dog.look()

    assert (silent.is_up, silent.age) == (False, SILENCE + 1)
    assert len(line.links) == 2
    assert line.dog.state() == SocketState(is_up=True, age=0.0, opened=2, rebuilt=1)


def test_one_that_broke_is_built_anew_at_the_next_look(line: Line) -> None:
    line.links[0].up = False

    line.dog.look()

    assert (len(line.links), line.dog.state().rebuilt) == (2, 1)


def test_when_slack_asks_for_another_the_new_one_is_open_before_the_old_one_is_left(line: Line) -> None:
    line.links[0].leaving = True
    line.refusals = 1

    refused_for = line.dog.look()
    while_refused = line.dog.state()
    line.dog.look()

    assert (refused_for, while_refused.is_up) == (1.0, True)
    assert line.links[0].closed == []
    assert line.dog.state() == SocketState(is_up=True, age=0.0, opened=2, rebuilt=0)


def test_a_slack_that_is_away_is_tried_ever_less_often() -> None:
    line = Line()
    line.refusals = 8

    waits = [line.dog.look() for _ in range(9)]

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, SILENCE / 6]
    assert line.dog.state().opened == 1


def test_a_stopped_one_hangs_up(line: Line) -> None:
    line.dog.stop(5)

    assert line.links[0].closed == [1]
