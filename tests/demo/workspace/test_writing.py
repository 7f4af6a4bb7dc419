import hashlib
import hmac

import httpx
import pytest

from bot.demo.workspace.actions import NotPossible, command, open_thread, react, say, type_line
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BO, BOT, EVE, GENERAL, INCIDENTS, NOON, OLD, SECRET, FakeBot

pytestmark = pytest.mark.anyio


async def test_a_command_reaches_the_bot_as_slack_sends_it(slack: Workspace, bot: FakeBot) -> None:
    await type_line(slack, ANA, INCIDENTS, "/incident declare Receipts <broken> @bo")

    form = bot.commands()[0]
    assert form["command"] == "/incident"
    assert form["text"] == "declare Receipts &lt;broken&gt; <@U0BO|bo>"
    assert (form["user_id"], form["user_name"], form["team_id"]) == (ANA, "ana", "T0LOCAL")
    assert (form["channel_id"], form["channel_name"]) == (INCIDENTS, "incidents")
    assert form["trigger_id"] in slack.triggers
    assert form["response_url"].startswith("http://slack.local/response/T0LOCAL/")


async def test_every_request_is_signed(slack: Workspace, bot: FakeBot) -> None:
    await command(slack, ANA, INCIDENTS, "/incident", "help")

    request = bot.requests[0]
    timestamp = request.headers["x-slack-request-timestamp"]
    base = f"v0:{timestamp}:".encode() + request.content
    expected = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert timestamp == str(int(NOON.timestamp()))
    assert request.headers["x-slack-signature"] == expected


async def test_the_answer_to_a_command_is_seen_by_the_one_who_asked(slack: Workspace, bot: FakeBot) -> None:
    bot.will(said={"text": "Here is help."})

    seen = await command(slack, ANA, INCIDENTS, "/incident", "help")

    assert [each.text for each in seen.ephemerals] == ["Here is help."]
    assert [each.text for each in slack.state.ephemerals_seen_by(ANA, INCIDENTS)] == ["Here is help."]
    assert slack.state.ephemerals_seen_by(BO, INCIDENTS) == []
    assert not slack.state.channels[INCIDENTS].messages


async def test_a_plain_text_answer_is_shown_too(slack: Workspace, bot: FakeBot) -> None:
    bot.will(text="Here is help.")

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert [each.text for each in seen.ephemerals] == ["Here is help."]


async def test_an_answer_for_the_channel_is_posted_by_the_bot(slack: Workspace, bot: FakeBot) -> None:
    bot.will(said={"response_type": "in_channel", "text": "Declared."})

    await command(slack, ANA, INCIDENTS, "/incident", "declare")

    posted = list(slack.state.channels[INCIDENTS].messages.values())
    assert [(each.author, each.text) for each in posted] == [(BOT, "Declared.")]


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (500, "", '/incident failed with the error "http_service_error"'),
        (404, "", '/incident failed with the error "http_client_error"'),
    ],
)
async def test_a_refusing_bot_is_shown_in_slacks_words(
    slack: Workspace, bot: FakeBot, status: int, text: str, said: str
) -> None:
    bot.will(status, text=text)

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert (seen.ok, seen.notice) == (False, said)
    assert [(each.text, each.is_notice) for each in seen.ephemerals] == [(said, True)]


async def test_a_bot_that_takes_more_than_three_seconds_is_an_operation_timeout(
    slack: Workspace, bot: FakeBot
) -> None:
    bot.will_fail(TimeoutError())

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert seen.notice == '/incident failed with the error "operation_timeout"'


async def test_a_bot_that_is_away_is_a_dispatch_failed(slack: Workspace, bot: FakeBot) -> None:
    bot.will_fail(httpx.ConnectError("refused"))

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert seen.notice == '/incident failed with the error "dispatch_failed"'


async def test_an_unknown_command_never_leaves_slack(slack: Workspace, bot: FakeBot) -> None:
    seen = await type_line(slack, ANA, INCIDENTS, "/incidnet declare")

    assert seen.notice == "/incidnet is not a valid command."
    assert bot.requests == []


async def test_a_message_is_posted_and_told_to_the_bot(slack: Workspace, bot: FakeBot) -> None:
    seen = say(slack, ANA, INCIDENTS, "Ask @oncall in #general & wait")
    await slack.settled()

    event = bot.events("message")[0]
    assert event["text"] == "Ask <!subteam^S0ONCALL> in <#C0GENERAL|general> &amp; wait"
    assert (event["user"], event["channel"], event["channel_type"]) == (ANA, INCIDENTS, "channel")
    assert event["ts"] == seen.ts


async def test_replies_stay_in_their_thread(slack: Workspace) -> None:
    first = say(slack, ANA, INCIDENTS, "It is slow").ts
    reply = say(slack, BO, INCIDENTS, "Looking", thread_ts=first).ts

    thread = open_thread(slack, ANA, INCIDENTS, first)

    assert [each.ts for each in thread] == [first, reply]
    assert [each.ts for each in slack.state.channels[INCIDENTS].timeline()] == [first]


async def test_reacting_twice_takes_the_reaction_back(slack: Workspace, bot: FakeBot) -> None:
    ts = say(slack, ANA, INCIDENTS, "Deploy went out at 11:40").ts

    react(slack, BO, INCIDENTS, ts, "pushpin")
    react(slack, ANA, INCIDENTS, ts, "pushpin")
    react(slack, BO, INCIDENTS, ts, "pushpin")
    await slack.settled()

    message = slack.state.channels[INCIDENTS].messages[ts]
    assert [(each.name, each.people) for each in message.reactions] == [("pushpin", (ANA,))]
    added = bot.events("reaction_added")
    assert [each["user"] for each in added] == [BO, ANA]
    assert added[0]["item"] == {"type": "message", "channel": INCIDENTS, "ts": ts}


@pytest.mark.parametrize(
    ("person", "channel", "why"),
    [
        (OLD, INCIDENTS, "The account of Olga Ldova is deactivated."),
        (EVE, GENERAL, "That channel is not there."),
        (BO, "C0SECURITY", "Join #security to write there."),
        (BOT, INCIDENTS, "There is no such person."),
    ],
)
async def test_people_write_only_where_they_may(
    slack: Workspace, bot: FakeBot, person: str, channel: str, why: str
) -> None:
    with pytest.raises(NotPossible) as refused:
        await type_line(slack, person, channel, "/incident help")

    assert str(refused.value) == why
    assert bot.requests == []
