"""Buttons, menus and forms through Bolt: who is told what, and what happens only once."""

import json
from typing import Any

import pytest

from bot.core.runbook import Severity
from bot.slack.carried import Carried, Unreadable, decode, encode
from bot.slack.chat import picture
from bot.slack.views.card import card
from bot.slack.views.step import step_message
from tests.engine.desk import BROKEN
from tests.slack.blockkit import actions, all_text, assert_blocks, elements
from tests.slack.stage import CHANNEL, Json, Stage


def drawn(stage: Stage) -> list[Json]:
    """The card and the current step, as people see them now."""
    scene = stage.engine.incidents.scene("INC-0001")
    now = picture(stage.engine.incidents.plan, scene)
    place = stage.engine.place if scene.incident.current() else None
    step = step_message(now, place.run, place.visit) if place else []
    return [block.to_dict() for block in [*card(now), *step]]


def the(stage: Stage, action: str, label: str = "") -> Json:
    """A button that is on the card or on the step now."""
    found = [
        one
        for one in elements(drawn(stage))
        if str(one["action_id"]).startswith(action) and (not label or one["text"]["text"] == label)
    ]
    assert found, f"no {action} {label} among {actions(drawn(stage))}"
    return found[0]


def from_menu(stage: Stage, action: str) -> Json:
    """A menu with this entry alone, as it is chosen."""
    for one in elements(drawn(stage)):
        for option in one.get("options", []):
            if str(option["value"]).startswith(action):
                return {**one, "options": [option]}
    raise AssertionError(f"no {action} in a menu")


def opened(stage: Stage) -> Json:
    """The form that was opened last."""
    how, _, view = stage.front.shown[-1]
    assert how in {"open", "push"}
    return dict(view)


def typed(text: str) -> Json:
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def at_stop(stage: Stage) -> Stage:
    stage.types("answer lost=no name=api", channel=CHANNEL)
    return stage


def test_a_press_in_the_channel_is_answered_by_the_channel_alone() -> None:
    stage = at_stop(Stage().declared())

    response = stage.presses(the(stage, "do:pick:done"))

    assert (response.status, response.body) == (200, "")
    assert stage.front.shown == []
    assert stage.engine.at == "mend"


def test_a_press_in_a_message_that_only_this_person_sees_is_shown_there() -> None:
    stage = at_stop(Stage().declared())

    stage.presses(the(stage, "do:pick:done"), where="ephemeral")

    ((how, _, blocks),) = stage.front.shown
    assert how == "replace"
    assert_blocks(blocks)
    assert "Mend it" in all_text(blocks)


def test_a_press_in_a_form_updates_that_form() -> None:
    stage = at_stop(Stage().declared())

    stage.presses(the(stage, "do:pick:done"), where="view")

    ((how, view, shown),) = stage.front.shown
    assert (how, view) == ("update", "V1")
    assert "Mend it" in all_text(shown["blocks"])


def test_a_stale_button_says_who_moved_it_and_where_it_is_now() -> None:
    stage = at_stop(Stage().declared())
    button = the(stage, "do:pick:done")
    stage.presses(button, "U0BO")

    stage.presses(button)

    ((how, text, blocks),) = stage.front.shown
    assert how == "respond"
    assert "Bo already moved “Stop it”" in text
    assert "Mend it" in text
    assert actions(blocks) == ["show:step"]


def test_the_same_press_delivered_twice_is_one_press() -> None:
    stage = at_stop(Stage().declared())
    button = the(stage, "do:pick:done")
    stage.presses(button, where="ephemeral", ts="7.0")
    before = stage.engine.incident.version

    stage.presses(button, where="ephemeral", ts="7.0")

    first, second = stage.front.shown
    assert first == second
    assert stage.engine.incident.version == before


def test_acknowledge_and_take_a_role_from_the_card() -> None:
    stage = Stage().declared()

    stage.presses(the(stage, "do:ack"))
    stage.presses(the(stage, "do:role:commander"), "U0BO")

    assert stage.engine.incident.life == "acknowledged"
    assert stage.engine.incident.roles["commander"].name == "Bo"


def test_a_role_button_is_stale_when_somebody_took_the_role_meanwhile() -> None:
    stage = Stage().declared()
    button = the(stage, "do:role:commander")
    stage.presses(button, "U0BO")

    stage.presses(button)

    ((_, text, _),) = stage.front.shown
    assert "Bo has it now" in text


def test_an_answer_form_has_an_input_a_fact_and_moves_the_walk() -> None:
    stage = Stage().declared()
    stage.presses(the(stage, "open:answer"))
    view = opened(stage)

    action = stage.sends(
        view,
        {
            "fact:lost": {"type": "radio_buttons", "selected_option": {"value": "no"}},
            "fact:name": typed("api"),
        },
    )

    assert action == {"response_action": "clear"}
    assert stage.engine.at == "stop"


