"""Spawn to ready, and memory: the bot as a process, started again and again on the same database."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter

from bot.demo.stage import Stage

_PROC = Path("/proc")
PATIENCE = 30.0
"""Seconds for a start."""


@dataclass(frozen=True, slots=True)
class Start:
    """Milliseconds from the spawn to the first 200 of `/readyz`, of which the processor worked so many."""

    ready: float
    processor: float


def restarts(stage: Stage, times: int) -> list[Start]:
    """Stop the bot and start it again, so often. One start goes before, so that bytecode is there."""
    stage.stop_bot()
    stage.start_bot()
    found = []
    for _ in range(times):
        stage.stop_bot()
        found.append(_start(stage))
    return found


def _start(stage: Stage) -> Start:
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **stage.bot_settings()}
    with stage.bot_log.open("ab") as out:
        begun = perf_counter()
        stage.bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        pause = threading.Event()
        while not _is_ready(stage.bot_port):
            if perf_counter() - begun > PATIENCE or stage.bot.poll() is not None:
                raise RuntimeError(f"The bot did not start; its log is {stage.bot_log}.")
            pause.wait(0.002)
        ready = (perf_counter() - begun) * 1000
    return Start(ready, processor(stage.bot.pid))


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def processor(pid: int) -> float:
    """Milliseconds that a process has worked."""
    if _PROC.is_dir():
        fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    return _ps(pid, "cputime") * 1000


def resident(pid: int) -> float:
    """Megabytes in memory."""
    if _PROC.is_dir():
        pages = int((_PROC / str(pid) / "statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
    return _ps(pid, "rss") / 1024


def _ps(pid: int, what: str) -> float:
    """Elsewhere than on Linux; times are written as minutes:seconds."""
    told = subprocess.run(  # noqa: S603 - no input of anybody's
        ["/bin/ps", "-o", f"{what}=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    minutes, _, rest = told.stdout.strip().rpartition(":")
    return float(minutes or 0) * 60 + float(rest)
