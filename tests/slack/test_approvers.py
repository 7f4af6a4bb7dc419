"""What Slack says of those who let a command go: one person with two accounts, and who may do so no more."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.incident import Approval
from bot.core.refusals import NotAllowed
from bot.core.signals import Actor, Asker
from bot.engine.ports import Retry
from bot.slack.approvers import SlackApprovers
from bot.slack.client import Refused
from tests.core.test_walk import at_mend
from tests.slack.stage import ANA, TEAM, Stage

ONCALL = ("oncall",)
BO, CHI = Actor(TEAM, "U0BO", "Bo"), Actor(TEAM, "U0CHI", "Chi")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def approvers(stage: Stage) -> SlackApprovers:
    return SlackApprovers(stage.people)


def approval() -> Approval:
    """Ana asked, and Bo said yes."""
    story = at_mend().ask(ANA).approve(BO)
    return story.incident.approvals["token-1"]


def addressed(stage: Stage, **addresses: str) -> None:
    for user, address in addresses.items():
        known: dict[str, Any] = stage.slack.people[user]
        stage.slack.people[user] = {**known, "profile": {**known["profile"], "email": address}}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ana@briefcase.example", "Ana@Briefcase.Example ", True),
        ("ana@briefcase.example", "bo@briefcase.example", False),
        ("ana@briefcase.example", "", False),
        ("", "", False),
    ],
)
def test_one_address_is_one_person(
    stage: Stage, approvers: SlackApprovers, one: str, other: str, *, same: bool
) -> None:
    addressed(stage, U0ANA=one, U0BO=other)

    assert approvers.asker(approval(), BO) == Asker(same=same)


def test_who_asked_and_may_act_no_more_is_told_of(stage: Stage, approvers: SlackApprovers) -> None:
    stage.slack.people["U0ANA"] = {**stage.slack.people["U0ANA"], "deleted": True}

    assert approvers.asker(approval(), BO).why_not == "This account is deactivated."


@pytest.mark.parametrize("lost", ["U0ANA", "U0BO"])
def test_while_slack_does_not_say_who_somebody_is_nothing_is_approved(
    stage: Stage, approvers: SlackApprovers, lost: str
) -> None:
    del stage.slack.people[lost]

    with pytest.raises(NotAllowed, match="nothing was approved"):
        approvers.asker(approval(), BO)
    with pytest.raises(Retry):
        approvers.doubt(approval(), ONCALL)


def test_an_account_that_is_nobody_in_slack_may_be_anybody(approvers: SlackApprovers) -> None:
    local = replace(approval(), requester=Actor("local", "ana", "ana"))

    with pytest.raises(NotAllowed, match="nobody in Slack"):
        approvers.asker(local, BO)
    assert approvers.doubt(local, ONCALL) == "ana is nobody in Slack"


def test_nobody_doubts_who_is_still_in_the_group(approvers: SlackApprovers) -> None:
    assert approvers.doubt(approval(), ONCALL) == ""


@pytest.mark.parametrize(("user", "name"), [("U0ANA", "Ana"), ("U0BO", "Bo")])
def test_who_was_deactivated_since_lets_nothing_go(
    stage: Stage, approvers: SlackApprovers, user: str, name: str
) -> None:
    stage.slack.people[user] = {**stage.slack.people[user], "deleted": True}

    assert approvers.doubt(approval(), ONCALL) == (
        f"{name} may not act any more: This account is deactivated."
    )


def test_who_has_left_the_group_lets_nothing_go(approvers: SlackApprovers) -> None:
    assert approvers.doubt(replace(approval(), by=CHI), ONCALL) == "Chi is not in oncall any more"
    assert approvers.doubt(replace(approval(), by=None), ONCALL) == "nobody is known to have said yes"


def test_a_group_that_is_away_is_asked_again_and_one_that_is_lost_is_not(
    stage: Stage, approvers: SlackApprovers
) -> None:
    approvers.doubt(approval(), ONCALL)
    stage.slack.down = True

    with pytest.raises(Retry):
        approvers.doubt(approval(), ONCALL)

    def lost(group: str) -> frozenset[str]:
        raise Refused("usergroups.users.list", f"missing_scope for {group}")

    people = replace(stage.people, groups=replace(stage.people.groups, members_of=lost))
    assert "nobody can say who is in oncall" in SlackApprovers(people).doubt(approval(), ONCALL)
