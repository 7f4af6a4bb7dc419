"""The bot is stopped, is away for a while, or is started twice."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.ground import ANA, PATIENCE, Ground, answers, until
from tests.measured import measuring

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

INCIDENTS = "C0INCIDENTS"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path / "stage", environment=measuring()) as ground:
        yield ground


def test_what_is_being_delivered_when_the_bot_is_stopped_is_delivered_first(tmp_path: Path) -> None:
    with Ground(tmp_path / "stage", {"HANDRAIL_DRAIN": "10"}, environment=measuring()) as ground:
        stopped_while_delivering(ground)


def stopped_while_delivering(ground: Ground) -> None:
    """SIGTERM comes while the first messages are being posted."""
    ground.spoil("chat.postMessage", delay=1.0)
    ground.act(ANA, "type", channel=INCIDENTS, text="/incident declare ledger/pages")
    until(lambda: ground.state()["faults"][0]["hits"] > 0, lambda: "nothing is being posted")
    bot = ground.bot
    assert bot is not None

    ground.stop_bot()

    assert bot.returncode == 0
    assert [row for row in ground.undone() if row.state == "leased"] == []
    ground.start_bot()
    room = ground.rests()["room"]
    assert "orphan" not in ground.bot_log.read_text(encoding="utf-8")
    posted = [m["metadata"]["event_payload"]["effect"] for m in room["messages"] if "metadata" in m]
    assert len(posted) == len(set(posted)) == 3, "the card, who is paged, and the step"


def test_a_command_that_runs_when_the_bot_is_stopped_ends_with_it_and_is_begun_again(ground: Ground) -> None:
    ground.act(ANA, "type", channel=INCIDENTS, text="/incident declare ledger/books")
    ground.rests()
    ground.act(ANA, "type", channel=INCIDENTS, text="/incident INC-0001 run")
    until(lambda: "audit" in ground.lines("calls"), lambda: "the audit was not begun")

    ground.stop_bot()

    assert _processes_of(ground) == []
    ground.start_bot()
    until(lambda: ground.lines("calls").count("audit") == 2, ground.left)
    assert '"level": "ERROR"' not in ground.bot_log.read_text(encoding="utf-8")


def test_a_second_bot_on_the_same_file_is_refused_and_names_the_first(ground: Ground) -> None:
    bot = ground.bot
    assert bot is not None
    env = {"PATH": "/usr/bin:/bin", **ground.bot_settings(), "HANDRAIL_LISTEN": "127.0.0.1:0"}

    second = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert second.returncode == 2
    assert f"{ground.database} is in use by another Handrail (process {bot.pid})." in second.stderr
    assert bot.poll() is None
    assert answers(ground.bot_port, "/readyz")


def test_a_deadline_that_passed_while_the_bot_was_away_is_told_once_and_says_so(ground: Ground) -> None:
    ground.act(ANA, "type", channel=INCIDENTS, text="/incident declare ledger/pages")
    ground.rests()
    ground.kill_bot()

    ground.start_bot("tests.acceptance.later", "8")
    ground.rests()
    ground.stop_bot()
    ground.start_bot("tests.acceptance.later", "8")

    said = [message["text"] for message in ground.rests()["room"]["messages"]]
    assert [text for text in said if "was to be done by now" in text] == [
        "“Mend the page” was to be done by now. (Told 3 min late: Handrail was away.)"
    ]


def _processes_of(ground: Ground) -> list[str]:
    """Command lines of what still runs of the ledger's program."""
    found = [path.read_bytes().replace(b"\0", b" ").decode() for path in Path("/proc").glob("[0-9]*/cmdline")]
    return [line for line in found if str(ground.folder / "ledger-program") in line]
