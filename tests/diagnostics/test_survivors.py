"""What a former run of the bot left is found by pid and start time, and ended."""

import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from bot.diagnostics.supervisor.processes import started
from bot.diagnostics.survivors import end_former
from tests.diagnostics.processes import alive, eventually, gone

pytestmark = pytest.mark.process

BOT = """
import pathlib, sys
from bot.diagnostics.launcher import Job, launch
from tests.diagnostics.processes import program
from bot.diagnostics.survivors import noted
folder = pathlib.Path(sys.argv[1]) / "command-1"
shell = program("/bin/sh")
running = launch(Job(shell, ("sh", "-c", sys.argv[2], "sh", sys.argv[3]), {"PATH": "/usr/bin:/bin"},
                     folder, 120.0, {}))
with noted(running, folder):
    running.wait()
"""


@pytest.fixture
def marker() -> str:
    return f"300.{uuid.uuid4().int % 10**12}"


def gone_with(pid: int) -> bool:
    """Whether the process has ended; init may take a moment to bury it."""
    return eventually(lambda: started(pid) == 0)


def test_what_outlived_bot_and_supervisor_is_ended(tmp_path: Path, marker: str) -> None:
    script = 'setsid sh -c "sleep $1; true" & sleep "$1" & sleep "$1"; true'
    with subprocess.Popen([sys.executable, "-c", BOT, str(tmp_path), script, marker]) as process:
        assert eventually(lambda: len(alive(marker)) >= 4)
        assert eventually((tmp_path / "command-1.json").exists)
        note = json.loads((tmp_path / "command-1.json").read_text(encoding="ascii"))
        os.kill(process.pid, signal.SIGSTOP)
        os.kill(note["supervisor"], signal.SIGKILL)
        process.kill()
    assert gone_with(note["pid"])
    assert alive(marker)

    found = end_former(tmp_path)

    assert found >= 3
    assert gone(marker)
    assert list(tmp_path.iterdir()) == []


def test_a_supervisor_that_still_watches_is_ended_with_its_command(tmp_path: Path, marker: str) -> None:
    with subprocess.Popen([sys.executable, "-c", BOT, str(tmp_path), 'sleep "$1"; true', marker]) as process:
        assert eventually(lambda: len(alive(marker)) >= 2 and (tmp_path / "command-1.json").exists())

        found = end_former(tmp_path)

        assert found >= 2
        assert gone(marker)
        process.wait(10)


@pytest.mark.parametrize("change", [{"boot": "another"}, {"started": 2**60}, {"pid": 0}])
def test_a_pid_that_now_means_another_process_is_left_alone(
    tmp_path: Path, marker: str, change: dict[str, object]
) -> None:
    with subprocess.Popen(["/bin/sleep", marker], start_new_session=True) as other:
        assert eventually(lambda: bool(alive(marker)))  # its words are readable a little after it is there
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        note = {"boot": boot, "pid": other.pid, "started": started(other.pid)}
        note |= {"supervisor": other.pid, "supervisor_started": 1} | change
        (tmp_path / "command-1.json").write_text(json.dumps(note), encoding="ascii")

        found = end_former(tmp_path)

        assert found == 0
        assert alive(marker)
        assert list(tmp_path.iterdir()) == []
        other.kill()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"boot": 1}'])
def test_a_broken_note_is_tidied_away(tmp_path: Path, text: str) -> None:
    (tmp_path / "command-1.json").write_text(text, encoding="ascii")
    (tmp_path / "command-1").mkdir()

    assert end_former(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_no_folder_is_nothing_to_do(tmp_path: Path) -> None:
    assert end_former(tmp_path / "missing") == 0
