"""A command starts alone and ends whole."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.diagnostics import launcher
from bot.diagnostics.launcher import Ended, Failed, Job, Running, launch
from bot.diagnostics.plan import ENVIRONMENT
from tests.diagnostics.processes import alive, eventually, gone, program

pytestmark = pytest.mark.process

LIMITS = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": 1 << 20, "RLIMIT_NOFILE": 64, "RLIMIT_CPU": 20}


@pytest.fixture
def marker() -> str:
    """A number of seconds that no other process sleeps."""
    return f"300.{uuid.uuid4().int % 10**12}"


def job(
    folder: Path,
    *argv: str,
    seconds: float = 20.0,
    cap: int = 1 << 20,
    env: Mapping[str, str] = ENVIRONMENT,
    limits: Mapping[str, int] = LIMITS,
) -> Job:
    return Job(program(argv[0]), argv, env, folder / "run", seconds, limits, cap=cap)


def ended(folder: Path, *argv: str, seconds: float = 20.0, cap: int = 1 << 20) -> Ended:
    end = launch(job(folder, *argv, seconds=seconds, cap=cap)).wait()
    assert isinstance(end, Ended)
    return end


def shell(folder: Path, script: str, *words: str, seconds: float = 20.0, cap: int = 1 << 20) -> Ended:
    return ended(folder, "/bin/sh", "-c", script, "sh", *words, seconds=seconds, cap=cap)


def test_what_it_wrote_last_is_told_while_it_runs(tmp_path: Path) -> None:
    script = "echo one; echo; echo two; sleep 300"
    running = launch(replace(job(tmp_path, "/bin/sh", "-c", script), tell=0.02))
    ends: list[Ended | Failed] = []
    waiting = threading.Thread(target=lambda: ends.append(running.wait()))
    waiting.start()

    assert eventually(lambda: running.last_line == "two")
    running.cancel()
    waiting.join()

    assert isinstance(ends[0], Ended)
    assert (ends[0].cause, ends[0].out) == ("cancelled", b"one\n\ntwo\n")


@pytest.mark.usefixtures("measured")
def test_both_streams_and_the_exit_code_come_back(tmp_path: Path) -> None:
    end = shell(tmp_path, "echo out; echo err >&2; exit 3")

    assert (end.cause, end.exit, end.out, end.err) == ("exited", 3, b"out\n", b"err\n")
    assert not end.truncated


def test_a_signal_that_killed_it_is_told(tmp_path: Path) -> None:
    assert shell(tmp_path, "kill -SEGV $$").exit == -signal.SIGSEGV


HOSTILE = [
    "",
    " ",
    "a b",
    "$HOME",
    "`id`",
    "$(id)",
    "; rm -rf /",
    "'",
    '"',
    "\\",
    "*",
    "--",
    "-x",
    "\n",
    "ü€🚦",
    "a" * 3000,
]


def test_hostile_words_arrive_verbatim(tmp_path: Path) -> None:
    end = shell(tmp_path, r'for word in "$@"; do printf "%s\0" "$word"; done', *HOSTILE)

    assert end.out.decode().split("\0")[:-1] == HOSTILE


def test_it_sees_nothing_of_the_environment_but_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("LD_PRELOAD", "")

    end = ended(tmp_path, "/usr/bin/env")

    assert set(end.out.decode().splitlines()) == {f"{name}={value}" for name, value in ENVIRONMENT.items()}


def test_it_inherits_no_descriptor_and_no_input(tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w+b") as secret:
        os.set_inheritable(secret.fileno(), True)

        end = shell(tmp_path, "cat; for d in /proc/self/fd/*; do readlink $d; done")

    links = end.out.decode().split()
    assert links[0] == "/dev/null"
    assert all(link.startswith(("pipe:", "/dev/null", "/proc/")) for link in links)


@pytest.mark.usefixtures("measured")
def test_it_works_in_an_empty_private_folder_that_is_removed(tmp_path: Path) -> None:
    end = shell(tmp_path, "pwd; ls -A | wc -l; stat -c %a .; umask; mkdir d; echo x >d/f; stat -c %a d d/f")

    where, count, mode, mask, folder, file = end.out.decode().split()
    assert where == str(tmp_path / "run")
    assert (int(count), mode, mask, folder, file) == (0, "700", "0077", "700", "600")
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("measured")
def test_what_it_locked_is_removed_and_what_it_links_to_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o755)
    (other / "file").touch()

    end = shell(
        tmp_path, 'mkdir -p a/b; echo x >a/b/f; ln -s "$1" a/link; chmod 0 a/b a; echo done', str(other)
    )

    assert end.out == b"done\n"
    assert not (tmp_path / "run").exists()
    assert (other / "file").exists()
    assert other.stat().st_mode & 0o777 == 0o755


@pytest.mark.usefixtures("measured")
def test_more_processes_than_it_may_have_end_it(tmp_path: Path, marker: str) -> None:
    few = replace(
        job(tmp_path, "/bin/sh", "-c", 'for n in 1 2 3 4 5 6; do sleep "$1" & done; wait', "sh", marker)
    )
    end = launch(replace(few, processes=5)).wait()

    assert isinstance(end, Ended)
    assert (end.cause, end.exit, end.left) == ("processes", None, 0)
    assert not alive(marker)


def test_a_supervisor_that_says_what_is_no_word_of_its_counts_as_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = tmp_path / "forged.py"
    forged.write_text("print('no json')", encoding="ascii")
    monkeypatch.setattr(launcher, "_SUPERVISOR", str(forged))

    end = launch(job(tmp_path, "/bin/true")).wait()

    assert end == Failed("the process that watches over it could not be started", started=False)


def test_it_leads_a_session_of_its_own_without_a_terminal(tmp_path: Path) -> None:
    fields = shell(tmp_path, "cat /proc/$$/stat").out.decode().rpartition(")")[2].split()

    _, _, group, session, terminal = fields[:5]
    assert group == session
    assert session != str(os.getsid(0))
    assert terminal == "0"


def test_limits_hold(tmp_path: Path) -> None:
    end = shell(tmp_path, "ulimit -Hc; ulimit -Hn; head -c 2000000 /dev/zero >big; echo $?; stat -c %s big")

    core, files, status, size = end.out.decode().split()
    assert (core, files) == ("0", "64")
    assert status != "0"
    assert size == str(1 << 20)


def test_it_can_gain_no_privileges(tmp_path: Path) -> None:
    assert b"NoNewPrivs:\t1" in shell(tmp_path, "cat /proc/self/status").out


def test_default_signals_are_restored(tmp_path: Path) -> None:
    end = shell(tmp_path, "grep -E 'Sig(Ign|Blk)' /proc/self/status")

    own = 0b11 << 31  # signals 32 and 33 belong to the C library, and nobody can restore them
    assert {int(line.split()[1], 16) & ~own for line in end.out.decode().splitlines()} == {0}


@pytest.mark.usefixtures("measured")
def test_the_whole_tree_is_killed_at_the_deadline(tmp_path: Path, marker: str) -> None:
    end = shell(tmp_path, 'echo begun; sleep "$1" & (sleep "$1" & sleep "$1") & wait', marker, seconds=0.5)

    assert (end.cause, end.exit, end.out, end.left) == ("deadline", None, b"begun\n", 0)
    assert not alive(marker)


def test_who_leaves_the_session_and_holds_the_pipe_is_killed_too(tmp_path: Path, marker: str) -> None:
    end = shell(tmp_path, 'setsid sh -c "setsid sleep $1 & sleep $1" & sleep "$1"', marker, seconds=0.5)

    assert end.cause == "deadline"
    assert end.duration_ms < 8000
    assert not alive(marker)


def test_what_is_left_in_the_background_ends_with_the_command(tmp_path: Path, marker: str) -> None:
    end = shell(tmp_path, 'setsid sleep "$1" & sleep "$1" & echo done', marker)

    assert (end.cause, end.exit, end.out, end.left) == ("exited", 0, b"done\n", 0)
    assert not alive(marker)


def test_who_ignores_every_signal_is_killed(tmp_path: Path, marker: str) -> None:
    end = shell(tmp_path, 'trap "" TERM INT HUP; sleep "$1"; sleep "$1"', marker, seconds=0.5)

    assert end.cause == "deadline"
    assert not alive(marker)


@pytest.mark.usefixtures("measured")
def test_a_growing_tree_is_killed(tmp_path: Path, marker: str) -> None:
    script = 'grow() { for n in 1 2 3; do sleep "$1" & done; sleep 0.02; grow "$1" & }; grow "$1"; sleep "$1"'

    end = shell(tmp_path, script, marker, seconds=0.7)

    assert (end.cause, end.left) == ("deadline", 0)
    assert not alive(marker)


@pytest.mark.usefixtures("measured")
def test_output_beyond_the_cap_ends_it(tmp_path: Path) -> None:
    end = ended(tmp_path, "/usr/bin/yes", cap=10_000)

    assert (end.cause, end.exit, end.truncated) == ("cap", None, True)
    assert end.out == b"y\n" * 5000


def test_output_of_exactly_the_cap_is_whole(tmp_path: Path) -> None:
    end = shell(tmp_path, "head -c 10000 /dev/zero", cap=10_000)

    assert (end.cause, end.truncated, len(end.out)) == ("exited", False, 10_000)


def test_many_children_that_write_at_once_are_capped_together(tmp_path: Path, marker: str) -> None:
    end = shell(tmp_path, 'for n in 1 2 3 4 5 6; do yes "$1" & yes "$1" >&2 & done; wait', marker, cap=50_000)

    assert end.cause == "cap"
    assert len(end.out) <= 50_000
    assert len(end.err) <= 50_000
    assert not alive(marker)


@pytest.mark.usefixtures("measured")
def test_a_stream_that_is_closed_early_does_not_end_it(tmp_path: Path) -> None:
    end = shell(tmp_path, "exec >&-; sleep 0.2; echo late >&2")

    assert (end.cause, end.exit, end.out, end.err) == ("exited", 0, b"", b"late\n")


@pytest.mark.usefixtures("measured")
def test_a_cancel_from_another_thread_ends_it_whole(tmp_path: Path, marker: str) -> None:
    running = launch(job(tmp_path, "/bin/sh", "-c", 'setsid sleep "$1" & sleep "$1"', "sh", marker))
    assert eventually(lambda: len(alive(marker)) >= 3)
    threading.Timer(0.05, running.cancel).start()

    end = running.wait()

    assert isinstance(end, Ended)
    assert (end.cause, end.left) == ("cancelled", 0)
    assert not alive(marker)
    running.cancel()


@pytest.mark.usefixtures("measured")
def test_what_cannot_be_started_says_why(tmp_path: Path) -> None:
    end = launch(job(tmp_path, "/etc/passwd")).wait()

    assert end == Failed("Permission denied", started=False)
    assert not (tmp_path / "run").exists()


BOT = """
import pathlib, sys
from bot.diagnostics.launcher import Job, launch
from tests.diagnostics.processes import program
shell = program("/bin/sh")
running = launch(Job(shell, ("sh", "-c", sys.argv[2], "sh", sys.argv[3]), {"PATH": "/usr/bin:/bin"},
                     pathlib.Path(sys.argv[1]), 120.0, {}))
