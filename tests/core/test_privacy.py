"""An incident for few: who is let in, and what is taken back when it becomes one."""

from dataclasses import replace
from typing import Any

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.rulebook import Rulebook
from bot.core.seeing import audience, may_see
from bot.core.signals import HANDRAIL, Channelled, EffectDone, Posted, Reached
from bot.core.timeline import lines
from tests.core.outage import DIGEST, OUTAGE, RULES
from tests.core.story import ANA, BO, CHI, Story

PRIVATE: Rulebook = replace(
    RULES, runbooks={DIGEST: {**RULES.runbooks[DIGEST], "app/outage": replace(OUTAGE, private=True)}}
)
WHY = "it names a person"


def shown(surface: str, channel: str, ts: str) -> EffectDone:
    return EffectDone(f"x/{surface}", Posted(channel, ts, ""), surface)


def public() -> Story:
    """An incident whose card, first step and announcement are there."""
    story = Story().channel()
    for surface, channel, ts in (
        ("card", "C1", "1.1"),
        ("step/r1/1", "C1", "1.2"),
        ("announcement", "C0", "0.1"),
    ):
        story.on(shown(surface, channel, ts), HANDRAIL)
    return story


def effects(story: Story, since: int, kind: type[Any]) -> list[Any]:
    return [row.effect for row in story.queued[since:] if isinstance(row.effect, kind)]


def test_a_private_class_begins_in_a_private_channel_whose_name_says_nothing() -> None:
    story = Story(PRIVATE)

    (made,) = effects(story, 0, fx.CreateChannel)
    assert (made.name, made.private) == ("inc-0001", True)
    assert effects(story, 0, fx.RefreshAnnouncement) == []
    assert audience(story.incident) == frozenset({ANA.key})


def test_made_restricted_it_moves_and_what_was_said_outside_is_taken_back() -> None:
    story = public()
    before = len(story.queued)

    story.on(sg.Restrict(WHY))

    (made,) = effects(story, before, fx.CreateChannel)
    (withdrawn,) = effects(story, before, fx.Withdraw)
    assert (made.name, made.private) == ("inc-0001", True)
    assert set(withdrawn.messages) == {("C1", "1.1"), ("C1", "1.2"), ("C0", "0.1")}
    assert effects(story, before, fx.CloseChannel) == [fx.CloseChannel("C1", "inc-0001-moved")]
    assert effects(story, before, fx.Invite) == [fx.Invite((ANA.user,))]
    assert (story.incident.channel, story.incident.messages) == ("", {})


def test_everything_else_waits_for_the_new_channel_and_is_drawn_there() -> None:
    story = public()
    before = len(story.queued)

    story.on(sg.Restrict(WHY))

    opening = next(row.id for row in story.queued[before:] if isinstance(row.effect, fx.CreateChannel))
    waiting = [row for row in story.queued[before:] if fx.needs_channel(row.effect)]
    assert waiting
    assert all(opening in row.after for row in waiting)
    assert effects(story, before, fx.RefreshStep) == [fx.RefreshStep("r1", 1)]
    story.on(EffectDone(opening, Channelled("G2", "inc-0001")), HANDRAIL)
    assert story.incident.channel == "G2"


def test_what_was_on_its_way_outside_is_taken_back_when_it_arrives() -> None:
    story = public().on(sg.Restrict(WHY))
    before = len(story.queued)

    story.on(shown("announcement", "C0", "0.2"), HANDRAIL)

    assert effects(story, before, fx.Withdraw) == [fx.Withdraw((("C0", "0.2"),))]
    assert "announcement" not in story.incident.messages


def test_who_has_a_part_or_is_let_in_may_see_it_and_nobody_else() -> None:
    story = public().on(sg.Restrict(WHY))

    story.on(sg.TakeRole("scribe", BO)).on(sg.Admit(CHI), HANDRAIL)

    assert audience(story.incident) == frozenset({ANA.key, BO.key, CHI.key})
    story.on(sg.Depart(CHI), HANDRAIL)
    assert not may_see(CHI, audience(story.incident))
    assert may_see(HANDRAIL, audience(story.incident))


def test_nothing_of_it_is_told_outside() -> None:
    story = public().on(sg.Restrict(WHY))
    before = len(story.queued)

    story.on(sg.Inform("internal", "We mend it."))

    assert [one.where for one in effects(story, before, fx.PostUpdate)] == ["channel"]
    assert "posted outside its channel" in str(story.refused(sg.Inform("security", "We mend it.")))
    story.on(sg.TakeRole("commander", ANA))
    assert effects(story, before, fx.RefreshAnnouncement) == []


def test_it_is_made_restricted_once_and_with_a_reason() -> None:
    story = public()

    assert "say why" in str(story.refused(sg.Restrict(" ")))
    assert "for everybody" in str(story.refused(sg.Admit(BO)))
    story.on(sg.Restrict(WHY))
    assert "restricted already" in str(story.refused(sg.Restrict(WHY)))


def test_a_link_to_what_became_restricted_is_taken_back_once() -> None:
    story = Story().on(sg.Link("INC-0002", "Exports are late")).on(sg.Link("INC-0003", "Slow"))

    story.on(sg.Unlink("INC-0002"), HANDRAIL)
    after = len(story.log)
    story.on(sg.Unlink("INC-0002"), HANDRAIL)

    assert list(story.incident.links) == ["INC-0003"]
    assert len(story.log) == after
    assert "INC-0002" not in str(lines(story.log))


def test_coming_into_a_channel_that_is_for_everybody_says_nothing() -> None:
    story = public()
    before = len(story.log)

    story.on(sg.Admit(BO), HANDRAIL).on(sg.Depart(BO), HANDRAIL)

    assert len(story.log) == before


def test_who_was_paged_is_invited_to_the_private_channel() -> None:
    story = public()
    page = next(row for row in story.queued if isinstance(row.effect, fx.Page))
    assert isinstance(page.effect, fx.Page)
    story.on(EffectDone(page.id, Reached(page.effect.page, (BO.user,)), kind="page"), HANDRAIL)
    before = len(story.queued)

    story.on(sg.Restrict(WHY))

    assert fx.Invite((BO.user,)) in effects(story, before, fx.Invite)
    assert may_see(BO, audience(story.incident))
