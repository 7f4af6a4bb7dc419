"""How each effect may be repeated, and under which name its message is remembered; typed in by hand."""

from dataclasses import replace

import pytest

from bot.core.effects import (
    CancelCommand,
    CreateChannel,
    DeliveryClass,
    DrawMap,
    Effect,
    Invite,
    PinCard,
    PostFile,
    PostNotice,
    PostOutput,
    PostUpdate,
    RefreshAnnouncement,
    RefreshApproval,
    RefreshCard,
    RefreshHandover,
    RefreshPostmortem,
    RefreshStep,
    RunCommand,
    SetTopic,
    TellPerson,
    Wake,
    WriteDraft,
    delivery,
    surface,
)
from bot.core.runbook import Risk, Update
from bot.core.signals import Answer, EffectDone, Posted, Send
from tests.core.outage import DIGEST, OUTAGE, RESTORE, RULES
from tests.core.story import Story


def command(risk: Risk) -> RunCommand:
    return RunCommand("r1", 1, "main", "app.look", risk, {}, "prod")


@pytest.mark.parametrize(
    ("effect", "how"),
    [
        (CreateChannel("inc-0001"), "lookup"),
        (Invite(("U0ANA",)), "idempotent"),
        (SetTopic("INC-0001"), "idempotent"),
        (RefreshCard(), "lookup"),
        (PinCard(), "idempotent"),
        (RefreshStep("r1", 1), "lookup"),
        (RefreshApproval("t"), "lookup"),
        (RefreshAnnouncement(), "lookup"),
        (RefreshHandover("commander/1"), "lookup"),
        (RefreshPostmortem(1), "lookup"),
        (TellPerson("U0BO", "A1 is overdue", "action"), "lookup"),
        (PostOutput("r1", 1, "Look", "ok", "", "", ""), "lookup"),
        (PostNotice("hello"), "lookup"),
        (PostUpdate("customers", "We are on it.", "r1", 3), "lookup"),
        (command(Risk.READ), "read"),
        (command(Risk.TELL), "once"),
        (command(Risk.CHANGE), "once"),
        (command(Risk.DESTROY), "once"),
        (CancelCommand("INC-0001/1/2"), "idempotent"),
        (WriteDraft(), "idempotent"),
        (DrawMap(), "idempotent"),
        (PostFile("a.md", "A", ""), "lookup"),
        (Wake(), "wake"),
    ],
)
def test_an_effect_is_repeated_only_as_its_class_allows(effect: Effect, how: DeliveryClass) -> None:
    assert delivery(effect) == how


@pytest.mark.parametrize(
    ("effect", "name"),
    [
        (RefreshCard(), "card"),
        (RefreshAnnouncement(), "announcement"),
        (RefreshHandover("commander/1"), "handover/commander/1"),
        (RefreshStep("r1", 3), "step/r1/3"),
        (RefreshApproval("t"), "approval/t"),
        (PostUpdate("customers", "We are on it.", "r1", 3), "update/r1/3"),
        (RefreshPostmortem(2), "postmortem/2"),
        (CreateChannel("inc-0001"), ""),
    ],
)
def test_a_message_that_is_edited_later_is_remembered_by_its_name(effect: Effect, name: str) -> None:
    assert surface(effect) == name


def test_a_message_that_was_edited_where_it_is_adds_nothing_to_the_log() -> None:
    story = Story().channel()
    posted = EffectDone("INC-0001/1/2", Posted("C1", "1.0", "link"), "card", "refresh_card")

    once, twice = (len(story.on(posted).log) for _ in range(2))
    again = len(story.on(replace(posted, done=Posted("C1", "2.0", "link"))).log)

    assert twice == once
    assert again == once + 1, "somebody deleted it, and it was posted anew"


def posted(story: Story, surface: str) -> list[Effect]:
    """A message of that name is posted; the redraws that follow from it."""
    count = len(story.queued)
    done = Posted("C1", f"{len(story.log)}.0", f"https://example.org/{surface}")
    story.on(EffectDone(f"INC-0001/{count}/0", done, surface=surface))
    return [queued.effect for queued in story.queued[count:] if isinstance(queued.effect, RefreshStep)]


def test_a_call_is_drawn_again_when_the_step_that_it_leads_to_is_there() -> None:
    book = replace(OUTAGE, start="restore")
    rules = replace(RULES, runbooks={DIGEST: {"app/outage": book, "app/restore": RESTORE}})
    story = Story(rules).channel()
    story.on(Answer(story.place, {"name": "api"}))

    before = posted(story, "step/r2/1")
    itself = posted(story, "step/r1/1")
    again = posted(story, "step/r2/1")

    assert (before, itself) == ([], [])
    assert again == [RefreshStep("r1", 1, edits=True)]


def test_the_step_of_an_update_leads_to_it_once_it_is_posted() -> None:
    tells = replace(OUTAGE.steps["stop"], kind=Update("oncall", "It is out."), within=None)
    book = replace(OUTAGE, start="stop", steps={**OUTAGE.steps, "stop": tells})
    story = Story(replace(RULES, runbooks={DIGEST: {"app/outage": book, "app/restore": RESTORE}})).channel()
    posted(story, "step/r1/1")
    story.on(Send(story.place, "It is out."))

    assert posted(story, "update/r1/1") == [RefreshStep("r1", 1, edits=True)]
