"""Effects in Slack: each done once, found again when the answer was lost, plain when it cannot be done."""

import urllib.error
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.incident import Message
from bot.core.refusals import NotNow
from bot.core.signals import (
    HANDRAIL,
    Channelled,
    Done,
    Found,
    Hush,
    Missing,
    Nothing,
    Place,
    Plan,
    Posted,
    Restrict,
    Shared,
    Unshared,
)
from bot.engine.ports import ByHand, Held, Leased, Permanent, Retry, Scene
from bot.slack.chat import Bot, SlackChat, exact
from bot.slack.download import Downloads
from bot.slack.groups import Groups
from bot.slack.names import channel_names, file_name
from bot.slack.said import Reader
from bot.slack.views.text import safe
from tests.core.outage import RULES
from tests.core.story import PLAN, Story
from tests.core.test_clocks import RULEBOOK
from tests.core.test_tickets import Ticket
from tests.slack.blockkit import actions, all_text, assert_blocks
from tests.slack.web import FakeClient, FakeSlack

NUMBER = "INC-0001/1/3"


@dataclass
class World:
    """An incident, Slack, and the chat between them."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    story: Story = field(default_factory=Story)
    objects: dict[str, bytes] = field(default_factory=dict)
    announce: str = "C0INCIDENTS"
    groups: dict[str, frozenset[str]] = field(
        default_factory=lambda: {"S0ONCALL": frozenset({"U0BO", "U0HANDRAIL"})}
    )
    messages: dict[str, Message] = field(default_factory=dict)
    channel: str = "C1"
    channels: dict[str, str] = field(default_factory=dict)

    def members(self, group: str) -> frozenset[str]:
        return self.groups[group]

    def scene(self) -> Scene:
        incident = replace(self.story.incident, channel=self.channel, messages=self.messages)
        return Scene(incident, RULES, self.story.clock.now())

    def does(self, effect: fx.Effect, attempt: int = 1) -> Done:
        client = FakeClient(self.slack)
        chat = SlackChat(
            client,
            Bot("U0HANDRAIL", "https://briefcase.slack.com/"),
            Groups({"oncall": ("S0ONCALL", "U0CHI")}, self.members, self.channels),
            lambda incident, place, item: PLAN,
            self.objects.get,
            Reader("T1", "U0HANDRAIL", "B0HANDRAIL", "https://briefcase.slack.com/", str.lower),
            Downloads(client, "xoxb-for-tests", 100, lambda content, kind: f"{kind}:{content!r}"),
            lambda channel: channel in self.slack.shared,
            lambda user: user != "U0EVE",
            self.announce,
        )
        return chat.perform(Leased(NUMBER, "INC-0001", effect, attempt), self.scene())


# -- the channel -----------------------------------------------------------------------------


def test_a_channel_is_made_by_its_name() -> None:
    done = World().does(fx.CreateChannel("inc-0001-the-app"))

    assert isinstance(done, Channelled)
    assert done.name == "inc-0001-the-app"


def test_a_shared_channel_is_watched_until_it_is_ours_again() -> None:
    world = World()
    world.story.channel().on(Shared("C1"), HANDRAIL)
    world.slack.shared.add("C1")

    with pytest.raises(Held):
        world.does(fx.WatchChannel("C1"))
    world.slack.shared.clear()
    done = world.does(fx.WatchChannel("C1"))

    assert done == Unshared("C1")


def test_an_incident_that_has_moved_is_watched_no_more() -> None:
    world = World()
    world.slack.shared.add("C9")

    assert world.does(fx.WatchChannel("C9")) == Nothing()


def test_a_channel_whose_answer_was_lost_is_found_and_not_made_twice() -> None:
    world = World()
    world.slack.loses.append("conversations.create")
    with pytest.raises(Retry):
        world.does(fx.CreateChannel("inc-0001-the-app"))

    done = world.does(fx.CreateChannel("inc-0001-the-app"), attempt=2)

    assert [channel["id"] for channel in world.slack.channels.values()] == [getattr(done, "channel", "")]


@pytest.mark.parametrize(
    "other",
    [
        {"creator": "U0BO"},
        {"created": 1_000_000_000},
        {"name": "inc-0001-the-app", "creator": "U0OTHERBOT"},
    ],
    ids=["of a person", "of an older incident", "of another bot"],
)
def test_a_channel_of_somebody_else_is_left_alone_and_the_next_name_taken(other: dict[str, Any]) -> None:
    world = World()
    world.does(fx.CreateChannel("inc-0001-the-app"))
    (channel,) = world.slack.channels.values()
    channel.update(other)

    done = world.does(fx.CreateChannel("inc-0001-the-app"))

    assert isinstance(done, Channelled)
    assert done.name == "inc-0001-the-app-2"


def test_the_list_of_channels_is_read_to_its_end() -> None:
    world = World()
    world.slack.pages = 1
    for name in ("one", "two", "inc-0001-the-app"):
        world.does(fx.CreateChannel(name))

    done = world.does(fx.CreateChannel("inc-0001-the-app"), attempt=2)

    assert isinstance(done, Channelled)
    assert done.channel == list(world.slack.channels)[-1]


def test_when_all_names_are_taken_a_person_is_told() -> None:
    world = World()
    world.slack.fails["conversations.create"] = ["name_taken"] * 9

    with pytest.raises(Permanent, match="are taken"):
        world.does(fx.CreateChannel("inc-0001-the-app"))


def test_no_name_is_longer_than_slack_takes() -> None:
    assert [len(name) for name in channel_names("x" * 200)] == [80] * 9


def test_people_and_groups_are_invited_without_the_bot() -> None:
    world = World()

    done = world.does(fx.Invite(("U0ANA",), ("oncall", "unbound")))

    assert done == Nothing()
    assert world.slack.asked("conversations.invite") == [{"channel": "C1", "users": "U0ANA,U0BO,U0CHI"}]


def test_a_guest_is_never_invited_into_a_restricted_incident() -> None:
    world = World()
    world.story.on(Restrict("it names a person"))

    world.does(fx.Invite(("U0ANA", "U0EVE")))

    assert world.slack.asked("conversations.invite") == [{"channel": "C1", "users": "U0ANA"}]


def test_who_is_there_already_or_cannot_come_does_not_keep_the_others_out() -> None:
    world = World()
    world.slack.fails["conversations.invite"] = ["already_in_channel", "already_in_channel", "user_not_found"]

    world.does(fx.Invite(("U0ANA", "U0OLD", "U0CHI")))

    invited = [call["users"] for call in world.slack.asked("conversations.invite")]
    assert invited == ["U0ANA,U0OLD,U0CHI", "U0ANA", "U0OLD", "U0CHI"]


def test_an_invitation_that_the_workspace_forbids_is_not_hidden() -> None:
    world = World()
    world.slack.fails["conversations.invite"] = ["restricted_action"]

    with pytest.raises(Permanent, match="does not let the bot do this"):
        world.does(fx.Invite(("U0ANA",)))


def test_nobody_to_invite_is_no_call() -> None:
    world = World()

    world.does(fx.Invite(("U0HANDRAIL", "ana")))

    assert world.slack.calls == []


def test_a_topic_is_escaped_and_no_longer_than_slack_takes() -> None:
    world = World()

    world.does(fx.SetTopic("<!channel> " + "x" * 300))

    (call,) = world.slack.asked("conversations.setTopic")
    assert call["topic"].startswith("&lt;!channel&gt;")
    assert len(call["topic"]) <= 250


def test_a_topic_has_no_format_of_its_own() -> None:
    world = World()

    world.does(fx.SetTopic("INC-0001 · P1 · *It is over* :tada:"))

    (call,) = world.slack.asked("conversations.setTopic")
    assert call["topic"] == safe("INC-0001 · P1 · *It is over* :tada:")
    assert "*" not in call["topic"]


@pytest.mark.parametrize("there", ["P1 &lt;3", "P1 <3"])
def test_a_topic_that_an_earlier_try_has_set_is_not_told_again(there: str) -> None:
    world = World()
    world.slack.topics["C1"] = there

    world.does(fx.SetTopic("P1 <3"), attempt=2)

    assert world.slack.asked("conversations.setTopic") == []


def test_a_topic_that_no_earlier_try_has_set_is_set() -> None:
    world = World()
    world.slack.topics["C1"] = "P2"

    world.does(fx.SetTopic("P1"), attempt=2)

    assert [call["topic"] for call in world.slack.asked("conversations.setTopic")] == ["P1"]


def test_what_needs_the_channel_waits_for_it() -> None:
    with pytest.raises(Retry, match="does not exist yet"):
        World(channel="").does(fx.SetTopic("topic"))


# -- messages --------------------------------------------------------------------------------


def test_a_card_is_posted_with_the_mark_of_its_effect_and_without_unfurling() -> None:
    world = World()

    done = world.does(fx.RefreshCard())

    (call,) = world.slack.asked("chat.postMessage")
    assert_blocks(call["blocks"])
    assert call["metadata"] == {"event_type": "handrail_effect", "event_payload": {"effect": NUMBER}}
    assert (call["unfurl_links"], call["unfurl_media"], call["link_names"], call["parse"]) == (
        False,
        False,
        False,
        "none",
    )
    assert isinstance(done, Posted)
    assert done.permalink == f"https://briefcase.slack.com/archives/C1/p{done.ts.replace('.', '')}"


def kept(world: World, effect: fx.Effect, surface: str) -> Posted:
    done = world.does(effect)
    assert isinstance(done, Posted)
    world.messages[surface] = Message(done.channel, done.ts, done.permalink)
    return done


def test_a_card_that_is_there_is_edited_in_place() -> None:
    world = World()
    first = kept(world, fx.RefreshCard(), "card")

    second = world.does(fx.RefreshCard())

    assert second == first
    assert len(world.slack.messages["C1"]) == 1


def test_a_card_that_somebody_deleted_is_posted_and_pinned_again() -> None:
    world = World()
    first = kept(world, fx.RefreshCard(), "card")
    world.slack.messages["C1"].clear()

    second = world.does(fx.RefreshCard())

    assert isinstance(second, Posted)
    assert second.ts != first.ts
    assert world.slack.asked("pins.add") == [{"channel": "C1", "timestamp": second.ts}]


@pytest.mark.parametrize("paged", [0, 1])
@pytest.mark.parametrize(
    ("effect", "thread"),
    [
        (fx.RefreshStep("r1", 1), ""),
        (fx.PostNotice("look"), ""),
        (fx.PostOutput("r1", 1, "Look", "ok", "", "fine", "d"), "7.0"),
    ],
)
def test_a_post_whose_answer_was_lost_is_found_and_not_posted_twice(
    effect: fx.Effect, thread: str, paged: int
) -> None:
    world = World()
    world.slack.pages = paged
    if thread:
        world.messages["step/r1/1"] = Message("C1", thread)
    world.does(fx.PostNotice("something else"))
    world.slack.messages["C1"][0]["metadata"] = {"event_type": "other", "event_payload": {"effect": NUMBER}}
    world.slack.loses.append("chat.postMessage")
    with pytest.raises(Retry):
        world.does(effect)

    done = world.does(effect, attempt=2)

    assert isinstance(done, Posted)
    assert len(world.slack.messages["C1"]) == 2
    assert done.ts == world.slack.messages["C1"][1]["ts"]


def test_a_post_that_never_arrived_is_posted_after_looking() -> None:
    world = World()

    world.does(fx.PostNotice("look"), attempt=2)

    assert world.slack.names() == ["conversations.history", "chat.postMessage"]


def test_looking_begins_a_little_before_the_incident() -> None:
    world = World()

    world.does(fx.PostNotice("look"), attempt=2)

    (call,) = world.slack.asked("conversations.history")
    declared = world.story.incident.declared_at.timestamp()
    assert 0 < declared - float(call["oldest"]) <= 300
    assert str(call["include_all_metadata"]).lower() in {"true", "1"}


def test_output_and_notices_go_into_the_thread_of_their_step() -> None:
    world = World()
    world.messages["step/r1/1"] = Message("C1", "7.0")

    world.does(fx.PostOutput("r1", 1, "Look", "broken", "", "<!here>", "d"))
    world.does(fx.PostNotice("overdue", ("U0ANA",), ("oncall",), "r1", 1))

    assert [call["thread_ts"] for call in world.slack.asked("chat.postMessage")] == ["7.0", "7.0"]
    notice = world.slack.asked("chat.postMessage")[1]["blocks"][0]["elements"][0]["elements"]
    assert [part.get("user_id") or part.get("usergroup_id") for part in notice if part["type"] != "text"] == [
        "U0ANA",
        "U0CHI",
        "S0ONCALL",
    ]


def test_when_the_thread_is_gone_it_is_said_in_the_channel() -> None:
    world = World()
    world.messages["step/r1/1"] = Message("C1", "7.0")
    world.slack.fails["chat.postMessage"] = ["thread_not_found"]

    world.does(fx.PostNotice("overdue", run="r1", visit=1))

    assert "thread_ts" not in world.slack.asked("chat.postMessage")[1]


def test_a_step_that_was_left_becomes_one_line() -> None:
    world = World()
    world.story.result("broken", {"bad": "r-1"})

    world.does(fx.RefreshStep("r1", 1))
    world.does(fx.RefreshStep("r1", 2))

    left, current = world.slack.messages["C1"]
    assert all_text(left["blocks"]).startswith("✓ *Look* → Broken")
    assert "How bad?" in all_text(current["blocks"])
    assert current["text"] == "INC-0001: How bad?"


def test_a_request_for_approval_is_posted_with_the_exact_command() -> None:
    world = World()
    world.story.result("broken", {"bad": "r-1"})
    token = approval_of(world)

    world.does(fx.RefreshApproval(token))

    (call,) = world.slack.asked("chat.postMessage")
    assert PLAN.text in all_text(call["blocks"])


def approval_of(world: World) -> str:
    from bot.core.signals import Answer, Collect, Pick  # noqa: PLC0415 - only this walk needs them

    story = world.story
    story.on(Answer(story.place, {"lost": "no", "name": "api"})).on(Pick(story.place, "done"))
    story.on(Collect("r1/copy", "kept")).ask()
    return "token-1"


def test_the_announcement_goes_to_its_own_channel_and_is_edited_there() -> None:
    world = World()
    kept(world, fx.RefreshAnnouncement(), "announcement")

    world.does(fx.RefreshAnnouncement())

    (posted,) = world.slack.asked("chat.postMessage")
    assert posted["channel"] == "C0INCIDENTS"
    assert "<#C1>" in all_text(posted["blocks"])
    assert len(world.slack.asked("chat.update")) == 1


def a_ticket(**world: Any) -> World:
    return World(story=Ticket(RULEBOOK), channel="", **world)


@pytest.mark.parametrize(
    ("closed", "announce", "place"),
    [([], "C0INCIDENTS", "C0INCIDENTS"), ([], "", "C9"), (["not_in_channel"], "", "D0ANA")],
    ids=["where announcements go", "where it was declared", "who declared it"],
)
def test_a_ticket_hangs_where_the_bot_may_post(closed: list[Any], announce: str, place: str) -> None:
    world = a_ticket(announce=announce)
    world.slack.fails["chat.postMessage"] = closed

    done = world.does(fx.OpenTicket("C9"))

    assert isinstance(done, Posted)
    assert done.channel == place
    assert "Follow it in this thread" in all_text(world.slack.messages[place][0]["blocks"])


@pytest.mark.parametrize(
    "effect", [fx.RefreshCard(), fx.RefreshStep("r1", 1), fx.PostNotice("It is the font.")]
)
def test_what_a_ticket_says_stands_in_its_thread(effect: fx.Effect) -> None:
    world = a_ticket(messages={"announcement": Message("C9", "1.0")})

    world.does(effect)

    (message,) = world.slack.messages["C9"]
    assert message["thread_ts"] == "1.0"
    assert world.does(fx.Invite(("U0BO",))) == Nothing()
    assert "conversations.invite" not in world.slack.names()


def test_without_a_channel_for_announcements_there_is_none() -> None:
    world = World(announce="")

    assert world.does(fx.RefreshAnnouncement()) == Nothing()
    assert world.slack.calls == []


@pytest.mark.parametrize("error", ["already_pinned", "message_not_found"])
def test_a_pin_that_is_there_or_has_nothing_to_hold_is_fine(error: str) -> None:
    world = World()
    kept(world, fx.RefreshCard(), "card")
    world.slack.fails["pins.add"] = [error]

    assert world.does(fx.PinCard()) == Nothing()


def test_a_card_is_posted_before_it_is_pinned() -> None:
    with pytest.raises(Retry, match="not posted yet"):
        World().does(fx.PinCard())


# -- files -----------------------------------------------------------------------------------

FILE = fx.PostFile("INC-0001-postmortem.md", "Postmortem draft", "abcdef0123456789")


def test_a_file_is_uploaded_into_the_channel_under_a_name_with_its_digest() -> None:
    world = World(objects={FILE.digest: b"# Draft"})

    assert world.does(FILE) == Nothing()
    (asked,) = world.slack.asked("files.getUploadURLExternal")
    assert (asked["filename"], asked["length"]) == ("INC-0001-postmortem-abcdef01.md", 7)
    assert world.slack.asked("upload") == [{"data": b"# Draft"}]
    assert world.slack.files[0]["channel_id"] == "C1"


def test_a_picture_says_in_words_what_is_to_be_seen_in_it() -> None:
    world = World(objects={FILE.digest: b"png"})

    world.does(replace(FILE, name="INC-0001-map.png", about="Now at “Stop it”."))

    (asked,) = world.slack.asked("files.getUploadURLExternal")
    assert asked["alt_txt"] == "Now at “Stop it”."


def test_a_file_that_is_there_is_not_uploaded_again() -> None:
    world = World(objects={FILE.digest: b"# Draft"})
    world.slack.messages["C1"] = [{"ts": "1.0", "files": [{"name": "INC-0001-postmortem-abcdef01.md"}]}]

    world.does(FILE, attempt=2)

    assert world.slack.files == []


def test_a_file_that_was_purged_is_said_so() -> None:
    with pytest.raises(Permanent, match="is not kept any more"):
        World().does(FILE)


def test_a_file_without_an_ending_keeps_its_name() -> None:
    assert file_name("LICENSE", "0123456789") == "LICENSE-01234567"


# -- trouble ---------------------------------------------------------------------------------


def test_a_limit_says_how_long_to_wait_and_for_what() -> None:
    world = World()
    world.slack.fails["chat.postMessage"] = [
        (429, {"Retry-After": "17"}, {"ok": False, "error": "ratelimited"})
    ]

    with pytest.raises(Retry) as caught:
        world.does(fx.RefreshCard())

    assert (caught.value.after, caught.value.bucket) == (17.0, "chat.postMessage")


@pytest.mark.parametrize(
    "trouble",
    [
        urllib.error.URLError("no route"),
        TimeoutError("timed out"),
        ConnectionResetError("reset"),
        (503, {}, {"ok": False, "error": "Received a response in a non-JSON format: <html>"}),
        (200, {}, {"ok": False, "error": "internal_error"}),
    ],
)
def test_what_may_pass_is_tried_again(trouble: Any) -> None:
    world = World()
    world.slack.fails["chat.postMessage"] = [trouble]

    with pytest.raises(Retry):
        world.does(fx.RefreshCard())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("is_archived", "the channel is archived"),
        ("invalid_blocks", "chat.postMessage: invalid_blocks"),
        ((200, {}, {"ok": False, "error": "missing_scope", "needed": "chat:write"}), "It needs `chat:write`"),
    ],
)
def test_what_will_not_pass_is_said_in_plain_words(trouble: Any, words: str) -> None:
    world = World()
    world.slack.fails["chat.postMessage"] = [trouble]

    with pytest.raises(Permanent, match=words):
        world.does(fx.RefreshCard())


@pytest.mark.parametrize("effect", [fx.Wake(), fx.WriteDraft(), fx.DrawMap(), fx.CancelCommand("e")])
def test_what_is_not_for_slack_is_refused(effect: fx.Effect) -> None:
    with pytest.raises(Permanent, match="is not for Slack's channels"):
        World().does(effect)


# -- what exactly would run ------------------------------------------------------------------


def test_the_exact_command_is_shown_as_it_would_run_or_be_copied() -> None:
    incident = Story().incident

    def cannot(_: str, __: Place, ___: str) -> Plan:
        raise NotNow("“Mend” cannot run: `--x` begins with a dash.")

    by_hand = exact(lambda *_: ByHand("look", "unbound"), incident, Place("r1", 1), "main")
    refused = exact(cannot, incident, Place("r1", 1), "main")

    assert by_hand is not None
    assert (by_hand.text, by_hand.by_hand) == ("look", "unbound")
    assert refused is not None
    assert "begins with a dash" in refused.problem
    assert exact(lambda *_: None, incident, Place("r1", 1), "main") is None


# -- updates ---------------------------------------------------------------------------------

UPDATE = fx.PostUpdate("oncall", "We are *on it*.\nMore at 12:30 <!channel>.", "r1", 3)


def told(world: World) -> tuple[str, str]:
    """Where the one message went, and all that it says."""
    (posted,) = world.slack.asked("chat.postMessage")
    return posted["channel"], str(posted["blocks"])


def test_an_update_goes_to_its_groups_channel_line_by_line_as_it_was_sent() -> None:
    world = World(channels={"oncall": "C0ONCALL"})

    done = world.does(UPDATE)

    channel, said = told(world)
    assert isinstance(done, Posted)
    assert (channel, done.channel) == ("C0ONCALL", "C0ONCALL")
    assert str(UPDATE.text)[1:-1].replace("\n", "\\n") in said
    assert "'type': 'rich_text'" in said


@pytest.mark.parametrize(
    ("channels", "fails", "why"),
    [
        ({}, [], "On-call has no channel"),
        ({"oncall": "#nowhere"}, [], "On-call has no channel"),
        ({"oncall": "C0ONCALL"}, ["not_in_channel"], "invite the bot there"),
        ({"oncall": "C0ONCALL"}, [Held("C0ONCALL")], "another organisation can read"),
    ],
)
def test_an_update_that_cannot_be_posted_is_given_to_the_incident_to_be_pasted(
    channels: dict[str, str], fails: list[Any], why: str
) -> None:
    world = World(channels=channels)
    world.slack.fails["chat.postMessage"] = list(fails)

    world.does(UPDATE)

    *_, posted = world.slack.asked("chat.postMessage")
    assert posted["channel"] == "C1"
    assert why in str(posted["blocks"])
    assert "Paste it there yourself" in str(posted["blocks"])
    assert "More at 12:30" in str(posted["blocks"])


# -- messages that are kept ------------------------------------------------------------------


def test_a_reply_is_found_in_its_thread() -> None:
    world = World()
    reply = {
        "ts": "7.0",
        "thread_ts": "7.0",
        "user": "U0CHI",
        "text": "It fell",
        "files": [{"id": "F1", "name": "a.png"}],
    }
    world.slack.messages["C1"] = [reply]

    found = world.does(fx.FetchMessage("C1", "7.0"))

    assert isinstance(found, Found)
    assert (found.text, found.source.author.name, found.own) == ("It fell", "u0chi", False)
    assert [file.name for file in found.source.files] == ["a.png"]
    assert world.slack.names() == ["conversations.replies"]


def test_a_message_that_is_gone_is_missing_and_ones_own_is_known() -> None:
    world = World()
    world.slack.fails["conversations.replies"] = ["thread_not_found"]

    gone = world.does(fx.FetchMessage("C1", "7.0"))
    world.slack.messages["C1"] = [{"ts": "8.0", "user": "U0HANDRAIL", "text": "The card"}]
    own = world.does(fx.FetchMessage("C1", "8.0"))

    assert gone == Missing("it is not there any more")
    assert isinstance(own, Found)
    assert own.own


def test_a_whisper_is_for_one_person_and_may_be_missed() -> None:
    world = World()

    world.does(fx.Whisper("U0CHI", "Something <was> removed."))
    world.slack.fails["chat.postEphemeral"] = ["user_not_in_channel"]
    missed = world.does(fx.Whisper("U0BO", "It is not kept.", "C9"))

    said, _ = world.slack.asked("chat.postEphemeral")
    assert (said["channel"], said["user"], said["text"]) == ("C1", "U0CHI", "Something &lt;was&gt; removed.")
    assert missed == Nothing()


# -- reminders -------------------------------------------------------------------------------


def test_a_reminder_spares_who_silenced_it_also_as_one_of_a_group() -> None:
    world = World(groups={"S0ONCALL": frozenset({"U0BO", "U0ANA", "U0HANDRAIL"})})

    world.does(fx.PostNotice("An update is owed.", groups=("oncall",), nag=True, spares=("U0ANA",)))
    world.does(fx.PostNotice("An update is owed.", groups=("oncall",), nag=True, spares=("U0EVE",)))

    spared, all_ = (message["blocks"] for message in world.slack.messages["C1"])
    assert_blocks(spared)
    mentioned = [part.get("user_id") or part.get("usergroup_id") for part in parts_of(spared)]
    assert [one for one in mentioned if one] == ["U0BO", "U0CHI"]
    assert "S0ONCALL" in [part.get("usergroup_id") for part in parts_of(all_)]
    assert actions(spared) == ["do:snooze"]


def parts_of(blocks: list[Any]) -> list[Any]:
    return [part for section in blocks[0]["elements"] for part in section["elements"]]


# -- silence ---------------------------------------------------------------------------------


def test_in_silence_all_but_the_card_and_what_people_send_is_said_in_its_thread() -> None:
    world = World(messages={"card": Message("C1", "7.0")})
    world.story.on(Hush(on=True))

    world.does(fx.PostNotice("Overdue"))
    world.does(fx.RefreshStep("r1", 1))
    world.does(fx.PostUpdate("", "We mend it.", number=1, where="channel"))

    threads = [said.get("thread_ts") for said in world.slack.asked("chat.postMessage")]
    assert threads == ["7.0", "7.0", None]
