"""A long command is told of in its step's thread: once, edited at a pace, and ended."""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.incident import Message
from bot.core.picture import Progress
from bot.core.refusals import Unknown
from bot.engine.ports import Scene, Underway
from bot.engine.progress import progress
from bot.slack.progress import ProgressMessages
from tests.core.outage import RULES
from tests.core.story import Story
from tests.fakes.world import HidingRedactor
from tests.slack.blockkit import all_text, assert_blocks
from tests.slack.web import FakeClient, FakeSlack


@dataclass
class Look:
    """The first step of an incident while its command runs, and what its thread shows."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    story: Story = field(default_factory=lambda: Story().channel())
    seconds: float = 4.0
    line: str = ""
    is_over: bool = False
    surfaces: dict[str, Message] = field(default_factory=lambda: {"step/r1/1": Message("C1", "1.1")})

    def __post_init__(self) -> None:
        self.messages = ProgressMessages(FakeClient(self.slack), self.found, lambda: self.seconds)

    def found(self) -> list[Progress]:
        incident = replace(self.story.incident, messages=self.surfaces)
        scene = Scene(incident, RULES, self.story.clock.now())
        running = Underway(self.story.command().id, self.seconds, 60.0, self.line)
        underway = [] if self.is_over else [running]
        return list(progress(underway, lambda _: scene, HidingRedactor(), after=3.0))

    def at(self, seconds: float, line: str = "") -> list[dict[str, Any]]:
        """Look at this second of the command; what was posted and edited by it."""
        self.seconds, self.line = seconds, line
        before = len(self.slack.calls)
        self.messages.look()
        return [given for _, given in self.slack.calls[before:]]


def test_nothing_is_said_of_a_short_command() -> None:
    assert Look().at(2.9) == []


def test_a_long_command_is_told_in_the_thread_with_what_it_wrote_last() -> None:
    (said,) = Look().at(4.0, "row 17 of 90")

    assert (said["channel"], said["thread_ts"]) == ("C1", "1.1")
    assert_blocks(said["blocks"])
    assert "runs for 4 s; it is stopped in 56 s at the latest" in all_text(said["blocks"])
    assert "row 17 of 90" in all_text(said["blocks"])
    assert "do:cancel" in str(said["blocks"])


def test_it_is_edited_at_a_pace_and_ended_once() -> None:
    look = Look()
    look.at(4.0)

    assert look.at(6.0) == []
    (edit,) = look.at(9.5)
    assert "runs for 9 s" in all_text(edit["blocks"])
    look.is_over = True
    (end,) = look.at(11.0)
    assert "has ended" in all_text(end["blocks"])
    assert look.at(12.0) == []


def test_the_steps_own_message_comes_first() -> None:
    look = Look(surfaces={})

    assert look.at(4.0) == []

    look.surfaces = {"step/r1/1": Message("C1", "1.1")}
    assert len(look.at(5.0)) == 1


def test_what_cannot_be_said_is_said_later_and_stops_nothing() -> None:
    look = Look()
    look.slack.fails["chat.postMessage"] = ["ratelimited"]

    look.at(4.0)

    assert len(look.at(5.0)) == 1


def test_what_runs_for_an_incident_that_is_gone_or_for_a_step_that_was_left_is_not_told() -> None:
    def gone(_: str) -> Scene:
        raise Unknown("There is no such incident.", "")

    look = Look()
    running = [Underway("INC-0009/1/0", 9.0, 60.0)]

    assert list(progress(running, gone, HidingRedactor())) == []
    scene = Scene(look.story.incident, RULES, look.story.clock.now())
    assert list(progress(running, lambda _: scene, HidingRedactor())) == []
