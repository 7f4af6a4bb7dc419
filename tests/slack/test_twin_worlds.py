"""Whoever may not know of a restricted incident cannot tell its workspace from one in which it never was."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest

from tests.slack.twins import OUTSIDERS, SECRET, TITLE, WORD, How, World, logged, outside, tried

pytestmark = pytest.mark.no_cover  # much at once: the tracer would double its time


@dataclass
class Twins:
    """The world with the secret, its twin, and what was logged in each."""

    one: World
    twin: World
    lines: tuple[list[str], list[str]]
    room: str


@pytest.fixture(scope="module", params=sorted(SECRET))
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    tmp_path = tmp_path_factory.mktemp("twins")
    how = cast(How, request.param)
    with logged() as lines:
        one = World(tmp_path / "one", how, how).live()
        first = list(lines())
    with logged() as lines:
        twin = World(tmp_path / "twin", "never", how).live()
        second = list(lines())
    room = one.engine.incidents.scene(one.secret).incident.channel
    yield Twins(one, twin, (first, second), room)
    one.close()
    twin.close()


def test_the_secret_is_there_and_those_inside_see_it(twins: Twins) -> None:
    one = twins.one

    said = one.seen(one.stage.slash(f"find {WORD}", "U0BO"))

    assert one.secret in said
    assert len(one.buttons) > 15
    assert len(one.forms) > 5
    assert twins.twin.store.incident(one.secret) is None


def test_nothing_that_an_outsider_does_or_reads_tells_the_worlds_apart(twins: Twins) -> None:
    apart: list[str] = []
    for user in OUTSIDERS:
        for name, does in tried(twins.one, user, twins.room):
            here, there = does(twins.one), does(twins.twin)
            if here != there:
                apart.append(f"{user} {name}:\n  {here}\n  {there}")
    here_outside, there_outside = outside(twins.one), outside(twins.twin)
    apart += [
        f"{name}:\n  {here_outside[name]}\n  {there_outside[name]}"
        for name in here_outside
        if here_outside[name] != there_outside[name]
    ]

    assert apart == []


def test_no_line_of_the_log_tells_of_it(twins: Twins) -> None:
    here, there = twins.lines

    assert here
    assert not [line for line in here if WORD in line or TITLE in line]
    if twins.one.how == "by its class":
        assert here == there
