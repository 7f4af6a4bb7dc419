"""Items, rows and ways out as people press and type them: what is offered, taken, and shown again."""

from dataclasses import replace

import pytest

from bot.core.incident import Item
from bot.core.runbook import Anytime, Do, ListItem, ListOf, Update
from tests.core.chores import CHORES, FOUND, MORE
from tests.core.outage import ways
from tests.fakes.world import answers
from tests.slack.blockkit import actions, all_text, assert_blocks, elements
from tests.slack.stage import CHANNEL, Json, Stage

FIFTY = {
    name: ListItem(name, f"Look at host {number}", Do("Look."), fix="Cool it.")
    for number in range(1, 51)
    for name in [f"host-{number}"]
}


def at_step(name: str, **anytime: Anytime) -> Stage:
    """An incident whose first step is this one of the chores; `many` is a list of fifty."""
    stage = Stage()
    many = replace(CHORES.steps["looks"], id="many", title="Look at all", kind=ListOf(FIFTY))
    book = replace(CHORES, start=name, steps={**CHORES.steps, "many": many}, anytime=anytime)
    stage.engine.library.become({"app/chores": book})
    stage.engine.library.live |= MORE
    rows = [dict(row) for row in FOUND]
    said = str({"verdict": "ok", "values": {"found": rows}}).replace("'", '"')
    stage.engine.commands.answers |= {"app.find": answers(said)}
    stage.types("declare app/chores")
    stage.engine.settle()
    return stage


def items(stage: Stage) -> tuple[Item, ...]:
    run = stage.engine.incident.current()
    assert run is not None
    assert run.visit is not None
    return run.visit.items


def stands(stage: Stage, *numbers: int) -> list[str]:
    return [items(stage)[number - 1].outcome for number in numbers]


def typed(stage: Stage, text: str, user: str = "U0ANA") -> str:
    return str(stage.types(text, user, CHANNEL).get("text", ""))


def sheet(stage: Stage, user: str = "U0ANA") -> Json:
    """All items, as they are shown to somebody who typed for them."""
    stage.types("items", user, CHANNEL)
    return dict(stage.front.shown[-1][2])


def pressed_on(stage: Stage, view: Json, action: str, user: str = "U0ANA") -> Json:
    """The window as it is after the first button of that id was pressed in it."""
    element = next(one for one in elements(view["blocks"]) if str(one["action_id"]).startswith(action))
    body = stage.press(element, user, where="view")
    body["view"] |= {"callback_id": view["callback_id"], "private_metadata": view["private_metadata"]}
    stage.send(body)
    how, _, shown = stage.front.shown[-1]
    assert how == "update"
    assert_blocks_of(shown)
    return dict(shown)


def assert_blocks_of(view: Json) -> None:
    for start in range(0, len(view["blocks"]), 50):
        assert_blocks(view["blocks"][start : start + 50])


# -- typed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "outcome", "note"),
    [
        ("tick 3", "passed", ""),
        ("tick host-3", "passed", ""),
        ("tick 3 failed because the fan is *loud*", "failed", "the fan is *loud*"),
        ("tick 3 n/a nobody lives there", "not_applicable", "nobody lives there"),
        ("check #3 the lights are green", "passed", "the lights are green"),
    ],
)
def test_a_typed_tick_says_what_became_of_an_item(line: str, outcome: str, note: str) -> None:
    stage = at_step("many")

    typed(stage, line)

    item = items(stage)[2]
    assert (item.outcome, item.note) == (outcome, note)


def test_a_tick_is_taken_back_and_an_item_given_back() -> None:
    stage = at_step("many")
    typed(stage, "tick 3 failed")
    typed(stage, "claim 4", "U0BO")

    typed(stage, "untick 3")
    typed(stage, "unclaim 4")

    assert stands(stage, 3) == [""]
    assert items(stage)[3].claimed_by is None


def test_an_item_that_is_not_there_is_refused_with_how_many_there_are() -> None:
    said = typed(at_step("many"), "tick 51")

    assert "There is no item `51`" in said
    assert "numbered from 1 to 50" in said


def test_words_that_fit_one_title_alone_name_its_item() -> None:
    stage = at_step("many")

    typed(stage, 'claim "at host 50"')

    claimed = items(stage)[49].claimed_by
    assert claimed is not None
    assert claimed.user == "U0ANA"


# -- all items ------------------------------------------------------------------------------------


