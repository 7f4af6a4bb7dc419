"""How each effect may be repeated, and under which name its message is remembered; typed in by hand."""

import pytest

from bot.core.effects import (
    CancelCommand,
    CreateChannel,
    DeliveryClass,
    Effect,
    Invite,
    PinCard,
    PostFile,
    PostNotice,
    PostOutput,
    RefreshAnnouncement,
    RefreshApproval,
    RefreshCard,
    RefreshStep,
    RunCommand,
    SetTopic,
    Wake,
    WriteDraft,
    delivery,
    surface,
)
from bot.core.runbook import Risk


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
        (PostOutput("r1", 1, "Look", "ok", "", "", ""), "lookup"),
        (PostNotice("hello"), "lookup"),
        (command(Risk.READ), "read"),
        (command(Risk.TELL), "once"),
        (command(Risk.CHANGE), "once"),
        (command(Risk.DESTROY), "once"),
        (CancelCommand("INC-0001/1/2"), "idempotent"),
        (WriteDraft(), "idempotent"),
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
        (RefreshStep("r1", 3), "step/r1/3"),
        (RefreshApproval("t"), "approval/t"),
        (CreateChannel("inc-0001"), ""),
    ],
)
def test_a_message_that_is_edited_later_is_remembered_by_its_name(effect: Effect, name: str) -> None:
    assert surface(effect) == name
