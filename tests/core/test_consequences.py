"""What is said before a severity is set is what happens when it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.clocks import is_breached, severity_clocks
from bot.core.consequences import Moved, consequences
from bot.core.runbook import Severity
from tests.core.story import ANA, Story
from tests.core.test_clocks import CLOCKED, RULEBOOK, declared
from tests.fakes.clock import NOON


def ticket() -> Story:
    return Story(RULEBOOK).on(sg.SetSeverity(Severity.P3, "it is small"))


STORIES: dict[str, Callable[[], Story]] = {
    "declared": declared,
    "acknowledged": lambda: declared().on(sg.Acknowledge()),
    "nobody came": lambda: declared().after(minutes=20),
    "a ticket": ticket,
    "resolved": lambda: declared().on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away")),
}


@pytest.mark.parametrize("to", list(Severity))
@pytest.mark.parametrize("name", STORIES)
def test_what_was_said_is_what_happens(name: str, to: Severity) -> None:
    story = STORIES[name]()
    if to == story.incident.severity:
        return
    before = {clock.id: clock.due for clock in severity_clocks(story.incident)}
    found = consequences(story.incident, CLOCKED, to, story.clock.now() + timedelta(seconds=1))
    seen = len(story.log)

    story.on(sg.SetSeverity(to, "it looks like it"))

    called = [event for event, _ in story.log[seen:] if isinstance(event, ev.Paged)]
    assert found.pages == tuple(event.group for event in called if not event.tells)
    assert found.tells == tuple(event.group for event in called if event.tells)
    running = severity_clocks(story.incident)
    after = {clock.id: clock.due for clock in running}
    for moved in found.clocks:
        assert (moved.before, moved.after) == (before.get(moved.clock), after.get(moved.clock))
    told = {moved.clock for moved in found.clocks}
    assert all(
        before.get(c.id) == c.due or is_breached(story.incident, c) for c in running if c.id not in told
    )


def test_a_clock_that_is_over_at_once_is_said_so() -> None:
    story = declared().after(minutes=9)

    found = consequences(story.incident, CLOCKED, Severity.P0, story.clock.now())

    since = NOON + timedelta(seconds=1)
    assert found.tells == ("security",)
    assert found.clocks == (
        Moved("respond", since + timedelta(minutes=15), since + timedelta(minutes=5), over=True),
        Moved("update", since + timedelta(minutes=30), since + timedelta(minutes=15)),
    )
