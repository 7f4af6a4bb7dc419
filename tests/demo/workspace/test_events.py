from dataclasses import replace

import httpx
import pytest

from bot.demo.workspace.actions import NotPossible, delete, edit, react, say, type_line, upload
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    BOT,
    CHI,
    DEE,
    INCIDENTS,
    SECURITY,
    Caller,
    FakeBot,
    Hands,
    authorized,
)

pytestmark = pytest.mark.anyio


async def test_an_event_that_fails_is_sent_again_with_the_reason(
    slack: Workspace, bot: FakeBot, clock: Hands
) -> None:
    bot.will_fail(TimeoutError())
    bot.will(500)
    bot.will_fail(httpx.ConnectError("refused"))

    say(slack, ANA, INCIDENTS, "Slow")
    await slack.settled()

    headers = [request.headers for request in bot.requests]
    assert [each.get("x-slack-retry-num") for each in headers] == [None, "1", "2", "3"]
    assert [each.get("x-slack-retry-reason") for each in headers] == [
        None,
        "http_timeout",
        "http_error",
        "connection_failed",
    ]
    assert clock.slept == [0.0, 60.0, 300.0]
    assert len({payload["event_id"] for payload in bot.payloads()}) == 1


async def test_an_event_is_given_up_after_three_retries(slack: Workspace, bot: FakeBot) -> None:
    for _ in range(5):
        bot.will(500)

    say(slack, ANA, INCIDENTS, "Slow")
    await slack.settled()

    assert len(bot.requests) == 4


async def test_the_bot_may_ask_not_to_be_told_again(slack: Workspace, bot: FakeBot) -> None:
    bot.will(500, x_slack_no_retry="1")

    say(slack, ANA, INCIDENTS, "Slow")
    await slack.settled()

    assert len(bot.requests) == 1


async def test_changes_and_deletions_of_messages_are_events_too(
    slack: Workspace, bot: FakeBot, api: Caller
) -> None:
    ts = say(slack, ANA, INCIDENTS, "Slow").ts
    edit(slack, ANA, INCIDENTS, ts, "Very slow")
    posted = await api("chat.postMessage", channel=INCIDENTS, text="Card")
    delete(slack, DEE, INCIDENTS, posted["ts"])
    await slack.settled()

    events = bot.events("message")
    assert [event.get("subtype") for event in events] == [None, "message_changed", None, "message_deleted"]
    assert events[1]["message"]["text"] == "Very slow"
    assert events[3]["deleted_ts"] == posted["ts"]
    assert events[3]["previous_message"]["text"] == "Card"


async def test_the_bot_hears_nothing_of_channels_it_is_not_in(slack: Workspace, bot: FakeBot) -> None:
    slack.state.channels[SECURITY].members.remove(BOT)

    say(slack, CHI, SECURITY, "Quietly")
    await slack.settled()

    assert bot.requests == []


async def test_only_events_that_are_subscribed_to_are_sent(
    slack: Workspace, bot: FakeBot, api: Caller
) -> None:
    ts = say(slack, ANA, INCIDENTS, "Slow").ts
    await api("pins.add", channel=INCIDENTS, timestamp=ts)
    await slack.settled()

    assert [payload["event"]["type"] for payload in bot.payloads()] == ["message"]


async def test_other_events_come_when_they_are_subscribed_to(
    slack: Workspace, bot: FakeBot, api: Caller
) -> None:
    names = "pin_added member_joined_channel reaction_removed channel_archive user_change channel_created"
    slack.config = replace(slack.config, events=(*names.split(), "app_mention", "file_shared"))

    channel = (await api("conversations.create", name="inc-1"))["channel"]["id"]
    await api("conversations.invite", channel=channel, users=ANA)
    ts = say(slack, ANA, channel, "Ask @handrail").ts
    react(slack, ANA, channel, ts, "eyes")
    react(slack, ANA, channel, ts, "eyes")
    await api("pins.add", channel=channel, timestamp=ts)
    await api("conversations.archive", channel=channel)
    slack.state.change_person(replace(slack.state.people[ANA], is_deleted=True))
    await slack.settled()

    kinds = [payload["event"]["type"] for payload in bot.payloads()]
    assert kinds == [
        "channel_created",
        "member_joined_channel",
        "member_joined_channel",
        "app_mention",
        "reaction_removed",
        "pin_added",
        "channel_archive",
        "user_change",
    ]
    joined = bot.events("member_joined_channel")[1]
    assert (joined["user"], joined["inviter"], joined["channel"]) == (ANA, BOT, channel)
    assert bot.events("app_mention")[0]["text"] == "Ask <@U0HANDRAIL>"
    assert bot.events("user_change")[0]["user"]["deleted"] is True


async def test_a_file_that_a_person_shares_is_told_with_its_message_and_read_with_the_token(
    slack: Workspace, bot: FakeBot, api: Caller, http: httpx.AsyncClient
) -> None:
    slack.config = replace(slack.config, events=("message.channels", "file_shared"))
    root = say(slack, ANA, INCIDENTS, "It is slow").ts

    ts = upload(slack, ANA, INCIDENTS, "graph.png", b"a picture", "look", root).ts
    await slack.settled()

    told = next(event for event in bot.events("message") if event["ts"] == ts)
    assert (told["subtype"], told["user"], told["text"], told["thread_ts"]) == (
        "file_share",
        ANA,
        "look",
        root,
    )
    [file] = told["files"]
    assert (file["name"], file["mimetype"], file["size"], file["user"]) == ("graph.png", "image/png", 9, ANA)
    assert [event["file_id"] for event in bot.events("file_shared")] == [file["id"]]
    read = await http.get(file["url_private_download"], headers=authorized())
    assert read.content == b"a picture"
    replies = await api("conversations.replies", channel=INCIDENTS, ts=root)
    assert [each.get("subtype") for each in replies["messages"]] == [None, None]


async def test_the_first_of_another_organisation_shares_a_channel_and_the_last_who_goes_unshares_it(
    slack: Workspace, bot: FakeBot, api: Caller
) -> None:
    slack.config = replace(slack.config, events=("channel_shared", "channel_unshared"))
    channel = (await api("conversations.create", name="inc-1"))["channel"]["id"]
    await api("conversations.invite", channel=channel, users=ANA)

    await type_line(slack, ANA, channel, "/invite @max")
    shared = (await api("conversations.info", channel=channel))["channel"]["is_ext_shared"]
    await type_line(slack, ANA, channel, "/remove @max")
    await slack.settled()

    told = [payload["event"] for payload in bot.payloads() if "shared" in payload["event"]["type"]]
    assert shared
    assert [(one["type"], one["channel"]) for one in told] == [
        ("channel_shared", channel),
        ("channel_unshared", channel),
    ]
    with pytest.raises(NotPossible, match="not in the channel"):
        await type_line(slack, ANA, channel, "/remove @max")
    with pytest.raises(NotPossible, match="unknown"):
        await type_line(slack, ANA, channel, "/invite @nobody")
