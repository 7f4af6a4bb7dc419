"""Processes as /proc tells of them: who stands below whom, since when, and ending them."""

import contextlib
import os
import signal


def descendants(pid: int) -> list[int]:
    """Every process below this one, children first. Dead ones that nobody has waited for are among them."""
    found: list[int] = []
    todo = [pid]
    while todo:
        children = _children(todo.pop())
        found += children
        todo += children
    return found


def started(pid: int) -> int:
    """When a process started, in ticks since boot; 0 when there is none. Pid and start name one process."""
    fields = _stat(pid)
    return int(fields[19]) if fields else 0


def in_session(session: int) -> list[int]:
    """Living processes of a session, by its id."""
    states = ((pid, _stat(pid)) for pid in _everyone())
    return [pid for pid, fields in states if fields and int(fields[3]) == session and fields[0] not in "ZX"]


def in_folder(folder: str) -> list[int]:
    """Processes whose working directory is, or was, the folder."""
    found = []
    for pid in _everyone():
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{pid}/cwd").removesuffix(" (deleted)") == folder:  # noqa: PTH115 - no pathlib
                found.append(pid)
    return found


def kill(pids: list[int], what: int = signal.SIGKILL) -> None:
    """Signal each of them; one that is gone, or not ours, is passed over."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, what)


def _everyone() -> list[int]:
    with os.scandir("/proc") as entries:
        return [int(entry.name) for entry in entries if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third (state) on; empty when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - no pathlib
            return file.read().rpartition(")")[2].split()
    except OSError:
        return []


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        with os.scandir(f"/proc/{pid}/task") as threads:
            for thread in threads:
                with open(f"{thread.path}/children", encoding="ascii") as file:  # noqa: PTH123 - no pathlib
                    found += [int(child) for child in file.read().split()]
    except FileNotFoundError:
        if _stat(pid) and not found:  # alive, so this kernel lists no children
            return [one for one in _everyone() if (fields := _stat(one)) and int(fields[1]) == pid]
    except OSError:
        pass
    return found
