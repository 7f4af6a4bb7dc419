"""What people are told once when Handrail is there again."""

from datetime import timedelta

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.effects import PostNotice
from bot.core.signals import HANDRAIL
from tests.core.story import ANA, Story
from tests.core.test_clocks import RULEBOOK, declared, notice


def back(story: Story, minutes: int) -> Story:
    since = story.clock.now()
    story.clock.forward(timedelta(minutes=minutes))
    return story.on(sg.Returned(since), HANDRAIL)


def test_what_was_missed_is_caught_up_on_and_told_with_where_it_is() -> None:
    story = back(declared().result("broken", {"bad": "r-1"}).on(sg.TakeRole("commander", ANA)), 31)

    told = notice(story, "Handrail was away")
    assert told.text == (
        "Handrail was away for 31 min. Told late because of it: Update. "
        "The walk is at “How bad?” (diagnose); `/incident` shows what is next."
    )
    assert told.users == (ANA.user,)
    (event,) = [event for event, _ in story.log if isinstance(event, ev.Returned)]
    assert event.missed == ("Update",)

    count = len(story.effects(PostNotice))
    story.on(sg.Time(), HANDRAIL)
    assert len(story.effects(PostNotice)) == count, "and nothing of it is told again"


def test_a_rung_that_was_missed_is_among_it() -> None:
    story = back(declared(), 12)

    assert "Told late because of it: Security." in notice(story, "Handrail was away").text


def test_nothing_missed_is_said_too() -> None:
    story = back(declared().on(sg.Acknowledge()), 2)

    assert "Nothing was missed." in notice(story, "Handrail was away for 2 min").text


def test_what_is_over_is_left_alone() -> None:
    story = declared().on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    before = len(story.log)

    back(story, 60)

    assert len(story.log) == before


def test_a_procedure_is_told_too() -> None:
    story = back(Story(RULEBOOK, "app/restore"), 5)

    assert "Handrail was away for 5 min" in notice(story, "Handrail was away").text


def test_between_two_walks_it_says_that_nothing_is_walked() -> None:
    story = back(
        declared().on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away")), 60 * 24 * 5
    )

    assert "INC-0001 is resolved, and nothing is being walked" in notice(story, "Handrail was away").text
