"""Watching real processes from tests."""

import hashlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.diagnostics.bindings import Program


def program(path: str) -> Program:
    """Any program as if it had been examined, shells too. A path without a file has no digest."""
    file = Path(path).resolve()
    return Program(path, str(file), hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "")


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it came to hold before the deadline; looked at every few milliseconds."""
    tick, until = threading.Event(), time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        tick.wait(0.01)
    return True


def alive(marker: str) -> list[int]:
    """Living processes with the marker among their words."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            state = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX" and marker.encode() in words:
            found.append(int(folder.name))
    return found


def gone(marker: str) -> bool:
    """Whether no process with the marker lives any more, now or in a moment."""
    return eventually(lambda: not alive(marker))
