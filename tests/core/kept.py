"""What people keep in the log, as stories: notes, messages with files, and incidents that belong together."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.runbook import Severity
from bot.core.signals import Attached, Source, What
from tests.core.story import ANA, BO, CHI, Story
from tests.core.test_walk import at_mend, at_stop
from tests.fakes.clock import NOON

GRAPH = Attached("F0GRAPH", "graph.png", "image/png")
SOURCE = Source(
    "C1",
    "1760000000.000100",
    CHI,
    NOON - timedelta(minutes=3),
    "https://example.org/archives/C1/p1",
    (GRAPH,),
)
HERE = sg.MarkMessage("C1", SOURCE.ts)
INTO = sg.Merge("INC-0003", "same receipts", "The receipts do not verify", "inc-0003-receipts")
TAKEN = sg.TakeIn(
    "INC-0007",
    "Receipts broken",
    Severity.P0,
    NOON - timedelta(minutes=9),
    (sg.LeftOpen("r1/undo-stop", "undo", "Start the exports again"),),
    (ANA, BO),
)
Declining: TypeAlias = tuple[Callable[[], Story], Callable[[Story], What]]


def fetching(story: Story) -> str:
    """The effect that was queued last to fetch a message."""
    return next(one.id for one in reversed(story.queued) if isinstance(one.effect, fx.FetchMessage))


def marked(by: sg.Actor = BO) -> Story:
    """Somebody put the reaction on a message."""
    return Story().channel().on(HERE, by)


def fetched(text: str = "The graph fell at 13:57", *, own: bool = False) -> Story:
    story = marked()
    return story.on(sg.EffectDone(fetching(story), sg.Found(text, SOURCE, own)), sg.HANDRAIL)


def noted() -> Story:
    return Story().on(sg.Note("twelve receipts"))


def struck() -> Story:
    return noted().on(sg.Strike(1, "it was another store"), BO)


def leading_procedure() -> Story:
    return Story(runbook="app/restore")


OF_THE_LOG: Mapping[str, Declining] = {
    "a message that was kept": (fetched, lambda _: sg.KeepMessage("again", SOURCE)),
    "a message without anything": (
        Story,
        lambda _: sg.KeepMessage(" ", Source("C1", "1.0", CHI, NOON)),
    ),
    "an amendment of no note": (Story, lambda _: sg.Amend(1, "text", "why")),
    "an amendment of a note too many": (noted, lambda _: sg.Amend(2, "text", "why")),
    "an amendment of a struck note": (struck, lambda _: sg.Amend(1, "text", "why")),
    "an amendment to nothing": (noted, lambda _: sg.Amend(1, " ", "why")),
    "an amendment without a reason": (noted, lambda _: sg.Amend(1, "text", " ")),
    "a note struck twice": (struck, lambda _: sg.Strike(1, "why")),
    "a note struck without a reason": (noted, lambda _: sg.Strike(1, "")),
    "a link with itself": (Story, lambda _: sg.Link("INC-0001")),
    "a link that is there": (
        lambda: Story().on(sg.Link("INC-0002", "Other")),
        lambda _: sg.Link("INC-0002", "Other"),
    ),
    "a merge into itself": (Story, lambda _: sg.Merge("INC-0001")),
    "a merge of a procedure": (leading_procedure, lambda _: INTO),
    "a merge into a procedure": (leading_procedure, lambda _: TAKEN),
    "a merge of what somebody else commands": (
        lambda: Story().on(sg.TakeRole("commander", BO), BO),
        lambda _: INTO,
    ),
    "a step of a duplicate": (lambda: at_stop().on(INTO), lambda _: sg.Acknowledge()),
}
"""Every refusal about the log, by what was asked for."""


def record() -> Story:
    """Notes typed, kept, amended and struck; a file that came and one that did not; a link and a merge."""
    story = at_mend().channel().on(sg.Note("twelve receipts")).on(HERE, BO)
    effect = fetching(story)
    story.on(sg.EffectDone(effect, sg.Found("The graph fell at 13:57", SOURCE)), sg.HANDRAIL)
    stored = sg.Stored(2, GRAPH.id, GRAPH.name, GRAPH.media_type, 123456, "a" * 64)
    story.on(sg.EffectDone("e", stored), sg.HANDRAIL)
    missing = sg.Missing("it is too large: 31 MB, and at most 20 MB are kept", 2, "F0DUMP", "dump.bin")
    story.on(sg.EffectDone("e", missing), sg.HANDRAIL)
    story.on(sg.Amend(1, "eleven receipts", "counted again"), BO).on(sg.Strike(2, "it is of last week"), CHI)
    story.on(sg.Link("INC-0002", "Exports are late")).on(TAKEN)
    return story.on(INTO)
