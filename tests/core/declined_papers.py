"""Requests about the postmortem that are declined, for the golden file of refusals."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from bot.core import signals as sg
from bot.core.policy import CLOSING
from bot.core.runbook import Severity
from bot.core.signals import Actor, What
from tests.core.outage import RULES
from tests.core.story import ANA, BO, CHI, Story
from tests.core.test_papers import FRIDAY, TODAY, resolved, written

Row: TypeAlias = tuple[Callable[[], Story], Callable[[Story], What], Actor]


def with_item() -> Story:
    return Story().on(sg.AddAction("Watch the disk", BO, FRIDAY))


def asked() -> Story:
    return written().on(sg.AskReview(BO))


def _row(story: Callable[[], Story], what: What, by: Actor = ANA) -> Row:
    return story, lambda _: what, by


OF_PAPERS: dict[str, Row] = {
    "a section of no postmortem": _row(
        lambda: Story(RULES, "app/restore"), sg.WriteSection("summary", "It went well.")
    ),
    "a section that is not there": _row(Story, sg.WriteSection("blame", "Ana")),
    "a section that another wrote meanwhile": _row(written, sg.WriteSection("summary", "Mine", seen=0), BO),
    "no text to add": _row(written, sg.WriteSection("summary", " ")),
    "a section that reads so already": _row(written, sg.WriteSection("summary", "It was the disk.", seen=1)),
    "a section that grew too long": _row(written, sg.WriteSection("summary", "a" * 2890)),
    "an action item that says nothing": _row(Story, sg.AddAction(" ", ANA, FRIDAY)),
    "an action item that says too much": _row(Story, sg.AddAction("a" * 301, ANA, FRIDAY)),
    "an action item for somebody outside": _row(
        lambda: Story().on(sg.Restrict("it names a person")), sg.AddAction("Watch the disk", BO, FRIDAY)
    ),
    "an action item for yesterday": _row(
        Story, sg.AddAction("Watch the disk", ANA, TODAY - timedelta(days=1))
    ),
    "an action item that is not there": _row(Story, sg.SettleAction("A7", "done")),
    "an action item that is not there among others": _row(with_item, sg.SettleAction("A7", "done")),
    "an action item that is done": _row(
        lambda: with_item().on(sg.SettleAction("A1", "done"), BO), sg.SettleAction("A1", "done")
    ),
    "another owner of an action item that is done": _row(
        lambda: with_item().on(sg.SettleAction("A1", "done"), BO), sg.AssignAction("A1", CHI)
    ),
    "an action item that another has by now": _row(with_item, sg.AssignAction("A1", CHI, seen="U0ANA")),
    "an action item that is so already": _row(with_item, sg.AssignAction("A1", BO)),
    "an action item dropped without a reason": _row(with_item, sg.SettleAction("A1", "dropped")),
    "no action items beside some": _row(with_item, sg.NoActions("nothing to learn")),
    "a review of nothing": _row(Story, sg.AskReview(BO)),
    "a review by its only author": _row(written, sg.AskReview(ANA), BO),
    "a review that was asked for already": _row(asked, sg.AskReview(BO)),
    "accepted by its only author": _row(asked, sg.Accept()),
    "accepted unread": _row(asked, sg.Accept(seen=0), BO),
    "accepted twice": _row(lambda: asked().on(sg.Accept(), BO), sg.Accept(), CHI),
    "given back without being asked": _row(written, sg.GiveBack("no"), BO),
    "closed without its postmortem": _row(lambda: resolved(*CLOSING[Severity.P1]), sg.Close()),
}