def test_what_does_not_fit_is_told_beside_its_field_and_can_be_sent_again() -> None:
    stage = Stage().declared()
    stage.presses(the(stage, "open:answer"))
    view = opened(stage)
    no = {"type": "radio_buttons", "selected_option": {"value": "no"}}

    refused = stage.sends(view, {"fact:lost": no, "fact:name": typed("--force")})
    taken = stage.sends(view, {"fact:lost": no, "fact:name": typed("api")})

    assert refused["response_action"] == "errors"
    assert list(refused["errors"]) == ["fact:name"]
    assert taken == {"response_action": "clear"}


def test_a_form_for_a_step_that_was_left_says_who_left_it() -> None:
    stage = at_stop(Stage().declared())
    menu = from_menu(stage, "open:skip")
    stage.types("done", "U0BO", CHANNEL)

    stage.presses(menu)

    ((_, text, _),) = stage.front.shown
    assert "Bo already left “Stop it”" in text


def test_only_the_commander_skips_and_the_form_offers_to_take_command_without_losing_what_was_typed() -> None:
    stage = at_stop(Stage().declared())
    stage.presses(from_menu(stage, "open:skip"))
    view = opened(stage)
    values = {"outcome": chosen("done"), "reason": typed("it is off already")}

    refused = stage.sends(view, values)
    stage.presses(elements(refused["view"]["blocks"])[0], where="view")
    taken = stage.sends(view, values)

    assert refused["response_action"] == "push"
    assert taken == {"response_action": "clear"}
    assert stage.engine.at == "mend"


def test_evidence_is_kept_by_its_form_and_opens_the_gate() -> None:
    stage = at_stop(Stage().declared())
    stage.presses(the(stage, "do:pick:done"))
    assert not [name for name in actions(drawn(stage)) if name.startswith("do:run")]
    stage.presses(the(stage, "open:evidence"))
    view = opened(stage)
    owed = view["blocks"][-2]["element"]["initial_option"]

    stage.sends(view, {"owed": chosen(owed["value"]), "text": typed("on the spare disk")})

    assert the(stage, "do:run")["text"]["text"] == "Ask for approval"


def asked(stage: Stage) -> Stage:
    at_stop(stage).types("done", channel=CHANNEL)
    stage.types("evidence on the spare disk", channel=CHANNEL)
    stage.presses(the(stage, "do:run"))
    return stage


def request(stage: Stage) -> Json:
    (approval,) = stage.engine.incident.approvals.values()
    return {
        "type": "button",
        "action_id": "do:approve",
        "value": encode(Carried("INC-0001", approval.run, approval.visit, approval.token)),
    }


def test_a_second_person_approves_exactly_what_was_asked() -> None:
    stage = asked(Stage().declared())

    stage.presses(request(stage), "U0BO")
    stage.engine.settle()

    assert [name for _, name in stage.engine.commands.ran] == ["app.look", "app.mend"]
    assert the(stage, "do:pick:ok")["style"] == "primary"


@pytest.mark.parametrize(("user", "why"), [("U0ANA", "You asked for this"), ("U0CHI", "in none of them")])
def test_nobody_else_approves(user: str, why: str) -> None:
    stage = asked(Stage().declared())

    stage.presses(request(stage), user)

    assert why in stage.front.shown[-1][1]


def test_who_has_left_the_group_approves_no_more() -> None:
    stage = asked(Stage().declared())
    stage.slack.groups["S0ONCALL"] = frozenset({"U0ANA"})

    stage.presses(request(stage), "U0BO")

    assert "in none of them" in stage.front.shown[-1][1]


def test_a_denial_takes_its_reason_from_the_form() -> None:
    stage = asked(Stage().declared())
    stage.presses({**request(stage), "action_id": "open:deny"}, "U0BO")

    stage.sends(opened(stage), {"reason": typed("exports still run")}, "U0BO")

    (approval,) = stage.engine.incident.approvals.values()
    assert (approval.state, approval.reason) == ("denied", "exports still run")


def by_hand(stage: Stage) -> Stage:
    stage.engine.commands.unbound["app.look"] = "no endpoint is bound"
    stage.types("declare app/outage")
    stage.engine.settle()
    return stage


def test_what_handrail_cannot_run_is_pasted_and_read_like_its_own() -> None:
    stage = by_hand(Stage())
    stage.presses(the(stage, "open:paste"))
    view = opened(stage)
    assert "look" in all_text(view["blocks"])

    action = stage.sends(view, {"text": typed(BROKEN)})

    assert action == {"response_action": "clear"}
    assert stage.engine.at == "how-bad"
    assert stage.engine.incident.runs["r1"].facts["bad"].value == "r-1"


