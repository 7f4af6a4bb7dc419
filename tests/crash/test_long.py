"""What takes longer than a build should: run by `make crash` only."""

from pathlib import Path

import pytest

from tests.acceptance.ground import Ground
from tests.acceptance.test_waiting import refused_while_declaring
from tests.crash.test_kill_points import CHANGE, Undisturbed, problems, undisturbed
from tests.crash.walk import Stand

__all__ = ["undisturbed"]
pytestmark = [pytest.mark.process, pytest.mark.no_cover]

RAN = f"{CHANGE} | run | after | 1"
POSTED = "refresh_card | chat.postMessage | after | 1"


def test_slack_may_refuse_the_channel_for_twenty_seconds(tmp_path: Path) -> None:
    with Ground(tmp_path / "stage", latency_ms=80) as ground:
        refused_while_declaring(ground, 20.0)


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize(
    ("first", "again"),
    [
        (RAN, f"{CHANGE} | commit done+command_interrupted.v1"),
        (RAN, "post_notice | chat.postMessage"),
        (POSTED, "refresh_card | commit waiting"),
        (POSTED, "refresh_card | conversations.history"),
        (POSTED, "refresh_card | chat.update"),
    ],
)
def test_killed_again_while_it_recovers_nothing_is_lost_or_doubled(
    first: str,
    again: str,
    side: str,
    undisturbed: Undisturbed,
    tmp_path: Path,
) -> None:
    with Stand(tmp_path / "walk", first, f"{again} | {side} | 1") as stand:
        walk = stand.walk()

    assert walk.deaths == 2
    assert list(problems(undisturbed.end, walk)) == []
