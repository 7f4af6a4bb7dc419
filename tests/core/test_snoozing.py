"""One person is not reminded for a while; nobody else notices."""

from datetime import timedelta

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.effects import PostNotice
from bot.core.runbook import Severity
from tests.core.story import ANA, BO, Story
from tests.core.test_clocks import declared, notice, passed
from tests.core.test_paging import paged

SNOOZE = sg.Snooze(timedelta(minutes=20))


def led() -> Story:
    return declared().result("broken", {"bad": "r-1"}).on(sg.TakeRole("commander", ANA))


def test_a_reminder_is_said_without_the_one_who_snoozes_and_may_be_snoozed() -> None:
    awake, asleep = led().after(minutes=30), led().on(SNOOZE).after(minutes=19)
    asleep.on(SNOOZE).after(minutes=12)

    told = notice(awake, "An update is owed")
    assert (told.users, told.nag, told.spares) == ((ANA.user,), True, ())
    told = notice(asleep, "An update is owed")
    assert (told.users, told.nag, told.spares) == ((), True, (ANA.user,))


def test_what_it_hid_is_said_when_it_is_over_and_only_once() -> None:
    story = led().after(minutes=29).on(SNOOZE).after(minutes=21)

    told = notice(story, "Your snooze is over")
    assert told.users == (ANA.user,)
    assert told.text.endswith("still to be done: Update.")
    assert story.incident.snoozed == {}
    count = len(story.effects(PostNotice))
    assert len(story.after(minutes=5).effects(PostNotice)) == count


def test_nothing_is_said_when_nothing_was_hidden() -> None:
    story = led().on(SNOOZE)
    before = len(story.effects(PostNotice))

    story.after(minutes=21)

    assert len(story.effects(PostNotice)) == before


def test_it_is_never_for_a_p0_and_one_that_becomes_p0_reminds_again() -> None:
    story = led().on(SNOOZE).on(sg.SetSeverity(Severity.P0, "all is out"))
    assert "nobody is spared" in story.refused(SNOOZE).problem

    story.after(minutes=16)

    told = notice(story, "An update is owed")
    assert (told.users, told.nag) == ((ANA.user,), False)


def test_the_ladder_does_not_sleep() -> None:
    story = declared().on(SNOOZE).after(minutes=16)

    assert paged(story) == [("oncall", 1), ("security", 2)]
    assert passed(story) == ["respond"]


def test_it_is_in_the_log_and_ends_when_its_owner_says_so() -> None:
    story = led().on(SNOOZE).on(SNOOZE, BO)
    assert [event.kind for event, _ in story.log[-2:]] == ["snoozed.v1", "snoozed.v1"]

    story.on(sg.Snooze(timedelta())).on(sg.Time())

    assert set(story.incident.snoozed) == {BO.user}
    assert isinstance(story.log[-1][0], ev.SnoozeEnded)
