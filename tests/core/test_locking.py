"""A channel that another organisation can read locks the incident in it, until it cannot any more."""

from typing import Any

from bot.core import effects as fx
from bot.core import events as ev
from bot.core import signals as sg
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL, Channelled, EffectDone, Posted, Unshared
from bot.core.timeline import lines
from tests.core.story import ANA, BO, Story
from tests.core.test_privacy import effects, public
from tests.core.test_tickets import ticket

OPEN = EffectDone("x/watch", Unshared("C1"), kind="watch_channel")


def shared(story: Story, channel: str = "C1") -> Story:
    return story.on(sg.Shared(channel), HANDRAIL)


def moved(story: Story) -> Story:
    """Restricted, and in its private channel."""
    story.on(sg.Restrict("others read the channel"))
    return story.on(EffectDone(story.incident.opening, Channelled("G2", "inc-0001")), HANDRAIL)


def events(story: Story, *kinds: type[Any]) -> list[str]:
    return [type(event).__name__ for event, _ in story.log if isinstance(event, kinds)]


def test_a_shared_channel_locks_it_tells_whoever_has_a_part_and_watches_for_the_end() -> None:
    story = public().on(sg.TakeRole("commander", BO), BO)
    before = len(story.queued)

    shared(story)

    assert story.incident.is_locked
    assert effects(story, before, fx.WatchChannel) == [fx.WatchChannel("C1")]
    told = effects(story, before, fx.TellPerson)
    assert [one.user for one in told] == [ANA.user, BO.user]
    assert "/incident INC-0001 restrict WHY" in told[0].text
    assert "disconnect" in told[0].text
    assert effects(story, before, fx.RefreshAnnouncement) == [fx.RefreshAnnouncement()]


def test_it_is_locked_once_and_only_by_its_own_channel() -> None:
    story = public()
    before = len(story.log)

    shared(story, "C9")
    shared(shared(story))

    assert events(story, ev.ChannelLocked) == ["ChannelLocked"]
    assert story.log[before][0] == ev.ChannelLocked("C1")


def test_before_it_has_a_channel_there_is_nothing_to_lock() -> None:
    story = shared(Story())

    assert events(story, ev.ChannelLocked) == []


def test_when_the_watch_sees_the_end_it_is_unlocked_and_says_so_in_the_channel() -> None:
    story = shared(public())
    before = len(story.queued)

    story.on(OPEN, HANDRAIL)
    story.on(OPEN, HANDRAIL)

    assert not story.incident.is_locked
    assert events(story, ev.ChannelUnlocked) == ["ChannelUnlocked"]
    assert len(effects(story, before, fx.PostNotice)) == 1


def test_moved_into_a_private_channel_it_is_locked_no_more() -> None:
    story = moved(shared(public()))

    assert not story.incident.is_locked
    assert events(story.on(OPEN, HANDRAIL), ev.ChannelUnlocked) == []


def test_a_restricted_one_and_a_procedure_are_not_told_to_move() -> None:
    story = moved(public())
    before = len(story.queued)

    shared(story, "G2")

    assert all("restrict" not in one.text for one in effects(story, before, fx.TellPerson))


def test_a_ticket_is_locked_where_its_thread_is() -> None:
    story = shared(ticket(), "C9")

    assert story.incident.is_locked
    story.on(sg.SetSeverity(Severity.P2, "nobody can read it"))
    assert not story.incident.is_locked, "it has a channel of its own now"


def test_the_timeline_tells_of_both() -> None:
    story = shared(public()).on(OPEN, HANDRAIL)

    told = [line.text for line in lines(story.log) if "ocked" in line.text]

    assert told == [
        "Locked: people of another organisation can read the channel",
        "Unlocked: only this organisation reads the channel",
    ]


def test_what_it_was_never_linked_with_is_not_forgotten_either() -> None:
    story = public()
    before = len(story.log)

    story.on(sg.Unlink("INC-0009"), HANDRAIL)

    assert len(story.log) == before


def test_posts_that_arrive_after_a_restriction_are_each_taken_back() -> None:
    story = moved(public())

    for number in (1, 2):
        story.on(EffectDone(f"late/{number}", Posted("C0", f"{number}.0")), HANDRAIL)

    rows = [row for row in story.queued if isinstance(row.effect, fx.Withdraw)]
    assert len({row.id for row in rows}) == 3, "with what was withdrawn at once"
