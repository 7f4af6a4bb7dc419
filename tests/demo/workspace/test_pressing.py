from typing import Any

import httpx
import pytest

from bot.demo.workspace.actions import NotPossible, OnMessage, OnView, press, press_label, suggest
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    BO,
    BOT,
    INCIDENTS,
    MAX,
    SUPPORT,
    Caller,
    FakeBot,
    Hands,
    actions_block,
    button,
    modal,
    option,
    section,
)

pytestmark = pytest.mark.anyio
CARD = [
    section("*Contain*"),
    actions_block(
        "step",
        button("Approve and run", "approve", "run-1/2"),
        {
            "type": "static_select",
            "action_id": "outcome",
            "options": [option("Clean", "clean"), option("Broken", "broken")],
        },
        {"type": "overflow", "action_id": "more", "options": [option("Skip…", "skip")]},
        {"type": "external_select", "action_id": "class", "min_query_length": 2},
        {"type": "users_select", "action_id": "who"},
    ),
]


async def card(api: Caller, **more: Any) -> OnMessage:
    said = await api("chat.postMessage", channel=INCIDENTS, text="Contain", blocks=CARD, **more)
    return OnMessage(INCIDENTS, said["ts"])


async def test_a_pressed_button_says_who_where_and_what(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    metadata = {"event_type": "card", "event_payload": {"effect": "7"}}
    place = await card(api, metadata=metadata)

    seen = await press(slack, ANA, place, "step", "approve")

    payload = bot.of_type("block_actions")[0]
    assert seen.ok
    assert payload["user"] == {"id": ANA, "username": "ana", "name": "ana", "team_id": "T0LOCAL"}
    assert payload["channel"] == {"id": INCIDENTS, "name": "incidents"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": INCIDENTS,
        "is_ephemeral": False,
    }
    assert payload["message"]["metadata"] == metadata
    assert payload["message"]["bot_id"] == "B0HANDRAIL"
    assert payload["trigger_id"] in slack.triggers
    assert payload["response_url"].startswith("http://slack.local/response/")
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "approve",
        "step",
        "run-1/2",
        "button",
    )