def test_all_items_turn_their_pages_and_filter_in_place() -> None:
    stage = at_step("many")
    typed(stage, "tick 2 failed")

    first = sheet(stage)
    second = pressed_on(stage, first, "show:items:next")
    failed = pressed_on(stage, second, "show:items:failed")

    assert "page 1 of 5" in all_text(first["blocks"])
    assert "*11.* Look at host 11" in all_text(second["blocks"])
    assert [text for text in all_text(failed["blocks"]).split("\n") if "Look at host" in text] == [
        ":x: *2.* Look at host 2 · *failed*"
    ]


def test_a_tick_among_all_items_leaves_the_page_where_it_is() -> None:
    stage = at_step("many")
    second = pressed_on(stage, sheet(stage), "show:items:next")

    after = pressed_on(stage, second, "do:tick:11")

    assert stands(stage, 11) == ["passed"]
    assert "page 2 of 5" in all_text(after["blocks"])
    assert ":white_check_mark: *11.* Look at host 11" in all_text(after["blocks"])


def test_what_is_refused_among_all_items_stands_above_them() -> None:
    stage = at_step("many")
    view = sheet(stage)
    typed(stage, "tick 1")

    after = pressed_on(stage, view, "do:tick:1")

    assert "already" in all_text(after["blocks"][:1])


def test_a_note_among_all_items_comes_back_to_the_same_page() -> None:
    stage = at_step("many")
    view = pressed_on(stage, sheet(stage), "show:items:open")
    menu = next(one for one in elements(view["blocks"]) if one["action_id"] == "more:item:1")
    failing = next(one for one in menu["options"] if one["text"]["text"] == "It failed…")
    body = stage.press({**menu, "options": [failing]}, where="view")
    body["view"] |= {"callback_id": view["callback_id"], "private_metadata": view["private_metadata"]}
    stage.send(body)
    how, _, form = stage.front.shown[-1]
    said: Json = {"outcome": {"selected_option": {"value": "failed"}}, "note": {"value": "dark"}}
    sent = stage.submission(form, said)
    sent["view"]["previous_view_id"] = "V0"

    stage.send(sent)

    assert how == "push"
    assert (items(stage)[0].outcome, items(stage)[0].note) == ("failed", "dark")
    how, under, shown = stage.front.shown[-1]
    assert (how, under) == ("update", "V0")
    assert "Open (49)" in all_text(shown["blocks"])
    assert "Look at host 2" in all_text(shown["blocks"])


# -- rows and ways out ----------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["pick 2", "pick 3"])
def test_a_row_is_picked_by_its_number(line: str) -> None:
    stage = at_step("find")
    typed(stage, "run")
    stage.engine.settle()

    typed(stage, line)

    run = stage.engine.incident.runs["r1"]
    assert run.facts["one"].value == FOUND[int(line[-1]) - 1]["id"]


def test_several_rows_are_picked_in_a_form() -> None:
    stage = at_step("gather")
    typed(stage, "run")
    stage.engine.settle()
    stage.presses({"type": "button", "action_id": "open:rows", "value": '["INC-0001","r1",1]'})
    form = stage.front.shown[-1][2]
    boxes = form["blocks"][0]["element"]

    said = stage.sends(form, {"rows": {"selected_options": boxes["options"]}})

    assert said == {"response_action": "clear"}
    assert boxes["type"] == "checkboxes"
    assert stage.engine.incident.runs["r1"].facts["hosts"].value == ("new", "newer")


def test_a_way_out_says_what_is_left_behind_and_is_taken_by_its_name() -> None:
    stage = at_step("many", smoke=Anytime("smoke", "There is smoke", "kept"))
    typed(stage, "tick 1")
    stage.types("anytime", channel=CHANNEL)
    form = stage.front.shown[-1][2]

    said = typed(stage, "anytime there is smoke")

    assert "49 of 50 are not done" in all_text(form["blocks"])
    assert "no step to walk now" in said
    assert stage.engine.incident.runs["r1"].end == "kept"


def test_a_runbook_is_given_up_by_its_commander_with_a_reason() -> None:
    stage = at_step("many")

    refused = typed(stage, "abort it was a test")
    typed(stage, "lead")
    typed(stage, "abort it was a test")

    assert "Only the commander" in refused
    assert stage.engine.incident.runs["r1"].end_kind == "cancelled"


