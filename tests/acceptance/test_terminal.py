"""Slack is away: an incident is walked in the terminal, and joins its channel when the bot runs again."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.acceptance.ground import ANA, PATIENCE, Ground
from tests.measured import measuring

pytestmark = [pytest.mark.process, pytest.mark.no_cover]


def walk(ground: Ground, what: str, lines: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
    """`handrail walk`, without anything of Slack's in its environment."""
    env = {name: value for name, value in ground.bot_settings().items() if not name.startswith("SLACK_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", "walk", what, "--as", "Ana"],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **measuring(), **env},
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_an_incident_is_walked_without_slack_and_joins_its_channel_later(tmp_path: Path) -> None:
    with Ground(tmp_path / "stage", environment=measuring()) as ground:
        beside = walk(ground, "ledger/books")
        assert ground.bot is not None
        holder = ground.bot.pid
        ground.stop_bot()

        begun = walk(
            ground, "ledger/books", ["note we walk by hand", "byhand", "ok", "done", "ask for approval"]
        )
        gone_on = walk(
            ground, "INC-0001", ["take command", "byhand", "ok", "resolve over the ledger is whole"]
        )

        assert beside.returncode == 2
        assert f"in use by another Handrail (process {holder})." in beside.stderr
        assert "walk in Slack; if Slack is down, stop the bot" in beside.stderr
        assert (begun.returncode, begun.stderr) == (0, "")
        assert (gone_on.returncode, gone_on.stderr) == (0, "")
        assert "Ask the bank" in begun.stdout
        assert "recorded by hand without the approval" in " ".join(gone_on.stdout.split())
        assert (ground.folder / "postmortems" / "INC-0001.md").is_file()
        assert ground.lines("calls") == ["count", "count"]
        assert {row.state for row in ground.undone()} == {"waiting"}

        ground.start_bot()
        room = ground.rests()["room"]
        ground.act(ANA, "type", channel="C0INCIDENTS", text="/incident INC-0001 note Slack is back")
        ground.rests()

        posted = [m["metadata"]["event_payload"]["effect"] for m in room["messages"] if "metadata" in m]
        assert len(posted) == len(set(posted)) > 3
        assert sum(channel["name"].startswith("inc-") for channel in ground.state()["channels"]) == 1
        assert {row.kind for row in ground.undone()} <= {"wake"}
        assert ground.lines("calls") == ["count", "count"]
