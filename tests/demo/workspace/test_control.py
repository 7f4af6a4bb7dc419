from typing import Any

import httpx
import pytest

from bot.demo.workspace.dropped import ReplyLost
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    INCIDENTS,
    Caller,
    FakeBot,
    Hands,
    actions_block,
    button,
    input_block,
    modal,
    option,
    plain,
)

pytestmark = pytest.mark.anyio


async def ordered(http: httpx.AsyncClient, what: str, **body: Any) -> dict[str, Any]:
    answer = await http.post(f"/_control/{what}", json=body)
    said: dict[str, Any] = answer.json()
    return said


async def state(http: httpx.AsyncClient) -> dict[str, Any]:
    said: dict[str, Any] = (await http.get("/_control/state")).json()
    return said


def texts(state: dict[str, Any], name: str = "incidents") -> list[str]:
    channel = next(each for each in state["channels"] if each["name"] == name)
    return [message["text"] for message in channel["messages"]]


async def test_a_reply_lost_after_the_call_leaves_it_done(http: httpx.AsyncClient, api: Caller) -> None:
    await ordered(http, "fault", method="chat.postMessage", when="after", times=1)

    with pytest.raises(ReplyLost):
        await api("chat.postMessage", channel=INCIDENTS, text="once")
    again = await api("chat.postMessage", channel=INCIDENTS, text="twice")

    assert again["ok"]
    assert texts(await state(http)) == ["once", "twice"]


async def test_a_connection_closed_before_the_call_leaves_nothing(
    http: httpx.AsyncClient, api: Caller
) -> None:
    await ordered(http, "fault", method="chat.postMessage", when="before", times=1)

    with pytest.raises(ReplyLost):
        await api("chat.postMessage", channel=INCIDENTS, text="never")

    assert texts(await state(http)) == []


async def test_a_method_can_be_too_busy_for_a_while(
    http: httpx.AsyncClient, api: Caller, clock: Hands
) -> None:
    await ordered(
        http, "fault", method="conversations.create", error="ratelimited", retry_after=20, seconds=20
    )

    busy = await http.post(
        "/api/conversations.create", json={"name": "inc-1"}, headers={"Authorization": "Bearer x"}
    )
    clock.forward(20)
    free = await api("conversations.create", name="inc-1")

    assert (busy.status_code, busy.headers["retry-after"]) == (429, "20")
    assert free["ok"]


async def test_an_error_can_be_ordered_by_name_or_status(http: httpx.AsyncClient, api: Caller) -> None:
    await ordered(http, "fault", method="chat.update", error="fatal_error", times=1)
    await ordered(http, "fault", method="*", error="503", times=1)

    named = await api("chat.update")
    broken = await http.post("/api/auth.test")
    await ordered(http, "fault", clear=True)

    assert named == {"ok": False, "error": "fatal_error"}
    assert broken.status_code == 503
    assert (await state(http))["faults"] == []


async def test_an_answer_can_be_slow(http: httpx.AsyncClient, api: Caller, clock: Hands) -> None:
    await ordered(http, "fault", method="auth.test", delay=4, times=1)

    said = await api("auth.test")

    assert said["ok"]
    assert clock.slept == [4.0]


async def test_every_answer_takes_the_latency_of_the_settings(
    http: httpx.AsyncClient, api: Caller, clock: Hands
) -> None:
    await ordered(http, "settings", latency_ms=80)

    await api("auth.test")

    assert clock.slept == [0.08]


async def test_the_state_has_every_call_with_its_arguments(http: httpx.AsyncClient, api: Caller) -> None:
    await api("chat.postMessage", channel=INCIDENTS, text="hi")
    await api("chat.postMessage", channel="C0NOWHERE", text="hi")

    seen = await state(http)

    calls = [(call["method"], call["arguments"], call["error"]) for call in seen["calls"]]
    assert calls == [
        ("chat.postMessage", {"channel": INCIDENTS, "text": "hi"}, ""),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "hi"}, "channel_not_found"),
    ]
    assert seen["counts"] == {"chat.postMessage": 2}


async def test_people_act_by_json(http: httpx.AsyncClient, api: Caller, bot: FakeBot) -> None:
    blocks = [actions_block("step", button("Approve", "approve"))]
    bot.will(said={"text": "Here is help."})

    asked = await ordered(http, "act", person="ana", action="type", channel="incidents", text="/incident")
    posted = await api("chat.postMessage", channel=INCIDENTS, text="x", blocks=blocks)
    place = {"channel": "incidents", "ts": posted["ts"]}
    pressed = await ordered(http, "act", person="bo", action="press", label="Approve", **place)
    missing = await ordered(http, "act", person="bo", action="press", label="Deny", **place)
    reacted = await ordered(http, "act", person="bo", action="react", name="pushpin", **place)

    assert [each["text"] for each in asked["ephemerals"]] == ["Here is help."]
    assert (pressed["ok"], reacted["ok"]) == (True, True)
    assert missing == {"ok": False, "refused": "There is no 'Deny' there. There is: Approve."}
    assert bot.of_type("block_actions")[0]["user"]["id"] == "U0BO"


