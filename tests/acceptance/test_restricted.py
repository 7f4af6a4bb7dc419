"""An incident that becomes restricted, in a whole workspace: what was said outside is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.page.browse import Person
from bot.demo.stage import Plan, Stage
from bot.demo.workspace.model import Channel
from tests.acceptance.ground import until

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

SLACKS_OWN = {"channel_join", "channel_topic", "channel_name", "channel_archive"}
TITLE = "Receipt chain verification failure"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    fast = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_POST_BURST": "20"}
    with Stage(Plan(tmp_path / "demo", latency_ms=0, limits=False, settings=fast)) as up:
        yield up


def someone(stage: Stage, user: str) -> Person:
    return Person(stage.base_url, user, patience=30.0)


def channel(stage: Stage, *, private: bool) -> Channel:
    found = [one for one in stage.workspace.state.channels.values() if one.name.startswith("inc-0001")]
    return next(one for one in found if one.is_private == private)


def said_by_the_bot(stage: Stage, where: Channel) -> list[str]:
    bot = stage.workspace.state.bot_id
    return [
        one.text for one in where.messages.values() if one.author == bot and one.subtype not in SLACKS_OWN
    ]


def test_what_was_said_outside_is_taken_back_and_the_walk_goes_on_inside(stage: Stage) -> None:
    ana, chi, eve = (someone(stage, user) for user in ("U0ANA", "U0CHI", "U0EVE"))
    incidents = stage.workspace.state.channel_named("incidents")
    assert incidents is not None
    ana.open("incidents").type("/incident declare receipt chain")
    ana.sees("INC-0001 is declared")
    ana.open("inc-0001").press("Take Commander")
    ana.sees("Does it keep verifying?")
    ana.type("/incident update internal It is being looked at.")
    ana.sees("Update 1 on INC-0001")

    ana.type("/incident restrict a person may be behind it")
    ana.open("inc-0001-moved").sees("archived the channel")

    until(
        lambda: not any(TITLE in one.text for one in incidents.messages.values()), lambda: "it is announced"
    )
    assert said_by_the_bot(stage, channel(stage, private=False)) == []
    assert channel(stage, private=True).name == "inc-0001"
    inside = someone(stage, "U0ANA")
    inside.open(channel(stage, private=True).name).sees("INC-0001 is restricted now")
    inside.sees("Does it keep verifying?")
    assert "inc-0001" not in chi.channels
    chi.open("incidents").type("/incident INC-0001 step")
    chi.sees("There is no incident INC-0001.")
    eve.open("incidents").type("/incident INC-0001 step")
    eve.sees("Guests cannot act in incidents.")
