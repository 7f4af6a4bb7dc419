"""Finding and ending what a former run of the bot left: each running command is noted in a file.

A supervisor ends by itself when the bot is gone, so there is something to do only if it was killed too.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.diagnostics.launcher import Running, end_session, end_tree
from bot.diagnostics.supervisor.processes import descendants, started

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@contextmanager
def noted(running: Running, folder: Path) -> Iterator[None]:
    """Keep a note beside the command's working directory while it runs."""
    note = folder.with_suffix(".json")
    note.write_text(
        json.dumps(
            {
                "boot": _boot(),
                "pid": running.pid,
                "started": running.started,
                "supervisor": running.supervisor,
                "supervisor_started": started(running.supervisor),
            }
        ),
        encoding="ascii",
    )
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def end_former(folder: Path) -> int:
    """End every command that is noted in the folder, tidy up, and say how many processes still ran."""
    found = 0
    for note in sorted(folder.glob("*.json")):
        with suppress(ValueError, KeyError, TypeError, OSError):
            found += _end(json.loads(note.read_text(encoding="ascii")), note.with_suffix(""))
        shutil.rmtree(note.with_suffix(""), ignore_errors=True)
        note.unlink(missing_ok=True)
    return found


def _end(note: dict[str, Any], folder: Path) -> int:
    if note["boot"] != _boot():
        return 0
    found = 0
    watcher = note["supervisor"]
    if note["supervisor_started"] and started(watcher) == note["supervisor_started"]:
        found += 1 + len(descendants(watcher))
        end_tree(watcher)
    return found + (end_session(note["pid"], note["started"], folder) if note["pid"] else 0)


def _boot() -> str:
    """The boot of this machine: pids and start times mean nothing beyond it."""
    return _BOOT.read_text(encoding="ascii").strip() if _BOOT.exists() else ""
