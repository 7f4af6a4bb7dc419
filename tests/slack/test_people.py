"""Roles taken, offered and given up in Slack; who is on what; whoever takes a role is told what it means."""

from dataclasses import replace

import pytest

from bot.core.effects import PostNotice
from bot.core.policy import Role
from bot.core.runbook import Severity
from bot.slack.chat import picture
from bot.slack.views.card import card
from bot.slack.views.handover import handover_message
from tests.slack.blockkit import actions, all_text, assert_blocks, elements
from tests.slack.stage import CHANNEL, Json, Stage
from tests.slack.test_pressed import chosen, opened, the

OPS = Role("ops", "Operations lead", "Directs what changes systems.", ("security",))
LEAD = Role("commander", "Incident commander", "Keeps the whole in view.")


@pytest.fixture
def stage() -> Stage:
    """An incident of a policy whose roles mean something; only Chi may be operations lead."""
    stage = Stage()
    library = stage.engine.library
    policy = library.policy("")
    roles = {**policy.roles, "ops": OPS, "commander": LEAD}
    library._policy = replace(policy, roles=roles)  # noqa: SLF001 - as an operator edits the file
    return stage.declared()


def offer(stage: Stage, action: str) -> Json:
    """A button of the offer that was made last."""
    offered = list(stage.engine.incident.handovers.values())[-1]
    drawn = [block.to_dict() for block in handover_message(stage.engine.incident, offered)]
    return next(one for one in elements(drawn) if one["action_id"] == action)


def holder(stage: Stage, role: str = "commander") -> str:
    found = stage.engine.incident.roles.get(role)
    return found.name if found else ""


def test_who_takes_a_role_is_told_what_it_means_and_nobody_else_is(stage: Stage) -> None:
    stage.presses(the(stage, "do:role:commander"))

    (how, text, blocks) = stage.front.shown[-1]
    assert how == "respond"
    assert "has the role commander now" in text
    assert "Keeps the whole in view." in all_text(blocks)
    notices = [one.text for one in stage.engine.store.effects() if isinstance(one, PostNotice)]
    assert not [text for text in notices if LEAD.about in text]


def test_a_role_is_handed_over_by_two_presses(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)

    stage.types("handover <@U0BO>", channel=CHANNEL)
    assert holder(stage) == "Ana"
    stage.presses(offer(stage, "do:accept"), "U0BO")

    assert holder(stage) == "Bo"
    assert "You are Incident commander now." in stage.front.shown[-1][1]
    assert "Keeps the whole in view." in all_text(stage.front.shown[-1][2])


def test_only_the_one_who_is_asked_accepts(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("handover commander <@U0BO>", channel=CHANNEL)

    stage.presses(offer(stage, "do:accept"), "U0CHI")

    assert holder(stage) == "Ana"
    assert "is offered to Bo" in stage.front.shown[-1][1]


@pytest.mark.parametrize(
    ("line", "user", "state"),
    [
        ("accept", "U0BO", "accepted"),
        ("accept commander", "U0BO", "accepted"),
        ("decline", "U0BO", "declined"),
        ("decline commander I am in a train", "U0BO", "declined"),
        ("withdraw", "U0ANA", "withdrawn"),
    ],
)
def test_an_offer_is_answered_by_typing(stage: Stage, line: str, user: str, state: str) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("handover <@U0BO>", channel=CHANNEL)

    stage.types(line, user, channel=CHANNEL)

    assert stage.engine.incident.handovers["commander/1"].state == state


def test_the_form_offers_a_role_that_somebody_has(stage: Stage) -> None:
    assert "nothing to hand over" in stage.types("handover", channel=CHANNEL)["text"]
    stage.types("lead", channel=CHANNEL)
    stage.types("handover", channel=CHANNEL)
    person = {"type": "users_select", "selected_user": "U0BO"}

    stage.sends(opened(stage), {"role": chosen("commander"), "person": person})

    assert stage.engine.incident.handovers["commander/1"].to.name == "Bo"


def test_an_offer_to_a_guest_is_refused(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)

    stage.types("handover <@U0EVE>", channel=CHANNEL)

    assert stage.engine.incident.handovers == {}


def test_a_role_of_a_group_is_for_its_people(stage: Stage) -> None:
    assert "is for somebody of Security" in stage.types("role ops", channel=CHANNEL)["text"]
    assert "Bo is in none" in stage.types("assign ops <@U0BO>", channel=CHANNEL)["text"]

    stage.types("assign ops <@U0CHI>", channel=CHANNEL)

    assert holder(stage, "ops") == "Chi"


def test_one_gives_up_the_only_role_that_one_has(stage: Stage) -> None:
    assert "You have no role" in stage.types("release", channel=CHANNEL)["text"]
    stage.types("lead", channel=CHANNEL)

    stage.types("step-down", channel=CHANNEL)

    assert holder(stage) == ""
    assert "do:role:commander" in actions(drawn_card(stage))


def drawn_card(stage: Stage) -> list[Json]:
    now = picture(stage.engine.incidents.plan, stage.engine.incidents.scene("INC-0001"))
    return [block.to_dict() for block in card(now)]


def test_of_several_roles_one_says_which(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("scribe", channel=CHANNEL)

    said = stage.types("release", channel=CHANNEL)

    assert "Say which: `commander`, `scribe`." in said["text"]


def test_a_step_is_taken_and_given_back_by_button_and_by_typing(stage: Stage) -> None:
    stage.presses(the(stage, "do:claim"))
    assert stage.engine.incident.runs["r1"].visit is not None
    assert "<@U0ANA> is on it" in all_text(drawn_card(stage))

    stage.types("unclaim", channel=CHANNEL)
    assert "is on it" not in all_text(drawn_card(stage)).replace("I am on it", "")

    stage.types("on-it", "U0BO", channel=CHANNEL)
    stage.presses(the(stage, "do:unclaim"), "U0BO")
    assert "<@U0BO> is on it" not in all_text(drawn_card(stage))


def test_who_is_on_what_has_the_buttons_of_who_looks(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("handover <@U0BO>", channel=CHANNEL)

    mine = stage.types("who", channel=CHANNEL)
    theirs = stage.types("who", "U0BO", channel=CHANNEL)

    assert_blocks(mine["blocks"])
    assert {"do:release:commander", "open:handover"} <= {*actions(mine["blocks"])}
    assert "do:accept:commander/1" in actions(theirs["blocks"])
    assert "do:release:commander" not in actions(theirs["blocks"])


def test_what_the_policy_leaves_to_a_group_at_a_severity_others_are_refused() -> None:
    stage = Stage().leaves(Severity.P1, "declare", "security").leaves(Severity.P0, "severity", "oncall")

    declined = stage.types("declare app/outage", user="U0ANA")
    stage.types("declare app/outage", user="U0CHI")
    stage.engine.settle()
    raised = stage.types("INC-0001 severity P0!", user="U0CHI")

    assert "To declare a P1 is for security" in declined["text"]
    assert "To change the severity to or from P0 is for oncall" in raised["text"]
    before = stage.engine.incident.severity
    stage.types("INC-0001 severity P0!", user="U0BO")
    assert (before, stage.engine.incident.severity) == (Severity.P1, Severity.P0)


def test_a_group_that_slack_cannot_tell_of_lets_nobody() -> None:
    stage = Stage().leaves(Severity.P1, "declare", "oncall")
    stage.types("list")
    stage.slack.groups.clear()
    stage.slack.groups["S0ONCALL"] = frozenset()

    assert "is for oncall" in stage.types("declare app/outage")["text"]