def test_what_was_pasted_and_cannot_be_read_is_told_beside_it() -> None:
    stage = by_hand(Stage())
    stage.presses(the(stage, "open:paste"))

    refused = stage.sends(opened(stage), {"text": typed("no such thing")})

    assert "does not read as the output" in refused["errors"]["text"]


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "\u0661"])
def test_an_exit_code_that_is_none_is_told_beside_it(text: str) -> None:
    stage = by_hand(Stage())
    stage.presses(the(stage, "open:paste"))

    refused = stage.sends(opened(stage), {"text": typed(BROKEN), "ended": typed(text)})

    assert "a whole number" in refused["errors"]["ended"]


def test_a_verdict_by_hand_has_the_exact_text_to_copy() -> None:
    stage = by_hand(Stage())
    stage.presses(the(stage, "open:byhand"))
    view = opened(stage)

    stage.sends(view, {"verdict": chosen("broken"), "fact:bad": typed("r-9")})

    assert "look" in all_text(view["blocks"])
    assert stage.engine.incident.runs["r1"].facts["bad"].value == "r-9"


@pytest.mark.parametrize(
    ("action", "values", "told"),
    [
        ("open:note", {"text": typed("the fan is loud")}, "the fan is loud"),
        (
            "open:severity",
            {"severity": chosen("P0"), "reason": typed("it spreads")},
            "Severity P1 → P0",
        ),
    ],
)
def test_forms_of_the_card_do_what_they_say(action: str, values: dict[str, Json], told: str) -> None:
    stage = Stage().declared()
    stage.presses(the(stage, action))

    stage.sends(opened(stage), values)

    assert told in all_text(stage.types("timeline", channel=CHANNEL)["blocks"])


def test_a_severity_form_is_stale_when_it_changed_meanwhile() -> None:
    stage = Stage().declared()
    stage.presses(the(stage, "open:severity"))
    view = opened(stage)
    stage.types("severity P0! it spreads", "U0BO", CHANNEL)

    refused = stage.sends(view, {"severity": chosen("P2"), "reason": typed("it does not")})

    assert refused["response_action"] == "push"
    assert "changed meanwhile" in all_text(refused["view"]["blocks"])
    assert stage.engine.incident.severity is Severity.P0


def test_menus_of_the_card_correct_a_fact_lead_to_who_is_on_what_and_resolve() -> None:
    stage = Stage().declared()
    stage.presses(from_menu(stage, "open:correct"))
    stage.sends(opened(stage), {"fact": chosen("bad"), "value": typed("r-7")})
    stage.presses(from_menu(stage, "show:who"))
    stage.presses(next(one for one in elements(stage.front.shown[-1][2]) if one["action_id"] == "open:role"))
    person = {"type": "users_select", "selected_user": "U0BO"}
    stage.sends(opened(stage), {"role": chosen("commander"), "person": person}, view_id="V2")
    stage.presses(from_menu(stage, "open:resolve"), "U0BO")
    how = {"how": chosen("false-alarm"), "reason": typed("a drill")}
    stage.sends(opened(stage), how, "U0BO", view_id="V3")

    incident = stage.engine.incident
    assert incident.runs["r1"].facts["bad"].value == "r-7"
    assert incident.roles["commander"].user == "U0BO"
    assert (incident.life, incident.false_alarm) == ("resolved", True)


def test_waiving_takes_a_reason_and_the_commander() -> None:
    stage = Stage().declared()
    stage.types("lead", channel=CHANNEL)
    stage.presses(the(stage, "open:waive"))
    view = opened(stage)

    action = stage.sends(view, {"owed": chosen("0"), "reason": typed("the disk is gone")})

    assert action == {"response_action": "clear"}
    assert stage.engine.incident.approvals


def declare_form(stage: Stage) -> Json:
    stage.types("declare")
    return opened(stage)


def test_the_declare_form_has_three_fields_and_leads_to_where_it_is() -> None:
    stage = Stage()
    view = declare_form(stage)
    values = {
        "class": {"type": "external_select", "selected_option": {"value": "app/outage"}},
        "title": typed("nothing answers"),
        "severity": chosen("P0"),
    }

    said = stage.sends(view, values)

    assert [block["block_id"] for block in view["blocks"]] == ["class", "title", "severity"]
    assert said["response_action"] == "update"
    assert_blocks(said["view"]["blocks"])
    assert "*INC-0001* is declared: *nothing answers*" in all_text(said["view"]["blocks"])
    assert actions(said["view"]["blocks"]) == ["show:step", "do:role"]