def test_the_message_of_fifty_items_offers_six_and_a_way_to_all() -> None:
    stage = at_step("many")

    blocks = stage.types("step", channel=CHANNEL)["blocks"]

    assert_blocks(blocks)
    ticks = [name for name in actions(blocks) if name.startswith("do:tick:")]
    assert ticks == [f"do:tick:{number}" for number in range(1, 7)]
    assert "show:items" in actions(blocks)


# -- forms and the rest ---------------------------------------------------------------------------


def opened(stage: Stage, action: str, name: str = "") -> Json:
    """The form that a button of the present step opens."""
    value = f'["INC-0001","r1",1,"{name}"]'
    stage.presses({"type": "button", "action_id": action, "value": value})
    how, _, form = stage.front.shown[-1]
    assert how == "open", form
    return dict(form)


def test_an_item_is_recorded_by_hand_under_its_own_name() -> None:
    stage = at_step("looks")
    stage.engine.settle()
    form = opened(stage, "open:byhand", "#2")

    said = stage.sends(form, {"verdict": {"selected_option": {"value": "ok"}}})

    assert said == {"response_action": "clear"}
    assert (items(stage)[1].outcome, items(stage)[1].by_hand) == ("passed", True)


def test_a_typed_result_names_its_item_first() -> None:
    stage = at_step("looks")

    typed(stage, "byhand right broken")
    typed(stage, "byhand 1 ok")

    assert stands(stage, 1, 2) == ["passed", "failed"]


def test_all_that_are_open_are_run_with_one_word() -> None:
    stage = at_step("list")
    typed(stage, "answer api")

    one = typed(stage, "run tell")
    refused = typed(stage, "run 99")

    assert "It is running" in one
    assert "There is no item `99`" in refused


def test_an_update_is_edited_in_a_form_and_sent() -> None:
    stage = Stage()
    step = replace(CHORES.steps["drain"], kind=Update("oncall", "It is out."), outcomes=ways(done="gone"))
    book = replace(CHORES, start="drain", steps={**CHORES.steps, "drain": step}, evidence={})
    stage.engine.library.become({"app/chores": book})
    stage.types("declare app/chores")
    stage.engine.settle()
    form = opened(stage, "open:update")

    empty = typed(stage, "items")
    stage.sends(form, {"text": {"value": "It is *back*."}})

    assert form["blocks"][1]["element"]["initial_value"] == "It is out."
    assert "has no items" in empty
    assert stage.engine.incident.runs["r1"].end == "gone"


def test_a_runbook_is_given_up_in_a_form_that_says_what_is_left_behind() -> None:
    stage = at_step("many")
    typed(stage, "lead")
    form = opened(stage, "open:abort")

    stage.sends(form, {"reason": {"value": "it was a test"}})

    assert "50 of 50 are not done" in all_text(form["blocks"])
    assert stage.engine.incident.runs["r1"].end_kind == "cancelled"


def test_a_way_out_is_taken_in_its_form() -> None:
    stage = at_step("many", smoke=Anytime("smoke", "There is smoke", "kept"))
    form = opened(stage, "open:anytime")
    chosen = form["blocks"][0]["element"]["initial_option"]

    said = stage.sends(form, {"way": {"selected_option": chosen}})

    assert said == {"response_action": "clear"}
    assert stage.engine.incident.runs["r1"].end == "kept"


def test_an_incident_that_is_over_is_reopened_with_a_reason() -> None:
    stage = at_step("many")
    typed(stage, "lead")
    typed(stage, "resolve it is over")

    form = stage.types("reopen", channel=CHANNEL)
    said = typed(stage, "reopen app/chores it came back")

    assert form == {}
    assert "Look at all" in said
    assert stage.engine.incident.life != "resolved"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("anytime", "No other way out is offered here"),
        ("items", "This step has no items"),
        ("pick 2", "no result to pick from yet"),
    ],
)
def test_what_a_step_does_not_have_is_refused_plainly(line: str, said: str) -> None:
    assert said in typed(at_step("find"), line)


def test_a_request_is_taken_back_without_naming_its_item() -> None:
    stage = at_step("list")
    typed(stage, "answer api")
    typed(stage, "run mend")
    asked = items(stage)[2].state

    typed(stage, "cancel")

    assert (asked, items(stage)[2].state) == ("asked", "open")
    assert "Nothing is running" in typed(stage, "cancel")
