"""An absence is known from what was written down, and told once."""

from datetime import timedelta
from threading import Event

from bot.core.effects import PostNotice
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
