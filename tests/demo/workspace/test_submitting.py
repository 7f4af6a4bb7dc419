from typing import Any

import pytest

from bot.demo.workspace.actions import NotPossible, OnView, close, fill, submit, suggest
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BO, Caller, FakeBot, input_block, modal, option, plain, section

pytestmark = pytest.mark.anyio
SEVERITIES = [option("P0", "P0"), option("P1", "P1")]
DECLARE = modal(
    "Declare",
    input_block("title", "text"),
    {
        "type": "input",
        "block_id": "class",
        "label": plain("Class"),
        "element": {"type": "external_select", "action_id": "find", "min_query_length": 0},
    },
    {
        "type": "input",
        "block_id": "severity",
        "label": plain("Severity"),
        "element": {
            "type": "static_select",
            "action_id": "pick",
            "options": SEVERITIES,
            "initial_option": SEVERITIES[1],
        },
    },
    input_block("note", "text", optional=True),
    callback_id="declare",
    private_metadata="C0INCIDENTS",
    notify_on_close=True,
)
CLASS = option("Receipt chain", "receipt-chain")


async def opened(slack: Workspace, api: Caller, view: dict[str, Any] | None = None) -> str:
    said = await api("views.open", trigger_id=slack.new_trigger(ANA), view=view or DECLARE)
    return str(said["view"]["id"])


async def filled(slack: Workspace, api: Caller, bot: FakeBot) -> str:
    view_id = await opened(slack, api)
    bot.will(said={"options": [CLASS]})
    await suggest(slack, ANA, OnView(view_id), "class", "find", "rec")
    inputs = {"title": {"text": "Receipts <broken>"}, "class": {"find": "receipt-chain"}}
    await fill(slack, ANA, view_id, inputs)
    return view_id


async def test_a_submission_carries_what_was_put_in(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view_id = await filled(slack, api, bot)

    seen = await submit(slack, ANA, view_id)

    payload = bot.of_type("view_submission")[0]
    view = payload["view"]
    assert (view["id"], view["callback_id"], view["private_metadata"]) == (view_id, "declare", "C0INCIDENTS")
    assert view["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "Receipts <broken>"}},
        "class": {"find": {"type": "external_select", "selected_option": CLASS}},
        "severity": {"pick": {"type": "static_select", "selected_option": SEVERITIES[1]}},
        "note": {"text": {"type": "plain_text_input", "value": None}},
    }
    assert seen.view is None
    assert payload["trigger_id"] in slack.triggers


async def test_slack_itself_asks_for_what_is_missing(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view_id = await opened(slack, api)

    seen = await submit(slack, ANA, view_id, {"title": {"text": ""}})

    needed = "Please complete this required field."
    assert seen.errors == {"title": needed, "class": needed}
    assert bot.of_type("view_submission") == []
    assert seen.view is not None


async def test_errors_of_the_bot_stand_in_the_open_modal(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view_id = await filled(slack, api, bot)
    bot.will(said={"response_action": "errors", "errors": {"title": "Say what is broken."}})

    seen = await submit(slack, ANA, view_id)

    assert seen.errors == {"title": "Say what is broken."}
    assert seen.view is not None
    assert seen.view.inputs["title"]["text"]["value"] == "Receipts <broken>"


async def test_a_submission_may_change_the_modal(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view_id = await filled(slack, api, bot)
    changed = modal("Join?", section("INC-0041 is open."), input_block("title", "text"))
    bot.will(said={"response_action": "update", "view": changed})

    seen = await submit(slack, ANA, view_id)

    assert seen.view is not None
    assert (seen.view.id, seen.view.title) == (view_id, "Join?")
    assert seen.view.inputs == {"title": {"text": {"type": "plain_text_input", "value": "Receipts <broken>"}}}


async def test_modals_lie_on_top_of_each_other_three_deep(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    view_id = await filled(slack, api, bot)
    for title in ("Second", "Third"):
        bot.will(said={"response_action": "push", "view": modal(title, section("Well?"))})
        seen = await submit(slack, ANA, view_id)
        assert seen.view is not None
        view_id = seen.view.id
    bot.will(said={"response_action": "push", "view": modal("Fourth", section("Well?"))})

    refused = await submit(slack, ANA, view_id)
    under = await close(slack, ANA, view_id)

    assert refused.notice == "We had some trouble connecting. Try again?"
    assert under.view is not None
    assert under.view.title == "Second"


async def test_clear_closes_the_whole_stack(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view_id = await filled(slack, api, bot)
    bot.will(said={"response_action": "push", "view": modal("Second", section("Well?"))})
    second = (await submit(slack, ANA, view_id)).view
    assert second is not None
    bot.will(said={"response_action": "clear"})

    seen = await submit(slack, ANA, second.id)

    assert seen.view is None
    assert slack.state.views[ANA] == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, {}),
        (200, {"response_action": "dance"}),
        (200, {"response_action": "errors", "errors": {"no_such_block": "x"}}),
        (200, {"response_action": "update", "view": {"type": "modal"}}),
    ],
)
async def test_an_answer_that_slack_cannot_use_leaves_the_modal_open(
    slack: Workspace, api: Caller, bot: FakeBot, status: int, said: dict[str, Any]
) -> None:
    view_id = await filled(slack, api, bot)
    bot.will(status, said=said)

    seen = await submit(slack, ANA, view_id)

    assert (seen.ok, seen.notice) == (False, "We had some trouble connecting. Try again?")
    assert seen.view is not None
    assert seen.view.notice == seen.notice


async def test_closing_is_told_when_the_view_asked_for_it(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    quiet = await opened(slack, api, modal("Quiet", section("Well?")))
    await close(slack, ANA, quiet)
    view_id = await opened(slack, api)

    seen = await close(slack, ANA, view_id)

    closed = bot.of_type("view_closed")
    assert [(each["view"]["id"], each["is_cleared"]) for each in closed] == [(view_id, False)]
    assert seen.view is None


async def test_an_input_that_dispatches_tells_the_bot_at_once(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    view_id = await opened(slack, api, modal("Ask", input_block("title", "text", dispatch_action=True)))

    await fill(slack, ANA, view_id, {"title": {"text": "Receipts"}})

    payload = bot.of_type("block_actions")[0]
    assert payload["actions"][0]["value"] == "Receipts"
    assert payload["view"]["state"]["values"]["title"]["text"]["value"] == "Receipts"


async def test_nobody_submits_the_modal_of_another_person(slack: Workspace, api: Caller) -> None:
    view_id = await opened(slack, api)

    with pytest.raises(NotPossible, match="That window is closed"):
        await submit(slack, BO, view_id)


async def test_a_second_modal_takes_the_place_of_the_first(slack: Workspace, api: Caller) -> None:
    first = await opened(slack, api)
    second = await opened(slack, api)

    with pytest.raises(NotPossible):
        await close(slack, ANA, first)

    assert [view.id for view in slack.state.views[ANA]] == [second]


async def test_a_modal_is_pushed_from_a_button_of_the_one_below(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    view_id = await opened(slack, api, modal("Ask", input_block("title", "text", dispatch_action=True)))
    await fill(slack, ANA, view_id, {"title": {"text": "x"}})
    trigger = bot.of_type("block_actions")[0]["trigger_id"]

    said = await api("views.push", trigger_id=trigger, view=modal("More", section("Well?")))

    assert said["view"]["previous_view_id"] == view_id
    assert said["view"]["root_view_id"] == view_id
    assert [view.title for view in slack.state.views[ANA]] == ["Ask", "More"]
