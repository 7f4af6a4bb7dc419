"""A restored past: nobody is called again for what is over, and no yes counts that may have been used."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.clocks import due
from bot.core.effects import Effect, PostNotice, RunCommand
from bot.core.runbook import Clock
from bot.core.signals import HANDRAIL
from tests.core.outage import OUTAGE
from tests.core.story import BO, Story
from tests.core.test_moves import of
from tests.core.test_walk import at_mend


def restored(story: Story, **later: float) -> tuple[list[Any], list[Effect]]:
    """Put back that much later: the events and the effects that this led to."""
    until = story.clock.now()
    story.clock.forward(timedelta(**later))
    events, effects = len(story.log), len(story.queued)
    story.on(sg.Restored(until), HANDRAIL)
    return [event for event, _ in story.log[events:]], [one.effect for one in story.queued[effects:]]


def test_it_is_told_in_the_channel_with_what_to_do() -> None:
    events, effects = restored(Story().channel(), hours=3)

    (notice,) = (one for one in effects if isinstance(one, PostNotice))
    assert events[0].kind == "restored.v1"
    assert notice.text.startswith("Handrail was restored from a back-up that ends at 2026-11-21 12:00 UTC.")
    assert notice.text.endswith("`/incident jump`.")
    assert notice.users == ("U0ANA",)


def test_nobody_is_called_for_what_was_due_in_the_time_that_is_lost() -> None:
    clocks = {"limit": Clock("limit", "The limit", timedelta(hours=1), to="fixed")}
    story = Story(of(replace(OUTAGE, clocks=clocks))).channel()

    events, effects = restored(story, hours=2)
    story.after(hours=1)

    assert "clock/r1/limit" in events[0].calls
    assert not [one for one in events if isinstance(one, ev.DeadlinePassed | ev.Paged)], "nobody was told"
    assert len([one for one in effects if isinstance(one, PostNotice)]) == 1, "that it was restored"
    assert not [one for one in due(story.incident) if one.at <= story.clock.now()]


def test_what_is_due_later_is_still_told() -> None:
    clocks = {"limit": Clock("limit", "The limit", timedelta(hours=5), to="fixed")}
    story = Story(of(replace(OUTAGE, clocks=clocks))).channel()
    restored(story, hours=2)
    before = len(story.log)

    story.after(hours=4)

    assert [event.kind for event, _ in story.log[before:]] == ["deadline_passed.v1"]


def test_a_request_that_waits_is_void_and_starts_nothing() -> None:
    story = at_mend()
    story.on(sg.Perform(story.place, token="t1", plan=sg.Plan("mend api", "plan-1")))

    events, effects = restored(story, minutes=5)

    (settled,) = (one for one in events if isinstance(one, ev.ApprovalSettled))
    assert (settled.token, settled.state) == ("t1", "void")
    assert not [one for one in effects if isinstance(one, RunCommand)]
    late = sg.Approve("t1", frozenset({"oncall"}), sg.Plan("mend api", "plan-1"))
    assert "This request is void" in str(story.refused(late, BO))


def test_what_was_approved_may_have_run_in_the_life_that_is_lost_so_a_person_looks() -> None:
    story = at_mend().ask().approve()

    events, _ = restored(story, minutes=5)
    story.on(sg.Interrupted(story.command().id), HANDRAIL)

    assert not [one for one in events if isinstance(one, ev.ApprovalSettled)]
    assert story.state() == "stuck"


def test_no_effect_has_a_name_of_the_life_that_is_lost() -> None:
    story = Story().channel()
    twin = Story().channel()

    restored(story, hours=1)
    lost, now = (one.result("ok").queued for one in (twin, story))

    assert len(lost) > 5
    assert not {one.id for one in now[len(now) - 5 :]} & {one.id for one in lost}


def test_nothing_else_is_done() -> None:
    _, effects = restored(Story().channel().result("ok"), hours=1)

    assert {one.kind for one in effects} == {"post_notice", "refresh_card"}