def test_a_form_sent_twice_declares_once_and_answers_alike() -> None:
    stage = Stage()
    view = declare_form(stage)
    values = {"class": {"type": "external_select", "selected_option": {"value": "app/outage"}}}

    first, second = stage.sends(view, values), stage.sends(view, values)

    assert first == second
    assert len(stage.engine.incidents.summaries()) == 1


def test_the_declare_form_without_a_class_says_so() -> None:
    stage = Stage()

    refused = stage.sends(declare_form(stage), {})

    assert refused["errors"] == {"class": "choose what is wrong"}


def test_joining_or_declaring_anyway_from_the_form() -> None:
    stage = Stage().declared()
    values = {"class": {"type": "external_select", "selected_option": {"value": "app/outage"}}}
    offered = stage.sends(declare_form(stage), values, "U0BO")
    join, anyway = elements(offered["view"]["blocks"])

    stage.presses(join, "U0BO", where="view")
    joined = stage.front.shown[-2:]
    stage.presses(anyway, "U0BO", where="view")

    assert joined[0] == ("invite", CHANNEL, "U0BO")
    assert "You are in *INC-0001*" in all_text(joined[1][2]["blocks"])
    assert "*INC-0002* is declared" in all_text(stage.front.shown[-1][2]["blocks"])


def test_classes_are_found_by_typing() -> None:
    stage = Stage()

    found = json.loads(stage.send(stage.suggestion("outa")).body)
    nothing = json.loads(stage.send(stage.suggestion("printer")).body)

    assert [option["value"] for option in found["options"]] == ["app/outage"]
    assert nothing == {"options": []}


def test_a_proposal_is_taken_by_one_press() -> None:
    stage = Stage().declared()
    stage.types("lead", channel=CHANNEL)
    stage.types('jump reopen "it mended itself"', channel=CHANNEL)
    stage.presses(the(stage, "do:mitigated"))
    stage.types("done", channel=CHANNEL)

    stage.presses(the(stage, "do:resolve"))

    assert stage.engine.incident.life == "resolved"


def test_the_timeline_turns_its_pages_in_place() -> None:
    stage = Stage().declared()
    for number in range(30):
        stage.types(f"note number {number}", channel=CHANNEL)
    stage.presses(the(stage, "show:timeline"), where="ephemeral")
    (_, _, last) = stage.front.shown[-1]

    stage.presses(elements(last)[0], where="ephemeral")

    how, _, earlier = stage.front.shown[-1]
    assert how == "replace"
    assert "page 1 of 2" in all_text(earlier)


def test_a_closed_incident_says_so_to_every_press() -> None:
    stage = Stage().declared()
    note = the(stage, "do:ack")
    stage.types("lead", channel=CHANNEL)
    stage.types('resolve "it is over"', channel=CHANNEL)

    stage.presses(note)

    assert stage.front.shown[-1][0] == "respond"


# -- when something breaks -------------------------------------------------------------------


class Broken:
    """A store that has lost its disk."""

    def answer(self, key: str) -> str | None:
        raise OSError("the disk is gone")

    def keep_answer(self, key: str, answer: str) -> None:
        raise OSError("the disk is gone")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage()
    monkeypatch.setattr(stage.engine.store, "answer", Broken().answer)
    return stage


def test_when_something_breaks_the_person_reads_it_plainly_with_a_reference(broken: Stage) -> None:
    said = broken.types("list")

    assert "Something went wrong inside Handrail" in said["text"]
    assert "ref-1" in said["text"]


@pytest.mark.parametrize(("where", "how"), [("message", "respond"), ("view", "update")])
def test_a_press_that_breaks_is_told_where_it_was_pressed(broken: Stage, where: str, how: str) -> None:
    button: dict[str, Any] = {"type": "button", "action_id": "show:list", "value": "[]"}

    response = broken.presses(button, where=where)

    assert response.status == 200
    assert [shown for shown, _, _ in broken.front.shown] == [how]


def test_a_form_that_breaks_is_not_lost(broken: Stage) -> None:
    form = {"type": "modal", "callback_id": "form:note", "private_metadata": '["INC-0001"]', "blocks": []}

    said = broken.sends(form, {"text": typed("hello")})

    assert said["response_action"] == "push"
    assert "ref-1" in all_text(said["view"]["blocks"])


# -- what a button carries -------------------------------------------------------------------


def test_what_is_carried_comes_back_as_it_was() -> None:
    carried = Carried("INC-0001", "r1", 12, 'a "name" | with, marks', "U0ANA")

    assert decode(encode(carried)) == carried


def test_what_a_menu_carries_is_short() -> None:
    assert len("open:severity " + encode(Carried("INC-00001", "r12", 1234))) <= 75


@pytest.mark.parametrize("text", ["", "{}", '["a",1]', '["a","b","c"]', "[1,2,3,4,5,6,7]", "["])
def test_anything_else_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        decode(text)
