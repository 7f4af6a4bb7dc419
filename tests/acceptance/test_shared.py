"""Another organisation comes into an incident's channel, in a whole workspace, and goes again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.page.browse import Person
from bot.demo.stage import Plan, Stage
from bot.demo.workspace.model import Channel
from tests.acceptance.ground import until

pytestmark = pytest.mark.process

OTHERS = "another organisation"
OVER = "What Handrail had held back is posted"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    fast = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_POST_BURST": "20", "HANDRAIL_LOOK_DELAY": "0.05"}
    with Stage(Plan(tmp_path / "demo", latency_ms=0, limits=False, settings=fast)) as up:
        yield up


def room(stage: Stage) -> Channel:
    return next(one for one in stage.workspace.state.channels.values() if one.name.startswith("inc-0001"))


def said(stage: Stage) -> list[str]:
    """What stands in the incident's channel, in order; what Slack itself says left out."""
    return [json.dumps([one.text, one.blocks]) for one in room(stage).messages.values() if not one.subtype]


def test_what_is_held_back_outlives_a_crash_and_comes_once_when_nobody_else_reads(stage: Stage) -> None:
    ana = Person(stage.base_url, "U0ANA", patience=30.0)
    ana.open("incidents").type("/incident declare receipt chain")
    ana.sees("INC-0001 is declared")
    ana.open("inc-0001").press("Take Commander")
    ana.sees("Does it keep verifying?")

    ana.type("/invite @max")
    ana.open("incidents").sees(f"{OTHERS} can read its channel")
    before = said(stage)
    ana.open("inc-0001").type("/incident note typed where others read")
    ana.sees(f"People of {OTHERS} can read this channel")
    ana.open("incidents").type("/incident INC-0001 update internal We are looking at it.")
    ana.type("/incident INC-0001 severity P0!")
    ana.sees("INC-0001 is P0 now")
    stage.kill_bot()
    stage.start_bot()
    ana.type("/incident list").sees(f"{OTHERS} can read its channel")
    shown = said(stage)
    ana.open("inc-0001").type("/remove @max")

    until(
        lambda: any("What Handrail had held back is posted" in one for one in said(stage)),
        lambda: "still locked",
    )
    assert shown == before, "not a word while others read, and no edit"
    later = said(stage)[len(before) :]
    places = [
        next(n for n, one in enumerate(later) if text in one)
        for text in ("We are looking at it", "The severity is P0", OVER)
    ]
    assert places == sorted(places)
    assert [text for text in later if later.count(text) > 1] == []
    ana.type("/incident note we are alone again")
    ana.sees("Noted: n1 of INC-0001")
