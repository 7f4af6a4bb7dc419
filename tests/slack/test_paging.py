"""Who is paged in Slack: found, written to, answered; and said plainly when there is nobody."""

from dataclasses import dataclass, field, replace

import pytest

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.incident import Message
from bot.core.signals import HANDRAIL, Done, Posted, Reached, Restrict
from bot.engine.ports import Leased, Permanent, Scene
from bot.slack.groups import Groups
from bot.slack.paging import SlackPager
from bot.slack.posts import Posts
from tests.core.story import BO, Story
from tests.core.test_clocks import CLOCKED, RULEBOOK, declared
from tests.slack.blockkit import actions, all_text, assert_blocks
from tests.slack.web import FakeClient, FakeSlack


@dataclass
class World:
    """An incident, Slack, and the pager between them."""

    story: Story = field(default_factory=declared)
    slack: FakeSlack = field(default_factory=FakeSlack)
    people: frozenset[str] = frozenset({"U0BO", "U0HANDRAIL", "U0ANA"})
    messages: dict[str, Message] = field(default_factory=dict)
    channel_of_security: str = ""

    def does(self, effect: fx.Effect, attempt: int = 1) -> Done:
        client = FakeClient(self.slack)
        bound = {"oncall": ("S0ONCALL",), "night": ("U0CHI",)}
        groups = Groups(bound, lambda _: self.people, {"security": self.channel_of_security})
        night = replace(CLOCKED.groups["security"], page="night")
        policy = replace(CLOCKED, groups={**CLOCKED.groups, "security": night})
        incident = replace(self.story.incident, messages=self.messages)
        scene = Scene(incident, replace(RULEBOOK, policy=policy), self.story.clock.now())
        pager = SlackPager(
            client,
            Posts(client, "https://app.slack.com"),
            groups,
            "U0HANDRAIL",
            lambda channel: channel in self.slack.shared,
            lambda user: user != "U0EVE",
        )
        return pager.perform(Leased("INC-0001/1/3", "INC-0001", effect, attempt), scene)


def test_the_people_of_a_group_are_found_without_the_bot() -> None:
    assert World().does(fx.Page("p1", "oncall")) == Reached("p1", ("U0ANA", "U0BO"))


def test_a_guest_of_a_group_is_not_called_to_a_restricted_incident() -> None:
    world = World(people=frozenset({"U0BO", "U0EVE"}))

    public = world.does(fx.Page("p1", "oncall"))
    world.story.on(Restrict("it names a person"))

    assert public == Reached("p1", ("U0BO", "U0EVE"))
    assert world.does(fx.Page("p1", "oncall")) == Reached("p1", ("U0BO",))


def test_a_group_whose_channel_is_shared_is_told_person_by_person() -> None:
    world = World(channel_of_security="C0SEC")
    world.slack.shared.add("C0SEC")

    assert world.does(fx.Page("p1", "security", tells=True)) == Reached("p1", ("U0CHI",))


def test_a_group_is_paged_by_the_name_that_the_policy_pages_it_by() -> None:
    assert World().does(fx.Page("p1", "security")) == Reached("p1", ("U0CHI",))


@pytest.mark.parametrize(
    ("group", "people", "why"),
    [
        ("execs", frozenset({"U0BO"}), "bound to nobody"),
        ("oncall", frozenset[str](), "nobody is in the group"),
    ],
)
def test_a_group_in_which_nobody_is_is_said(group: str, people: frozenset[str], why: str) -> None:
    done = World(people=people).does(fx.Page("p1", group))

    assert isinstance(done, Reached)
    assert done.to == ()
    assert why in done.trouble


def test_who_is_only_told_is_told_in_their_channel() -> None:
    world = World(channel_of_security="C7")

    assert world.does(fx.Page("p1", "security", tells=True)) == Reached("p1", ("C7",))


def test_each_is_written_to_directly_with_a_button() -> None:
    world = World()

    done = world.does(fx.RefreshPage("p1", "U0BO"))

    assert isinstance(done, Posted)
    assert done.channel == "D0BO"
    blocks = world.slack.messages["D0BO"][0]["blocks"]
    assert_blocks(blocks)
    assert "*On-call* is paged: it is P1, means P1." in all_text(blocks)
    assert actions(blocks) == ["do:ack", "show:step"]


def test_a_message_whose_reply_was_lost_is_found_and_not_sent_twice() -> None:
    world = World()
    world.does(fx.RefreshPage("p1", "U0BO"))

    world.does(fx.RefreshPage("p1", "U0BO"), attempt=2)

    assert len(world.slack.messages["D0BO"]) == 1


def test_once_somebody_is_on_it_the_message_says_who_and_asks_no_more() -> None:
    world = World()
    done = world.does(fx.RefreshPage("p1", "U0BO"))
    assert isinstance(done, Posted)
    world.messages["page/p1/U0BO"] = Message(done.channel, done.ts)
    world.story.on(sg.EffectDone("e", Reached("p1", ("U0BO",))), HANDRAIL).on(sg.Acknowledge("p1"), BO)

    world.does(fx.RefreshPage("p1", "U0BO", edits=True))

    (message,) = world.slack.messages["D0BO"]
    assert "<@U0BO> is on it since" in all_text(message["blocks"])
    assert actions(message["blocks"]) == []


def test_what_is_not_for_the_pager_is_refused() -> None:
    with pytest.raises(Permanent, match="not for the pager"):
        World().does(fx.Wake())
