from dataclasses import replace

import httpx
import pytest

from bot.demo.workspace.actions import NotPossible, choose_shortcut, say
from bot.demo.workspace.config import Shortcut
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BO, EVE, INCIDENTS, SECURITY, FakeBot

pytestmark = pytest.mark.anyio


@pytest.fixture
def noting(slack: Workspace) -> Workspace:
    slack.config = replace(slack.config, events=(), shortcuts=(Shortcut("note", "Add to the timeline"),))
    return slack


async def test_a_shortcut_carries_the_message_and_a_trigger(noting: Workspace, bot: FakeBot) -> None:
    root = say(noting, ANA, INCIDENTS, "It began at noon").ts
    reply = say(noting, ANA, INCIDENTS, "The disk is full", root).ts

    seen = await choose_shortcut(noting, BO, INCIDENTS, reply, "note")

    payload = bot.payloads()[0]
    assert seen.ok
    assert (payload["type"], payload["callback_id"]) == ("message_action", "note")
    assert (payload["user"]["id"], payload["channel"]) == (BO, {"id": INCIDENTS, "name": "incidents"})
    assert payload["message_ts"] == payload["message"]["ts"] == reply
    assert (payload["message"]["user"], payload["message"]["text"]) == (ANA, "The disk is full")
    assert payload["message"]["thread_ts"] == root
    assert noting.triggers[payload["trigger_id"]].person == BO
    assert payload["response_url"].startswith("http://slack.local/response/")


async def test_a_shortcut_that_is_not_acknowledged_is_told_to_the_person(
    noting: Workspace, bot: FakeBot
) -> None:
    ts = say(noting, ANA, INCIDENTS, "It is slow").ts
    bot.will_fail(httpx.ConnectError("refused"))

    seen = await choose_shortcut(noting, BO, INCIDENTS, ts, "note")

    assert seen.notice == "We had some trouble connecting. Try again?"
    assert [each.text for each in noting.state.ephemerals_seen_by(BO, INCIDENTS)] == [seen.notice]


@pytest.mark.parametrize(("person", "channel", "callback"), [(EVE, SECURITY, "note"), (ANA, INCIDENTS, "no")])
async def test_only_what_is_offered_on_a_message_that_one_sees_can_be_used(
    noting: Workspace, bot: FakeBot, person: str, channel: str, callback: str
) -> None:
    ts = say(noting, "U0DEE", channel, "Quietly").ts

    with pytest.raises(NotPossible):
        await choose_shortcut(noting, person, channel, ts, callback)

    assert bot.requests == []