async def test_people_fill_in_modals_by_json(
    http: httpx.AsyncClient, slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    view = modal("Ask", input_block("title", "text"))
    said = await api("views.open", trigger_id=slack.new_trigger(ANA), view=view)
    order = {"person": "ana", "view_id": said["view"]["id"]}

    shown = (await state(http))["views"][ANA]
    empty = await ordered(http, "act", action="submit", **order)
    sent = await ordered(http, "act", action="submit", inputs={"title": {"text": "Slow"}}, **order)

    assert [view["id"] for view in shown] == [said["view"]["id"]]
    assert empty["errors"] == {"title": "Please complete this required field."}
    assert sent["view"] is None
    assert bot.of_type("view_submission")[0]["view"]["state"]["values"]["title"]["text"]["value"] == "Slow"


@pytest.mark.parametrize(
    ("what", "body", "says"),
    [
        ("act", {"person": "ana", "action": "dance"}, "actions: close,"),
        ("act", {"person": "ana", "action": "type", "channel": "incidents"}, "the action needs 'text'"),
        ("fault", {"error": "x"}, "a fault names a method"),
        ("settings", {"bot_token": "x"}, "can be set: ack_seconds,"),
        ("settings", {"latency_ms": "80"}, "latency_ms is a int"),
    ],
)
async def test_an_order_that_makes_no_sense_is_told(
    http: httpx.AsyncClient, what: str, body: dict[str, Any], says: str
) -> None:
    answer = await http.post(f"/_control/{what}", json=body)

    assert answer.status_code == 400
    assert says in answer.json()["error"]


async def test_changes_can_be_waited_for(http: httpx.AsyncClient, api: Caller) -> None:
    before = (await state(http))["number"]
    await api("chat.postMessage", channel=INCIDENTS, text="hi")

    answer = await http.get("/_control/changes", params={"after": before, "wait": 5})

    changes = answer.json()["changes"]
    assert [(change["what"], change["channel"]) for change in changes] == [("message_posted", INCIDENTS)]


async def test_waiting_ends_without_a_change(http: httpx.AsyncClient) -> None:
    answer = await http.get("/_control/changes", params={"after": 0, "wait": 0.01})

    assert answer.json() == {"number": 0, "changes": []}


async def test_everything_a_person_can_do_is_an_action(
    http: httpx.AsyncClient, slack: Workspace, api: Caller
) -> None:
    view = modal("Ask", input_block("title", "text"))
    view_id = (await api("views.open", trigger_id=slack.new_trigger(ANA), view=view))["view"]["id"]
    place = {"person": "ana", "channel": "incidents"}
    ts = (await ordered(http, "act", action="type", text="Slow", **place))["ts"]

    done = [
        await ordered(http, "act", action="edit", ts=ts, text="Very slow", **place),
        await ordered(http, "act", action="pin", ts=ts, **place),
        await ordered(http, "act", person="ana", action="fill", view_id=view_id, inputs={}),
        await ordered(http, "act", person="ana", action="close", view_id=view_id),
        await ordered(http, "act", person="bo", action="join", channel="security"),
        await ordered(http, "act", person="bo", action="leave", channel="security"),
    ]
    pinned = next(each for each in (await state(http))["channels"] if each["id"] == INCIDENTS)["pins"]
    deleted = await ordered(http, "act", action="delete", ts=ts, **place)

    assert all(seen["ok"] for seen in [*done, deleted])
    assert [pin["ts"] for pin in pinned] == [ts]
    assert texts(await state(http)) == []


async def test_a_menu_of_the_bot_is_asked_by_json(http: httpx.AsyncClient, api: Caller, bot: FakeBot) -> None:
    menu = {"type": "external_select", "action_id": "class", "min_query_length": 1}
    blocks = [actions_block("step", menu)]
    posted = await api("chat.postMessage", channel=INCIDENTS, text="x", blocks=blocks)
    place = {"person": "ana", "channel": "incidents", "ts": posted["ts"], "action_id": "class"}
    bot.will(said={"option_groups": [{"label": plain("All"), "options": [option("Receipts", "receipts")]}]})

    offered = await ordered(http, "act", action="suggest", text="rec", **place)
    chosen = await ordered(http, "act", action="press", value="receipts", **place)

    assert offered["options"] == [option("Receipts", "receipts")]
    assert chosen["ok"]
