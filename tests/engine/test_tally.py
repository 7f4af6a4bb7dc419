"""What is counted while the engine works; nothing says of which incident."""

from datetime import timedelta

import pytest

from bot.core.refusals import NotNow, Refusal
from bot.core.signals import TakeRole
from bot.engine.ports import Retry
from bot.engine.tally import (
    ANSWERED,
    COMMANDS,
    COUNTED,
    DEAD,
    DELIVERED,
    RETRIED,
    SIGNALS,
    Series,
    Tally,
    Times,
    label_of,
)
from tests.core.story import ANA
from tests.engine.desk import Desk


def test_an_incident_is_counted_without_saying_which() -> None:
    desk = Desk()
    desk.declare()
    desk.offer(TakeRole("commander", ANA))

    desk.settle()

    tally = desk.tally
    assert tally.counts(SIGNALS) == {("declare", "typed"): 1, ("take_role", "button"): 1}
    assert tally.counts(DELIVERED)["create_channel",] == 1
    assert tally.counts(COMMANDS) == {("read", "another"): 1}
    told = [label for series in COUNTED for labels in tally.counts(series) for label in labels]
    assert not [label for label in told if "INC" in label or "outage" in label or "ana" in label.lower()]


def test_an_act_that_came_twice_counts_once_and_one_that_was_refused_not_at_all() -> None:
    desk = Desk()
    desk.declare()
    for _ in range(2):
        desk.incidents.offer("INC-0001", TakeRole("commander", ANA), ANA, "button", act="the same")

    with pytest.raises(Refusal):
        desk.offer(TakeRole("nobody", ANA))

    assert desk.tally.counts(SIGNALS)["take_role", "button"] == 1


def test_a_delivery_that_fails_is_counted_each_time_and_when_it_is_given_up() -> None:
    desk = Desk()
    desk.chat.fails["create_channel"] = [Retry("Slack has hiccups") for _ in range(3)]
    desk.declare()

    for _ in range(3):
        desk.settle()
        desk.clock.forward(timedelta(hours=1))

    assert desk.tally.counts(RETRIED) == {("create_channel",): 2}
    assert desk.tally.counts(DEAD) == {("create_channel",): 1}


def test_times_fall_between_the_bounds() -> None:
    series, tally = Series("t", "", ("via",), (0.1, 1.0)), Tally()

    for seconds in (0.05, 0.1, 0.5, 3.0):
        tally.took(series, seconds, "http")

    assert tally.times(series) == {("http",): Times((2, 1, 1), 3.65)}
    assert tally.times(ANSWERED) == {}


def test_a_kind_is_written_as_labels_are() -> None:
    assert [label_of(NotNow("x")), label_of(TakeRole("commander", ANA))] == ["not_now", "take_role"]
