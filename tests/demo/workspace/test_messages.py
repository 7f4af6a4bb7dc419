"""What people do with messages that are already there, and with channels."""

import pytest

from bot.demo.workspace.actions import (
    NotPossible,
    command,
    delete,
    dismiss,
    edit,
    join,
    leave,
    open_thread,
    pin,
    say,
)
from bot.demo.workspace.model import Channel
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BO, CHI, DEE, EVE, GENERAL, INCIDENTS, SECURITY, Caller, FakeBot

pytestmark = pytest.mark.anyio


async def test_a_message_is_changed_by_its_author_only(slack: Workspace) -> None:
    ts = say(slack, ANA, INCIDENTS, "Slow").ts

    edit(slack, ANA, INCIDENTS, ts, "Slow & broken")
    with pytest.raises(NotPossible, match="Only the author"):
        edit(slack, BO, INCIDENTS, ts, "Fine")

    message = slack.state.channels[INCIDENTS].messages[ts]
    assert message.text == "Slow &amp; broken"
    assert message.edited_ts > ts


async def test_administrators_delete_what_others_wrote(slack: Workspace) -> None:
    ts = say(slack, ANA, INCIDENTS, "Slow").ts

    with pytest.raises(NotPossible, match="Only administrators"):
        delete(slack, BO, INCIDENTS, ts)
    delete(slack, DEE, INCIDENTS, ts)

    assert ts not in slack.state.channels[INCIDENTS].messages


async def test_pinning_twice_unpins(slack: Workspace) -> None:
    ts = say(slack, ANA, INCIDENTS, "Slow").ts

    pin(slack, BO, INCIDENTS, ts)
    pinned = [(each.ts, each.by) for each in slack.state.channels[INCIDENTS].pins]
    pin(slack, ANA, INCIDENTS, ts)

    assert pinned == [(ts, BO)]
    assert slack.state.channels[INCIDENTS].pins == []


async def test_an_answer_can_be_dismissed_by_the_one_who_sees_it(slack: Workspace, bot: FakeBot) -> None:
    bot.will(said={"text": "Here is help."})
    ts = (await command(slack, ANA, INCIDENTS, "/incident")).ephemerals[0].ts

    with pytest.raises(NotPossible):
        dismiss(slack, BO, ts)
    dismiss(slack, ANA, ts)

    assert slack.state.ephemerals_seen_by(ANA, INCIDENTS) == []


async def test_people_join_and_leave_public_channels(slack: Workspace) -> None:
    join(slack, BO, SECURITY)
    join(slack, BO, SECURITY)
    inside = slack.state.channels[SECURITY].members.count(BO)
    leave(slack, BO, SECURITY)

    assert inside == 1
    assert BO not in slack.state.channels[SECURITY].members


async def test_private_and_archived_channels_cannot_be_joined(slack: Workspace) -> None:
    slack.state.add_channel(Channel("C0SECRET", "secret", CHI, 0, is_private=True))
    slack.state.archive(slack.state.channels[SECURITY], CHI)

    for channel in ("C0SECRET", SECURITY):
        with pytest.raises(NotPossible, match="cannot be joined"):
            join(slack, BO, channel)
    with pytest.raises(NotPossible, match="#security is archived"):
        say(slack, CHI, SECURITY, "Anyone?")


async def test_a_guest_sees_only_their_own_channels(slack: Workspace) -> None:
    names = [channel.name for channel in slack.state.channels_seen_by(EVE)]

    with pytest.raises(NotPossible, match="That channel is not there"):
        open_thread(slack, EVE, GENERAL, "1.000001")

    assert names == ["incidents", "support"]


async def test_nothing_cannot_be_said(slack: Workspace) -> None:
    with pytest.raises(NotPossible, match="nothing written"):
        say(slack, ANA, INCIDENTS, "  ")
    with pytest.raises(NotPossible, match="That thread is gone"):
        say(slack, ANA, INCIDENTS, "hi", thread_ts="1.000001")


async def test_an_answer_with_blocks_that_cannot_be_shown_is_told(slack: Workspace, bot: FakeBot) -> None:
    bot.will(said={"text": "x", "blocks": [{"type": "sectio"}]})

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert seen.notice == '/incident failed with the error "invalid_blocks"'


async def test_an_answer_that_is_no_json_is_told(slack: Workspace, bot: FakeBot) -> None:
    bot.will(text="{", content_type="application/json")

    seen = await command(slack, ANA, INCIDENTS, "/incident")

    assert seen.notice == '/incident failed with the error "invalid_command_response"'


async def test_a_private_channel_is_named_as_slack_names_it(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    channel = (await api("conversations.create", name="inc-1", is_private=True))["channel"]["id"]
    await api("conversations.invite", channel=channel, users=ANA)

    await command(slack, ANA, channel, "/incident")

    assert bot.commands()[0]["channel_name"] == "privategroup"
