"""Who may act: every registered listener is tried with everyone who may not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse

from bot.core.incident import Incident
from bot.core.refusals import NotAllowed
from bot.slack.carried import Carried, encode
from bot.slack.directory import FRESH_FOR, Directory, Workspace, standing
from bot.slack.people import FACTS
from tests.fakes.clock import NOON
from tests.slack.stage import CHANNEL, MEMBER, TEAM, Json, Stage

STRANGERS = {
    "a guest": "U0EVE",
    "a single-channel guest": "U0ULT",
    "somebody of another team": "U0MAX",
    "an external": "U0STR",
    "a deleted user": "U0OLD",
    "a bot": "U0BOT",
    "a workflow": "U0FLOW",
    "Slack itself": "USLACKBOT",
    "somebody who is also said to be another": "U0TWO",
    "somebody of whom Slack says little": "U0DIM",
    "somebody nobody knows": "U0NONE",
    "nobody": "",
}
BUTTONS = ("do:note", "open:note", "show:list", "more:card")


MARKED = {"type": "message", "channel": CHANNEL, "ts": "1760000000.000100"}


def payloads(stage: Stage, user: str) -> list[Json]:
    """One payload for each listener, sent by the user."""
    value = encode(Carried("INC-0001"))
    buttons = [{"type": "button", "action_id": name, "value": value} for name in BUTTONS]
    form = {"type": "modal", "callback_id": "form:note", "private_metadata": value, "blocks": []}
    guest = {**MEMBER, "id": user, "is_restricted": True}
    about = [stage.event({"type": fact, "user": guest}) for fact in sorted(FACTS)]
    return [
        stage.slash("note nothing", user),
        *(stage.press(button, user, where=where) for button in buttons for where in ("message", "view")),
        stage.submission(form, {"text": {"type": "plain_text_input", "value": "nothing"}}, user),
        stage.suggestion("out", user),
        stage.shortcut("It fell at 13:57", user),
        stage.event({"type": "reaction_added", "user": user, "reaction": "pushpin", "item": MARKED}),
        stage.event({"type": "app_home_opened", "user": user, "tab": "home"}),
        *about,
    ]


def is_for(listener: Any, body: Json) -> bool:
    request = BoltRequest(body=body, mode="socket_mode")
    return bool(listener.matches(req=request, resp=BoltResponse(status=200)))


def test_the_payloads_of_these_tests_reach_every_registered_listener() -> None:
    stage = Stage()
    sent = payloads(stage, "U0ANA")

    listeners = stage.app._listeners  # noqa: SLF001 - Bolt has no public list of them
    unreached = [one for one in listeners if not any(is_for(one, body) for body in sent)]

    assert listeners
    assert unreached == []


WAYS = {"by signed HTTP": Stage.send_signed, "by Socket Mode": Stage.send}


def refused(stage: Stage, body: Json, send: Callable[[Stage, Json], BoltResponse]) -> str:
    """Send it; how the person was told, in words, by the way that this kind of payload allows."""
    stage.front.shown.clear()
    response = send(stage, body)
    assert response.status == 200
    shown = json.dumps(stage.front.shown)
    if "command" in body:
        said = json.loads(response.body)
        assert said["response_type"] == "ephemeral"
        return str(said["text"])
    match body["type"]:
        case "view_submission":
            return json.dumps(json.loads(response.body)["view"])
        case "block_suggestion":
            assert json.loads(response.body) == {"options": []}
            return "no options"
        case "block_actions" | "message_action":
            ((how, _, _),) = stage.front.shown
            assert how in {"respond", "update"}
            return shown
        case _ if body["event"]["type"] == "app_home_opened" and body["event"]["user"]:
            ((how, _, _),) = stage.front.shown
            assert how == "publish"
            return shown
        case _:
            assert stage.front.shown == []
            return "nobody is there to be told"


def nothing_happened(stage: Stage, before: Incident) -> bool:
    return stage.engine.incident == before and len(stage.engine.incidents.summaries(open_only=False)) == 1


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("user", STRANGERS.values(), ids=STRANGERS.keys())
def test_whoever_may_not_act_is_refused_at_every_listener(
    user: str, way: Callable[[Stage, Json], BoltResponse]
) -> None:
    stage = Stage().declared()
    before = stage.engine.incident

    told = [refused(stage, body, way) for body in payloads(stage, user)]

    assert all(told)
    assert not any("INC-0001" in text for text in told)
    assert nothing_happened(stage, before)


def elsewhere(body: Json) -> Json:
    """The same, from another workspace."""
    if isinstance(body.get("team"), dict):
        return body | {"team": {"id": "T0OTHER"}}
    return body | {"team_id": "T0OTHER"}


def of_organisation(body: Json) -> Json:
    """The same, of an app that is installed for a whole organisation, which is not the configured one."""
    if isinstance(body.get("team"), dict):
        return body | {"team": None, "enterprise": {"id": "E0OTHER"}, "is_enterprise_install": True}
    return {**body, "team_id": "", "enterprise_id": "E0OTHER", "is_enterprise_install": "true"}


def home_elsewhere(body: Json) -> Json:
    """The same, by somebody whose own workspace is another one, as the payload says."""
    return body | {"user": body["user"] | {"team_id": "T0OTHER"}} if "user" in body else elsewhere(body)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("changed", [elsewhere, of_organisation, home_elsewhere])
def test_what_comes_from_elsewhere_is_refused_even_from_a_member(
    changed: Callable[[Json], Json], way: Callable[[Stage, Json], BoltResponse]
) -> None:
    stage = Stage().declared()
    before, known = stage.engine.incident, len(stage.slack.asked)

    told = [refused(stage, changed(body), way) for body in payloads(stage, "U0ANA")]

    assert all(told)
    assert nothing_happened(stage, before)
    assert len(stage.slack.asked) == known, "the payload alone says no"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_when_slack_is_silent_everybody_is_refused_at_every_listener(
    way: Callable[[Stage, Json], BoltResponse],
) -> None:
    stage = Stage().declared()
    before, stage.slack.down = stage.engine.incident, True
    stage.engine.clock.forward(FRESH_FOR)

    told = [refused(stage, body, way) for body in payloads(stage, "U0ANA")]

    assert all(told)
    assert nothing_happened(stage, before)


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("U0EVE", "Guests cannot act"),
        ("U0MAX", "other organisations"),
        ("U0STR", "other organisations"),
        ("U0OLD", "deactivated"),
        ("U0BOT", "Apps and workflows"),
        ("U0NONE", "does not say who you are"),
    ],
)
def test_the_refusal_says_why(user: str, why: str) -> None:
    assert why in Stage().types("list", user)["text"]


def test_a_full_member_gets_through() -> None:
    assert "no open incidents" in str(Stage().types("list"))


def test_another_workspace_is_refused_even_for_a_member() -> None:
    stage = Stage()
    body = stage.slash("list") | {"team_id": "T0OTHER"}

    response = json.loads(stage.send(body).body)

    assert "another workspace" in response["text"]
    assert stage.slack.asked == []


def test_an_organisation_is_admitted_only_when_it_is_the_configured_one() -> None:
    user = {**MEMBER, "id": "U1", "team_id": "T0ELSE", "enterprise_user": {"enterprise_id": "E1"}}

    here = standing(user, Workspace(TEAM, "E1"), NOON)
    there = standing(user, Workspace(TEAM, "E2"), NOON)

    assert here is not None
    assert here.why_not == ""
    assert there is not None
    assert "other organisations" in there.why_not


@pytest.mark.parametrize("missing", ["deleted", "is_bot", "team_id", "is_restricted", "is_ultra_restricted"])
def test_what_slack_does_not_say_is_no(missing: str) -> None:
    user = {**MEMBER, "id": "U1"}
    del user[missing]

    found = standing(user, Workspace(TEAM), NOON)

    assert found is not None
    assert found.why_not


def test_an_unreadable_user_is_nobody() -> None:
    assert standing({"team_id": TEAM}, Workspace(TEAM), NOON) is None


def test_facts_are_used_for_five_minutes_and_then_asked_again() -> None:
    stage = Stage()
    stage.types("list")
    stage.engine.clock.forward(timedelta(minutes=4, seconds=59))
    stage.types("list")

    stage.engine.clock.forward(timedelta(seconds=2))
    stage.types("list")

    assert stage.slack.asked == ["U0ANA", "U0ANA"]


def test_when_slack_cannot_say_who_it_is_nobody_acts() -> None:
    stage = Stage()
    stage.slack.down = True

    said = stage.types("declare app/outage")

    assert "does not say who you are" in said["text"]
    assert stage.engine.incidents.summaries() == []


def test_an_event_that_tells_of_a_guest_counts_at_once() -> None:
    stage = Stage()
    stage.types("list")
    guest = {**MEMBER, "id": "U0ANA", "is_restricted": True}

    stage.send(stage.event({"type": "user_change", "user": guest}))

    assert "Guests cannot act" in stage.types("list")["text"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_shared", "channel": "C1"},
        {"type": "member_joined_channel", "user": "U0ANA", "channel": "C1"},
    ],
)
def test_an_event_that_may_change_people_makes_slack_be_asked_again(event: Json) -> None:
    stage = Stage()
    stage.types("list")

    stage.send(stage.event(event))
    stage.types("list")

    assert stage.slack.asked == ["U0ANA", "U0ANA"]


def test_an_event_of_another_workspace_teaches_nothing() -> None:
    stage = Stage()
    stage.types("list")
    guest = {**MEMBER, "id": "U0ANA", "is_restricted": True}

    stage.send(stage.event({"type": "user_change", "user": guest}, team="T0OTHER"))

    assert "Guests" not in str(stage.types("list"))


def test_an_older_fact_does_not_replace_a_newer_one() -> None:
    directory = Directory()
    new = standing({**MEMBER, "id": "U1", "is_restricted": True}, Workspace(TEAM), NOON)
    old = standing({**MEMBER, "id": "U1"}, Workspace(TEAM), NOON - timedelta(seconds=1))
    assert new is not None
    assert old is not None
    directory.learn(new)

    directory.learn(old)

    assert directory.find("U1", NOON) == new


def test_other_events_reach_no_listener() -> None:
    stage = Stage()

    response = stage.send(stage.event({"type": "message", "user": "U0ANA", "text": "hello"}))

    assert response.status == 200
    assert stage.slack.asked == []


def test_groups_are_resolved_at_the_click() -> None:
    stage = Stage()

    before = stage.people.groups_of("U0BO", ("oncall", "security"))
    stage.slack.groups["S0ONCALL"] = frozenset()
    after = stage.people.groups_of("U0BO", ("oncall", "security"))

    assert (before, after) == (frozenset({"oncall"}), frozenset())


def test_a_group_that_slack_cannot_tell_of_has_nobody() -> None:
    stage = Stage()
    stage.slack.down = True

    assert stage.people.groups_of("U0BO") == frozenset()


def test_a_role_can_be_given_only_to_somebody_who_may_act() -> None:
    with pytest.raises(NotAllowed, match="Guests cannot act"):
        Stage().people.actor("U0EVE")


def test_a_request_with_a_wrong_signature_is_refused() -> None:
    stage = Stage()

    response = stage.send_signed(stage.slash("declare app/outage"), secret="another secret")

    assert response.status == 401
    assert stage.engine.incidents.summaries() == []


def test_a_signed_command_is_answered() -> None:
    stage = Stage()

    response = stage.send_signed(stage.slash("declare app/outage"))

    assert response.status == 200
    assert "INC-0001 is declared" in response.body
