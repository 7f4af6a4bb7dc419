"""Arbitrary signals: the machine does what a second telling of the rules does, and never what none may."""

from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.apply import apply, replay
from bot.engine.ports import Logged
from bot.store.codec import event_bytes, event_from, incident_from, incident_text
from tests.core.books import OUTAGE, OUTAGE_COMMANDS, books
from tests.core.outage import RULES
from tests.core.plain import COMMANDS, rulebook
from tests.core.play import Play, view
from tests.core.press import presses
from tests.core.tables import ITEMS

QUIET = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),  # a seed has no smaller form; what failed is told whole
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ANY = st.randoms(use_true_random=True)
"""Evenly spread, from a seed that is always the same: lists that hypothesis grows by itself stay too short to
come to the far rows of the table."""


def outage() -> Play:
    return Play(RULES, OUTAGE, "app/outage", OUTAGE_COMMANDS)


def drawn(random: Random) -> Play:
    some = books(random)
    return Play(rulebook(some), some, "top", COMMANDS)


@settings(QUIET, max_examples=150)
@given(ANY)
def test_an_outage_follows_the_table_whatever_is_pressed(random: Random) -> None:
    outage().press_all(presses(random))


@settings(QUIET, max_examples=300)
@given(ANY)
def test_any_runbook_follows_the_table_whatever_is_pressed(random: Random) -> None:
    drawn(random).press_all(presses(random))


@settings(QUIET, max_examples=60)
@given(ANY, st.booleans())
def test_any_prefix_of_a_log_replays_to_its_snapshot(random: Random, the_outage: bool) -> None:
    play = (outage() if the_outage else drawn(random)).press_all(presses(random))
    written = [
        event_bytes(Logged("INC-0001", version, stamp, event, "test"))
        for version, (event, stamp) in enumerate(play.log, 1)
    ]

    replayed = None
    for version, content in enumerate(written, 1):
        back = event_from(content)
        replayed = apply(replayed, back.event, back.stamp)

        assert replayed == play.states[version - 1]
        assert incident_from(incident_text(replayed)) == replayed
        if version in play.views:
            assert view(replayed) == play.views[version], "the model saw the same, and no log"
    some = random.randint(1, len(written))
    whole = replay((back.event, back.stamp) for back in map(event_from, written[:some]))
    assert whole == play.states[some - 1]


def test_the_walks_come_far_and_wide() -> None:
    """Without this the tests above could pass by pressing nothing that matters."""
    rows: set[str] = set()
    kinds: set[str] = set()
    for number in range(60):
        play = drawn(Random(number)).press_all(presses(Random(-number)))  # noqa: S311 - the same walks each time
        rows |= play.rows
        kinds |= {event.kind.partition(".")[0] for event, _ in play.log}

    assert len(rows & set(ITEMS)) >= 60, sorted(set(ITEMS) - rows)
    assert kinds >= {
        "anytime_taken",
        "anytime_suggested",
        "update_sent",
        "run_stopped",
        "call_stuck",
        "reopened",
    }
