"""Incidents that play themselves, one after the other in one workspace: each repairs what was broken."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.plays import PLAYS
from bot.demo.plays.player import Player
from bot.demo.stage import Plan, Stage

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

ELSEWHERE = {"briefcase/receipt-chain"}
"""Played word for word where the demo itself is tested. Of the plays of a runbook, the first is played."""
FAST = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_POST_BURST": "20", "HANDRAIL_WAIT_SPEED": "20"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("plays") / "demo"
    with Stage(Plan(folder, latency_ms=0, limits=False, settings=FAST)) as up:
        yield up


@pytest.mark.parametrize("name", [name for name in PLAYS if ":" not in name and name not in ELSEWHERE])
def test_a_play_reaches_its_end_and_leaves_a_draft(name: str, stage: Stage) -> None:
    told: list[str] = []

    Player(stage, told.append).run(PLAYS[name])

    incident = re.findall(r"INC-\d+", "\n".join(told))[-1]
    draft = (stage.folder / "postmortems" / f"{incident}.md").read_text(encoding="utf-8")
    assert f"# {incident}: " in draft
    assert " sees “" in told[-1]


def test_a_wrong_name_lists_the_plays(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "bot", "demo", "--data", str(tmp_path / "d"), "--play", "cryprq/dialer"]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    listed = [line.strip() for line in ended.stderr.splitlines()]
    assert listed[0] == "There is no play `cryprq/dialer`. There are:"
    assert set(listed[1:]) == {*PLAYS, "all"}
