"""`handrail demo` as it is typed: what it plays, how it is stopped, and what it refuses to do."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest

from bot.core import events as ev
from bot.core.timeline import line
from bot.demo.plays import PLAYS
from bot.demo.plays.player import Player
from bot.demo.stage import Plan, Stage
from bot.store.codec import event_from

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

PLAY = "briefcase/receipt-chain"
PATIENCE = 240.0
BESIDE = ev.MessagePosted | ev.ChannelCreated | ev.PageReached | ev.PollStarted | ev.Polled
"""What Slack was told and when, and how often a wait looked, is no part of the story."""


class Told(NamedTuple):
    """An event as a story: what it is, who did it, and what people read of it."""

    kind: str
    who: str
    text: str
    detail: str


def story(database: Path) -> list[Told]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        rows = conn.execute("SELECT content FROM events ORDER BY seq").fetchall()
    return [told for (content,) in rows if (told := _told(content))]


def _told(content: bytes) -> Told | None:
    logged = event_from(content)
    if isinstance(logged.event, BESIDE):
        return None
    said = line(logged.event, logged.stamp)
    texts = (said.text, said.detail) if said else ("", "")
    return Told(logged.event.kind, logged.stamp.by.name, *map(timeless, texts))


def timeless(text: str) -> str:
    """Without what comes of a time or of where the demo lives: names of backups, hashes, folders, ports.

    Receipts are written all the while, so how many there are is a time too.
    """
    text = re.sub(r"b-\d{8}-\d{4}", "BACKUP", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "TIME", text)
    text = re.sub(r"checked: \d+|last_id: r-\d+", "GROWING", text)
    text = re.sub(r"[0-9a-f]{64}|briefcase-daemon-\d+", "MADE", text)
    return re.sub(r"/\S*/bin/|127\.0\.0\.1:\d+|(?<=TCP to )[\d ]+", "", text)


@contextmanager
def demo(*options: object) -> Iterator[subprocess.Popen[str]]:
    """`handrail demo …` on a free port; ended by force when a test leaves it running too long."""
    argv = [sys.executable, "-m", "bot", "demo", *map(str, options)]
    env = {"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as made:
        end = Timer(PATIENCE, made.kill)
        end.start()
        yield made
        end.cancel()


def reads_until(process: subprocess.Popen[str], text: str) -> str:
    """What it prints up to a line that has the text."""
    assert process.stdout is not None
    seen = ""
    for printed in process.stdout:
        seen += printed
        if text in printed:
            return seen
    raise AssertionError(f"“{text}” was never printed, but:\n{seen}")


def test_a_play_at_human_pace_and_a_fast_one_leave_the_same_log_but_for_times(tmp_path: Path) -> None:
    pace = {"HANDRAIL_POST_PACE": "0.1", "HANDRAIL_WAIT_SPEED": "20"}
    with Stage(Plan(tmp_path / "slow", limits=False, settings=pace)) as slow:
        Player(slow, lambda _: None, pace=0.05).run(PLAYS[PLAY])

    with demo("--data", tmp_path / "fast", "--play", PLAY, "--fast") as fast:
        out, errors = fast.communicate()

    assert (fast.returncode, errors) == (0, "")
    assert out.splitlines()[-1] == f"Postmortem draft: {tmp_path / 'fast/postmortems/INC-0001.md'}"
    told = story(tmp_path / "fast/handrail.db")
    assert told == story(slow.database)
    assert [one.kind for one in told].count("approval_settled.v1") == 2
    assert told[-1].kind == "draft_written.v1"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_play_that_is_interrupted_ends_at_once_and_quietly(tmp_path: Path, number: signal.Signals) -> None:
    with demo("--port", 0, "--data", tmp_path / "d", "--play", PLAY) as playing:
        reads_until(playing, "Take Commander")
        playing.send_signal(number)
        out, errors = playing.communicate()

    assert playing.returncode == 130
    assert (out.splitlines()[-1], errors) == ("Stopped before its end.", "")


def test_the_three_things_to_try_are_right_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    with demo("--port", 0, "--data", tmp_path / "d") as running:
        said = reads_until(running, "Ctrl-C")
        struck = typed_in_a_shell(said, "curl -d")
        logs = [typed_in_a_shell(said, line) for line in said.splitlines() if "curl -G" in line]
        pages = [_first_line(address) for address in re.findall(r"http://\S+/as/\S+", said)]
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate()

    assert '"when":"after-restore"' in struck
    assert any("event=handshake_finished" in log for log in logs)
    assert all(logs)
    assert pages == ["HTTP/1.1 303 See Other"] * 2
    assert "/incident declare receipt chain" in said
    assert (running.returncode, errors) == (0, "")


def typed_in_a_shell(said: str, begins: str) -> str:
    """What the first line of what was said prints that begins so."""
    line = next(each.strip() for each in said.splitlines() if each.strip().startswith(begins.strip()))
    argv = ["/bin/sh", "-c", f"{line} -sS"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def _first_line(address: str) -> str:
    host, port, path = re.fullmatch(r"http://([^:]+):(\d+)(/\S*)", address).groups()  # type: ignore[union-attr]
    with socket.create_connection((host, int(port)), timeout=10) as made:
        made.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return made.makefile("rb").readline().decode().strip()


def refused(*options: object) -> tuple[int, Sequence[str]]:
    with demo(*options) as process:
        _, errors = process.communicate()
    return process.returncode, errors.splitlines()


def test_a_busy_port_is_one_clear_error_and_touches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        code, errors = refused("--port", port, "--data", tmp_path / "d")

    assert (code, len(errors)) == (2, 1)
    assert errors[0].startswith(f"The workspace cannot use port {port}: ")
    assert not (tmp_path / "d").exists()


def test_a_folder_that_the_demo_did_not_make_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work", encoding="utf-8")

    code, errors = refused("--port", 0, "--data", tmp_path)

    assert code == 2
    assert "nothing in it was touched" in errors[0]
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_second_demo_does_not_pull_the_folder_from_under_the_first(tmp_path: Path) -> None:
    with Stage(Plan(tmp_path / "d")) as first:
        code, errors = refused("--port", 0, "--data", first.folder)

        assert first.database.exists()

    assert (code, len(errors)) == (2, 1)
    assert "Another `handrail demo` is at work" in errors[0]
