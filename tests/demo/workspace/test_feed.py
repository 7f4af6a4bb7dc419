import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.demo.workspace.actions import say
from bot.demo.workspace.feed import Change, Feed, Moved
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BO, INCIDENTS

pytestmark = pytest.mark.anyio


async def next_of(stream: AsyncIterator[Change]) -> Change:
    return await anext(stream)


async def speak(slack: Workspace, said: list[str]) -> None:
    said.append(say(slack, ANA, INCIDENTS, "hi").ts)


async def test_a_reader_is_woken_by_the_next_change(slack: Workspace) -> None:
    stream = slack.state.feed.stream(after=0)
    said: list[str] = []

    async with asyncio.TaskGroup() as group:
        reader = group.create_task(next_of(stream))
        group.create_task(speak(slack, said))

    change = reader.result()
    assert (change.what, change.ts, change.actor) == (Moved.MESSAGE_POSTED, said[0], ANA)


async def test_a_reader_that_was_away_misses_nothing() -> None:
    feed = Feed()
    for number in range(3):
        feed.publish(Moved.MESSAGE_POSTED, ts=f"{number}")

    stream = aiter(feed.stream(after=1))
    seen = [(await anext(stream)).ts, (await anext(stream)).ts]

    assert seen == ["1", "2"]


def test_what_one_person_sees_is_not_told_to_others() -> None:
    feed = Feed()
    feed.publish(Moved.VIEW, person=ANA)

    change = feed.since(0)[0]

    assert (change.is_seen_by(ANA), change.is_seen_by(BO)) == (True, False)
