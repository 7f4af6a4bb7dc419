"""Whoever is not in a restricted incident learns nothing of it on any surface: not even that it exists."""

import json

import pytest

from bot.slack.verbs import VERBS
from tests.slack.blockkit import elements
from tests.slack.stage import CHANNEL, ELSEWHERE, Json, Stage

OUTSIDER, GUEST = "U0CHI", "U0EVE"  # nobody has paged them


def restricted() -> Stage:
    """An incident that Ana declared and made restricted."""
    stage = Stage().declared()
    stage.types("restrict a person may be behind it", channel=CHANNEL)
    stage.front.shown.clear()
    return stage


def told(stage: Stage, text: str, user: str, channel: str = ELSEWHERE) -> str:
    """All that the person gets to see for a line: the answer, and forms that open."""
    stage.front.shown.clear()
    said = stage.types(text, user=user, channel=channel)
    return json.dumps([said, [view for _, _, view in stage.front.shown]])


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_answers_an_outsider_as_if_there_were_no_such_incident(verb: str) -> None:
    stage = restricted()

    known = told(stage, f"{verb} INC-0001 one two", OUTSIDER)
    unknown = told(stage, f"{verb} INC-0009 one two", OUTSIDER)

    assert known.replace("INC-0001", "INC-0009") == unknown


@pytest.mark.parametrize("user", [OUTSIDER, GUEST])
@pytest.mark.parametrize("line", ["", "list", "list all", "mine", "find app", "find INC-0001", "who", "help"])
def test_every_list_reads_as_if_nothing_had_been_declared(line: str, user: str) -> None:
    assert told(restricted(), line, user) == told(Stage(), line, user)


def test_a_second_declaration_offers_an_outsider_nothing_to_join() -> None:
    stage = restricted()

    assert "INC-0002* is declared" in told(stage, "declare app/outage", OUTSIDER)


def test_the_home_tab_of_an_outsider_is_empty_and_that_of_an_insider_is_not() -> None:
    stage = restricted()

    for user in (OUTSIDER, GUEST, "U0ANA"):
        stage.send(stage.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}))

    tabs = {user: view for how, user, view in stage.front.shown if how == "publish"}
    assert "INC-0001" in json.dumps(tabs["U0ANA"])
    assert "INC-0001" not in json.dumps([tabs[OUTSIDER], tabs[GUEST]])


def test_buttons_that_an_outsider_still_has_answer_as_for_no_incident() -> None:
    stage = Stage().declared()
    buttons: list[Json] = elements(stage.types("", channel=CHANNEL)["blocks"])
    stage.types("restrict a person may be behind it", channel=CHANNEL)
    stage.front.shown.clear()

    for button in buttons:
        stage.presses(button, user=OUTSIDER, where="ephemeral")

    assert len(stage.front.shown) == len(buttons)
    for how, text, _ in stage.front.shown:
        assert how == "respond"
        assert "There is no incident INC-0001" in text


def test_who_is_invited_to_its_channel_may_see_it_until_they_leave() -> None:
    stage = restricted()
    stage.engine.settle()
    channel = stage.engine.incidents.scene("INC-0001").incident.channel
    came = {"type": "member_joined_channel", "user": OUTSIDER, "channel": channel, "team": "T1"}

    stage.send(stage.event(came))
    inside = told(stage, "INC-0001 step", OUTSIDER)
    stage.send(stage.event({**came, "type": "member_left_channel"}))
    outside = told(stage, "INC-0001 step", OUTSIDER)

    assert "How bad?" in inside
    assert "How bad?" not in outside


def test_somebody_is_let_in_by_name_and_a_guest_is_not() -> None:
    stage = restricted()

    assert "let in" in told(stage, f"INC-0001 admit <@{OUTSIDER}|chi>", "U0ANA")
    assert "let in" not in told(stage, f"INC-0001 admit <@{GUEST}|eve>", "U0ANA")
    assert "How bad?" in told(stage, "INC-0001 step", OUTSIDER)