print(running.pid, flush=True)
running.wait()
"""


def bot(folder: Path, script: str, marker: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", BOT, str(folder / "run"), script, marker]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def test_nothing_survives_a_bot_that_is_killed(tmp_path: Path, marker: str) -> None:
    with bot(
        tmp_path, 'setsid sh -c "sleep $1; true" & (sleep "$1"; true) & sleep "$1"; true', marker
    ) as process:
        assert eventually(lambda: len(alive(marker)) >= 5)

        process.kill()

        assert gone(marker)
        assert eventually(lambda: not (tmp_path / "run").exists())


def test_a_command_that_kills_its_supervisor_ends_and_says_so(tmp_path: Path, marker: str) -> None:
    script = 'setsid sh -c "sleep $1; true" & sleep "$1" & sleep 0.2; kill -9 $PPID; sleep "$1"'

    end = launch(job(tmp_path, "/bin/sh", "-c", script, "sh", marker)).wait()

    assert isinstance(end, Failed)
    assert end.started
    assert gone(marker)


def test_a_command_that_stops_its_supervisor_ends_at_the_last(
    tmp_path: Path, marker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.diagnostics.launcher.GRACE", 1.0)
    script = 'setsid sleep "$1" & kill -STOP $PPID; sleep "$1"'

    end = launch(job(tmp_path, "/bin/sh", "-c", script, "sh", marker, seconds=0.5)).wait()

    assert isinstance(end, Failed)
    assert gone(marker)


def test_many_at_once_do_not_hold_each_others_pipes(tmp_path: Path, marker: str) -> None:
    def one(number: int) -> Running:
        folder = tmp_path / str(number)
        folder.mkdir()
        return launch(job(folder, "/bin/sleep", marker))

    running = [one(number) for number in range(4)]
    for each in running:
        each.cancel()

    assert [each.wait() for each in running]
    assert not alive(marker)
