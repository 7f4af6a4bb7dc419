import threading

from bot.web.listeners import Listeners

WAIT = 30.0


def test_a_call_that_was_cancelled_before_its_turn_is_not_made() -> None:
    listeners = Listeners(1)
    begun, release = threading.Event(), threading.Event()
    made: list[str] = []

    def first() -> None:
        begun.set()
        assert release.wait(WAIT)

    listeners.submit(first)
    assert begun.wait(WAIT)
    second = listeners.submit(made.append, "second")
    third = listeners.submit(made.append, "third")

    assert second.cancel()
    release.set()
    third.result(WAIT)

    assert made == ["third"]


def test_the_threads_do_not_hold_up_the_end_of_the_process() -> None:
    Listeners(2)

    mine = [thread for thread in threading.enumerate() if thread.name.startswith("listener-")]
    assert mine
    assert all(thread.daemon for thread in mine)