async def test_a_button_is_found_by_what_it_reads(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    place = await card(api)

    await press_label(slack, ANA, place, "Approve and run")
    await press_label(slack, ANA, place, "Skip…")

    pressed = [payload["actions"][0] for payload in bot.of_type("block_actions")]
    assert [action["action_id"] for action in pressed] == ["approve", "more"]
    assert pressed[1]["selected_option"]["value"] == "skip"


async def test_what_is_not_there_cannot_be_pressed(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    place = await card(api)

    with pytest.raises(NotPossible) as refused:
        await press_label(slack, ANA, place, "Resolve")

    assert str(refused.value) == (
        "There is no 'Resolve' there. There is: Approve and run, Broken, Clean, Skip…."
    )
    assert bot.of_type("block_actions") == []


async def test_a_choice_goes_with_the_state_of_the_message(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    place = await card(api)

    await press(slack, ANA, place, "step", "outcome", "broken")
    await press(slack, ANA, place, "step", "who", BO)

    first, second = bot.of_type("block_actions")
    assert first["actions"][0]["selected_option"] == option("Broken", "broken")
    assert second["actions"][0]["selected_user"] == BO
    assert second["state"]["values"]["step"]["outcome"]["selected_option"]["value"] == "broken"


async def test_an_option_that_is_not_offered_cannot_be_chosen(slack: Workspace, api: Caller) -> None:
    place = await card(api)

    with pytest.raises(NotPossible, match="'other' is not among the choices"):
        await press(slack, ANA, place, "step", "outcome", "other")


async def test_the_bot_fills_an_external_menu(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    place = await card(api)
    bot.answers.clear()
    await slack.settled()
    bot.will(said={"options": [option("Receipt chain", "receipt-chain")]})

    too_short = await suggest(slack, ANA, place, "step", "class", "r")
    seen = await suggest(slack, ANA, place, "step", "class", "rec")
    await press(slack, ANA, place, "step", "class", "receipt-chain")

    assert too_short.options == ()
    assert seen.options == (option("Receipt chain", "receipt-chain"),)
    asked = bot.of_type("block_suggestion")
    assert [(each["value"], each["action_id"], each["block_id"]) for each in asked] == [
        ("rec", "class", "step")
    ]
    assert bot.of_type("block_actions")[0]["actions"][0]["selected_option"]["value"] == "receipt-chain"


async def test_options_that_cannot_be_shown_are_told_in_slacks_words(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    place = await card(api)
    await slack.settled()
    bot.will(said={"options": [{"text": "no value"}]})

    seen = await suggest(slack, ANA, place, "step", "class", "rec")

    assert (seen.ok, seen.notice) == (False, "The options could not be loaded.")


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (TimeoutError(), "Operation timed out. Apps need to respond within 3 seconds."),
        (httpx.ConnectError("refused"), "We had some trouble connecting. Try again?"),
    ],
)
async def test_a_press_that_is_not_acknowledged_is_told(
    slack: Workspace, api: Caller, bot: FakeBot, fails: Exception, said: str
) -> None:
    place = await card(api)
    await slack.settled()
    bot.will_fail(fails)

    seen = await press(slack, ANA, place, "step", "approve")

    assert (seen.ok, seen.notice) == (False, said)
    assert [(each.text, each.is_notice) for each in seen.ephemerals] == [(said, True)]


async def test_a_press_that_is_refused_tells_the_status(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    place = await card(api)
    await slack.settled()
    bot.will(500)

    seen = await press(slack, ANA, place, "step", "approve")

    assert seen.notice == "This app responded with Status Code 500."


async def test_someone_of_another_company_presses_with_their_own_team(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    said = await api("chat.postMessage", channel=SUPPORT, text="Contain", blocks=CARD)

    await press(slack, MAX, OnMessage(SUPPORT, said["ts"]), "step", "approve")

    payload = bot.of_type("block_actions")[0]
    assert (payload["team"]["id"], payload["user"]["team_id"]) == ("T0OTHER", "T0OTHER")


async def test_a_response_url_answers_five_times(
    slack: Workspace, api: Caller, bot: FakeBot, http: httpx.AsyncClient
) -> None:
    await press(slack, ANA, await card(api), "step", "approve")
    url = bot.of_type("block_actions")[0]["response_url"]

    answers = [await http.post(url, json={"text": f"answer {number}"}) for number in range(1, 7)]

    assert [(answer.status_code, answer.text) for answer in answers] == [
        *[(200, "ok")] * 5,
        (404, "used_url"),
    ]
    assert [each.text for each in slack.state.ephemerals_seen_by(ANA, INCIDENTS)] == [
        f"answer {number}" for number in range(1, 6)
    ]


async def test_a_response_url_ends_after_thirty_minutes(
    slack: Workspace, api: Caller, bot: FakeBot, http: httpx.AsyncClient, clock: Hands
) -> None:
    await press(slack, ANA, await card(api), "step", "approve")
    url = bot.of_type("block_actions")[0]["response_url"]
    clock.forward(30 * 60 + 1)

    answer = await http.post(url, json={"text": "late"})

    assert (answer.status_code, answer.text) == (404, "expired_url")


async def test_a_response_url_replaces_and_deletes_what_was_pressed(
    slack: Workspace, api: Caller, bot: FakeBot, http: httpx.AsyncClient
) -> None:
    said = await api("chat.postEphemeral", channel=INCIDENTS, user=ANA, text="Sure?", blocks=CARD)
    place = OnMessage(INCIDENTS, said["message_ts"])
    await press(slack, ANA, place, "step", "approve")
    payload = bot.of_type("block_actions")[0]

    await http.post(payload["response_url"], json={"replace_original": True, "text": "Running"})
    replaced = slack.state.ephemerals[place.ts].text
    await http.post(payload["response_url"], json={"delete_original": True})

    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert replaced == "Running"
    assert slack.state.ephemerals_seen_by(ANA, INCIDENTS) == []


async def test_a_response_url_edits_a_message_of_the_channel(
    slack: Workspace, api: Caller, bot: FakeBot, http: httpx.AsyncClient
) -> None:
    place = await card(api)
    await press(slack, ANA, place, "step", "approve")
    url = bot.of_type("block_actions")[0]["response_url"]

    await http.post(url, json={"replace_original": True, "text": "Done by Ana"})

    message = slack.state.channels[INCIDENTS].messages[place.ts]
    assert (message.text, message.blocks, message.author) == ("Done by Ana", (), BOT)


async def test_nobody_presses_what_only_another_person_sees(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    said = await api("chat.postEphemeral", channel=INCIDENTS, user=ANA, text="Sure?", blocks=CARD)

    with pytest.raises(NotPossible, match="That message is gone"):
        await press(slack, BO, OnMessage(INCIDENTS, said["message_ts"]), "step", "approve")


async def test_a_button_in_a_modal_brings_the_view(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    view = modal("Steps", section("Well?"), actions_block("go", button("Next", "next")))
    said = await api("views.open", trigger_id=slack.new_trigger(ANA), view=view)
    view_id = said["view"]["id"]

    await press(slack, ANA, OnView(view_id), "go", "next")

    payload = bot.of_type("block_actions")[0]
    assert payload["container"] == {"type": "view", "view_id": view_id}
    assert payload["view"]["id"] == view_id
    assert "response_url" not in payload


async def test_a_modal_says_when_a_press_was_not_acknowledged(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    view = modal("Steps", actions_block("go", button("Next", "next")))
    said = await api("views.open", trigger_id=slack.new_trigger(ANA), view=view)
    bot.will(503)

    seen = await press(slack, ANA, OnView(said["view"]["id"]), "go", "next")

    assert seen.view is not None
    assert seen.view.notice == "This app responded with Status Code 503."


async def test_a_response_url_deletes_a_message_and_writes_to_the_channel(
    slack: Workspace, api: Caller, bot: FakeBot, http: httpx.AsyncClient
) -> None:
    place = await card(api)
    await press(slack, ANA, place, "step", "approve")
    url = bot.of_type("block_actions")[0]["response_url"]

    refused = [
        await http.post(url, json={"text": "x", "blocks": "none"}),
        await http.post(url, json=[]),
        await http.post(f"{url}x", json={"text": "x"}),
    ]
    await http.post(url, json={"response_type": "in_channel", "text": "Loud", "thread_ts": place.ts})
    await http.post(url, json={"delete_original": True})

    assert [(each.status_code, each.text) for each in refused] == [
        (400, "invalid_blocks_format"),
        (400, "invalid_payload"),
        (404, "no_service"),
    ]
    left = slack.state.channels[INCIDENTS].messages.values()
    assert [(each.text, each.thread_ts) for each in left] == [("Loud", place.ts)]


async def test_a_label_that_stands_twice_is_not_guessed(slack: Workspace, api: Caller) -> None:
    blocks = [actions_block("a", button("Run", "x")), actions_block("b", button("Run", "y"))]
    said = await api("chat.postMessage", channel=INCIDENTS, text="x", blocks=blocks)

    with pytest.raises(NotPossible, match="'Run' stands there 2 times"):
        await press_label(slack, ANA, OnMessage(INCIDENTS, said["ts"]), "Run")


async def test_who_has_not_seen_an_edit_presses_what_they_saw(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    place = await card(api)
    blocks = [actions_block("next", button("Close it", "close", "run-1/3"))]
    await api("chat.update", channel=INCIDENTS, ts=place.ts, text="Recover", blocks=blocks)

    seen = await press(slack, ANA, place, "step", "approve")

    assert seen.ok
    assert bot.of_type("block_actions")[0]["actions"][0]["value"] == "run-1/2"
