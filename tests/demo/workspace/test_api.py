"""What the Web API does when it is called rightly."""

import json

import httpx
import pytest

from bot.demo.workspace.actions import say
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    BO,
    BOT,
    CHI,
    EVE,
    INCIDENTS,
    MAX,
    Caller,
    FakeBot,
    authorized,
    section,
)

pytestmark = pytest.mark.anyio


async def test_a_message_comes_back_with_its_metadata_only_when_asked_for(api: Caller) -> None:
    metadata = {"event_type": "handrail", "event_payload": {"effect": "INC-0001/7/0"}}
    said = await api("chat.postMessage", channel=INCIDENTS, text="Card", metadata=metadata)

    bare = await api("conversations.history", channel=INCIDENTS)
    full = await api("conversations.history", channel=INCIDENTS, include_all_metadata=True)

    assert [each["ts"] for each in bare["messages"]] == [said["ts"]]
    assert "metadata" not in bare["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_blocks_get_ids_where_they_had_none(api: Caller) -> None:
    said = await api("chat.postMessage", channel=INCIDENTS, text="x", blocks=[section("a"), section("b")])

    ids = [block["block_id"] for block in said["message"]["blocks"]]

    assert len(set(ids)) == 2


async def test_a_text_is_cut_at_forty_thousand_characters(slack: Workspace, api: Caller) -> None:
    said = await api("chat.postMessage", channel=INCIDENTS, text="x" * 40_001)

    assert len(said["message"]["text"]) == 40_000


async def test_forms_work_as_json_does(slack: Workspace, api: Caller) -> None:
    blocks = json.dumps([section("Hello")])
    metadata = json.dumps({"event_type": "e", "event_payload": {"id": "1"}})

    said = await api.form("chat.postMessage", channel=INCIDENTS, text="x", blocks=blocks, metadata=metadata)

    message = slack.state.channels[INCIDENTS].messages[said["ts"]]
    assert message.blocks[0]["text"]["text"] == "Hello"
    assert message.metadata == {"event_type": "e", "event_payload": {"id": "1"}}


async def test_a_changed_message_keeps_what_is_not_given(slack: Workspace, api: Caller) -> None:
    metadata = {"event_type": "e", "event_payload": {}}
    first = {"text": "x", "blocks": [section("a")], "metadata": metadata}
    said = await api("chat.postMessage", channel=INCIDENTS, **first)

    await api("chat.update", channel=INCIDENTS, ts=said["ts"], text="y")
    kept = slack.state.channels[INCIDENTS].messages[said["ts"]]
    await api("chat.update", channel=INCIDENTS, ts=said["ts"], text="z", blocks=[], metadata={})
    gone = slack.state.channels[INCIDENTS].messages[said["ts"]]

    assert (kept.text, kept.blocks[0]["text"]["text"], kept.metadata) == ("y", "a", metadata)
    assert (gone.text, gone.blocks, gone.metadata) == ("z", (), None)
    assert gone.edited_ts > kept.edited_ts


async def test_a_thread_is_listed_oldest_first_and_left_out_of_the_history(api: Caller) -> None:
    first = (await api("chat.postMessage", channel=INCIDENTS, text="Step"))["ts"]
    reply = (await api("chat.postMessage", channel=INCIDENTS, text="Detail", thread_ts=first))["ts"]
    loud = await api(
        "chat.postMessage", channel=INCIDENTS, text="Loud", thread_ts=reply, reply_broadcast=True
    )

    thread = await api("conversations.replies", channel=INCIDENTS, ts=first)
    history = await api("conversations.history", channel=INCIDENTS)

    assert [each["ts"] for each in thread["messages"]] == [first, reply, loud["ts"]]
    assert thread["messages"][0]["reply_count"] == 2
    assert thread["messages"][2]["thread_ts"] == first
    assert [each["ts"] for each in history["messages"]] == [loud["ts"], first]


async def test_history_has_pages_and_bounds(api: Caller) -> None:
    said = [await api("chat.postMessage", channel=INCIDENTS, text=f"{number}") for number in range(5)]
    times = [each["ts"] for each in said]

    first = await api("conversations.history", channel=INCIDENTS, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await api("conversations.history", channel=INCIDENTS, limit=3, cursor=cursor)
    bounds = {"oldest": times[1], "latest": times[3]}
    between = await api("conversations.history", channel=INCIDENTS, **bounds)
    inclusive = await api("conversations.history", channel=INCIDENTS, inclusive=True, **bounds)

    assert [each["text"] for each in first["messages"]] == ["4", "3", "2"]
    assert [each["text"] for each in rest["messages"]] == ["1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert [each["text"] for each in between["messages"]] == ["2"]
    assert [each["text"] for each in inclusive["messages"]] == ["3", "2", "1"]


async def test_a_new_channel_has_the_bot_in_it_and_nobody_else(slack: Workspace, api: Caller) -> None:
    said = await api("conversations.create", name="inc-0001-receipts", is_private=True)
    channel = said["channel"]["id"]

    invited = await api("conversations.invite", channel=channel, users=f"{ANA},{BO}")
    await api("conversations.setTopic", channel=channel, topic="P1 · contain")
    members = await api("conversations.members", channel=channel)

    assert (said["channel"]["is_private"], said["channel"]["creator"]) == (True, BOT)
    assert invited["ok"]
    assert members["members"] == [BOT, ANA, BO]
    assert slack.state.channels[channel].topic == "P1 · contain"
    assert [each.id for each in slack.state.channels_seen_by(CHI)].count(channel) == 0


async def test_an_invitation_that_fails_for_one_invites_none_unless_forced(
    slack: Workspace, api: Caller
) -> None:
    channel = (await api("conversations.create", name="inc-0002"))["channel"]["id"]
    users = f"{ANA},U0NOBODY,{MAX}"

    refused = await api("conversations.invite", channel=channel, users=users)
    before = list(slack.state.channels[channel].members)
    forced = await api("conversations.invite", channel=channel, users=users, force=True)

    errors = [
        {"user": "U0NOBODY", "ok": False, "error": "user_not_found"},
        {"user": MAX, "ok": False, "error": "cant_invite"},
    ]
    assert (refused["ok"], refused["error"], refused["errors"]) == (False, "user_not_found", errors)
    assert before == [BOT]
    assert forced["errors"] == errors
    assert slack.state.channels[channel].members == [BOT, ANA]


async def test_a_persons_id_is_a_direct_message(slack: Workspace, api: Caller, bot: FakeBot) -> None:
    said = await api("chat.postMessage", channel=ANA, text="You are paged.")
    opened = await api("conversations.open", users=ANA)

    say(slack, ANA, said["channel"], "On it")
    await slack.settled()

    assert opened["channel"]["id"] == said["channel"]
    assert [event["channel_type"] for event in bot.events("message")] == ["im", "im"]


async def test_pins_are_listed_newest_first_and_go_with_their_message(api: Caller) -> None:
    times = [(await api("chat.postMessage", channel=INCIDENTS, text=text))["ts"] for text in "ab"]
    for ts in times:
        await api("pins.add", channel=INCIDENTS, timestamp=ts)

    both = await api("pins.list", channel=INCIDENTS)
    await api("chat.delete", channel=INCIDENTS, ts=times[1])
    one = await api("pins.list", channel=INCIDENTS)
    await api("pins.remove", channel=INCIDENTS, timestamp=times[0])
    none = await api("pins.list", channel=INCIDENTS)

    assert [item["message"]["text"] for item in both["items"]] == ["b", "a"]
    assert [item["message"]["text"] for item in one["items"]] == ["a"]
    assert none["items"] == []


async def test_people_are_told_apart(api: Caller) -> None:
    people = {who: (await api("users.info", user=who))["user"] for who in (ANA, EVE, MAX, BOT, "U0OLD")}

    assert (people[EVE]["is_restricted"], people[ANA]["is_restricted"]) == (True, False)
    assert (people[MAX]["is_stranger"], people[MAX]["team_id"]) == (True, "T0OTHER")
    assert people[BOT]["is_bot"]
    assert people["U0OLD"]["deleted"]
    assert "is_restricted" not in people["U0OLD"]


async def test_who_there_is_can_be_listed(api: Caller) -> None:
    people = await api("users.list", limit=3)
    groups = await api("usergroups.list", include_users=True)
    members = await api("usergroups.users.list", usergroup="S0ONCALL")
    found = await api("users.lookupByEmail", email="Ana@briefcase.example")

    assert len(people["members"]) == 3
    assert people["response_metadata"]["next_cursor"]
    assert {group["handle"]: group["users"] for group in groups["usergroups"]}["oncall"] == [ANA, BO]
    assert members["users"] == [ANA, BO]
    assert found["user"]["id"] == ANA


async def test_the_token_knows_whose_it_is(api: Caller) -> None:
    said = await api("auth.test")

    assert (said["user_id"], said["bot_id"], said["team_id"]) == (BOT, "B0HANDRAIL", "T0LOCAL")


async def test_a_file_is_sent_in_three_steps(slack: Workspace, api: Caller, http: httpx.AsyncClient) -> None:
    draft = b"# Postmortem\n"
    first = await api("files.getUploadURLExternal", filename="INC-0001.md", length=len(draft))
    wrong = await http.post(first["upload_url"], content=draft + b"!")
    sent = await http.post(first["upload_url"], content=draft)
    files = [{"id": first["file_id"], "title": "Draft"}]
    done = await api(
        "files.completeUploadExternal", files=files, channel_id=INCIDENTS, initial_comment="The draft"
    )

    info = await api("files.info", file=first["file_id"])
    shown = await http.get(f"/files/{first['file_id']}/INC-0001.md", headers=authorized())
    unsigned = await http.get(f"/files/{first['file_id']}/INC-0001.md")
    again = await api("files.completeUploadExternal", files=files, channel_id=INCIDENTS)

    message = list(slack.state.channels[INCIDENTS].messages.values())[-1]
    assert (wrong.status_code, sent.status_code) == (400, 200)
    assert done["files"][0]["title"] == "Draft"
    assert (message.text, message.files) == ("The draft", (first["file_id"],))
    assert info["file"]["shares"] == {"public": {INCIDENTS: [{"ts": message.ts}]}}
    assert shown.content == draft
    assert (unsigned.status_code, unsigned.content) == (302, b"")
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert again["error"] == "file_not_found"


async def test_a_bookmark_stands_above_the_channel(api: Caller) -> None:
    link = "https://handrail.example/runbooks/receipt-chain"
    said = await api("bookmarks.add", channel_id=INCIDENTS, title="Runbook", type="link", link=link)

    listed = await api("bookmarks.list", channel_id=INCIDENTS)

    assert listed["bookmarks"] == [said["bookmark"]]
    assert said["bookmark"]["link"] == link


async def test_channels_are_listed_by_kind(api: Caller) -> None:
    await api("conversations.create", name="secret", is_private=True)
    archived = (await api("conversations.create", name="done"))["channel"]["id"]
    await api("conversations.archive", channel=archived)

    public = await api("conversations.list", exclude_archived=True)
    private = await api("conversations.list", types="private_channel")

    names = [channel["name"] for channel in public["channels"]]
    assert "incidents" in names
    assert "done" not in names
    assert [channel["name"] for channel in private["channels"]] == ["secret"]


async def test_joining_twice_is_a_warning(slack: Workspace, api: Caller) -> None:
    slack.state.channels["C0SECURITY"].members.remove(BOT)

    first = await api("conversations.join", channel="C0SECURITY")
    second = await api("conversations.join", channel="C0SECURITY")

    assert "warning" not in first
    assert second["warning"] == "already_in_channel"
    assert slack.state.channels["C0SECURITY"].members.count(BOT) == 1
