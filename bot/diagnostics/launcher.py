"""Starting a supervisor for a command, and hearing from it how the command ended."""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from bot.diagnostics.bindings import Program
from bot.diagnostics.descriptor import Image, opened
from bot.diagnostics.supervisor import processes

CAP = 1024 * 1024
"""Bytes that are kept of each stream; a command that writes more is killed."""
PROCESSES = 256
"""Processes that a command may have at the same time."""
GRACE = 15.0
"""Seconds beyond the deadline for killing, sweeping and reporting; then the supervisor itself is given up."""

PYTHON = (sys.executable, "-I", "-S")
"""What runs the supervisor: no environment, no user's files, no site packages; it starts in some 20 ms."""
_SUPERVISOR = str(Path(processes.__file__).with_name("__main__.py"))

Cause: TypeAlias = Literal["exited", "deadline", "cap", "processes", "cancelled", "orphaned"]


@dataclass(frozen=True, slots=True)
class Job:
    """One command to start: the program, all its words, its whole environment, and what it may use."""

    program: Program
    argv: tuple[str, ...]
    env: Mapping[str, str]
    folder: Path
    """Its private working directory: must not exist yet, and is removed at the end."""
    seconds: float
    limits: Mapping[str, int]
    """By the names of the `resource` module, such as RLIMIT_FSIZE."""
    landlock: Mapping[str, Any] | None = None
    """Paths and ports that are left to it; None: no Landlock."""
    bwrap: Sequence[str] = ()
    """The words of bubblewrap that it is started by; empty: none."""
    cap: int = CAP
    processes: int = PROCESSES
    tell: float = 2.0
    """Seconds between two lines about what it wrote last."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that was started, and is over with all it had started itself."""

    cause: Cause
    exit: int | None
    """Its exit code, or minus the signal that killed it; None when it was ended from outside."""
    out: bytes
    err: bytes
    truncated: bool
    left: int
    """Processes that could not be killed; 0, unless the kernel holds one."""
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing is known but this: it did not start, or its supervisor was lost."""

    why: str
    started: bool


class Running:
    """A command under way. `wait` in one thread, `cancel` from any."""

    def __init__(self, process: "subprocess.Popen[bytes]", job: Job) -> None:
        self._process = process
        self._job = job
        self._lock = threading.Lock()
        self._heard = b""
        self._until = time.monotonic() + job.seconds + GRACE
        self.pid = 0
        """The command's own process, which leads its session; 0 when it could not be started."""
        self.started = 0
        self.last_line = ""
        """What it wrote last, as far as it was told: foreign text."""
        self._refused = self._first_line()

    @property
    def supervisor(self) -> int:
        return self._process.pid

    def cancel(self) -> None:
        """End it now, whole. Harmless when it has ended."""
        with self._lock:
            if self._process.stdin is not None and not self._process.stdin.closed:
                with contextlib.suppress(OSError):
                    os.write(self._process.stdin.fileno(), b"x")

    def wait(self) -> Ended | Failed:
        """Its end, at the latest a little after its deadline; nothing of it runs any more then."""
        try:
            report = None if self._refused else self._report()
            streams = [self._bytes(size) for size in report["sizes"]] if report else []
        finally:
            self._close()
        if self._refused:
            return Failed(self._refused, started=False)
        if report is None or [len(part) for part in streams] != report["sizes"]:
            self._kill_orphans()
            return Failed("the process that watched over it was lost, and it was killed", started=True)
        out, err = streams
        return Ended(
            report["ended"], report["exit"], out, err, report["truncated"], report["left"], report["ms"]
        )

    def _first_line(self) -> str:
        """Why it did not start; empty when it runs."""
        line = self._line()
        if line is None:
            return "the process that watches over it could not be started"
        self.pid, self.started = line.get("pid", 0), line.get("started", 0)
        return str(line.get("refused", ""))

    def _report(self) -> dict[str, Any] | None:
        """What is said of its end; what it wrote last is kept on the way."""
        while (line := self._line()) is not None and "line" in line:
            self.last_line = str(line["line"])
        return line

    def _line(self) -> dict[str, Any] | None:
        while b"\n" not in self._heard:
            if not self._hear():
                return None
        text, _, self._heard = self._heard.partition(b"\n")
        try:
            line: dict[str, Any] = json.loads(text)
        except ValueError:  # not the supervisor's: it counts as lost
            return None
        return line

    def _bytes(self, size: int) -> bytes:
        while len(self._heard) < size and self._hear():
            pass
        found, self._heard = self._heard[:size], self._heard[size:]
        return found

    def _hear(self) -> bool:
        """Whether there is more; not after the supervisor has had its time."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        left = self._until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return False
        chunk = os.read(descriptor, 1 << 20)
        self._heard += chunk
        return bool(chunk)

    def _close(self) -> None:
        """Let go of the supervisor; one that does not end by itself is killed with all below it."""
        with self._lock:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        try:
            self._process.wait(max(self._until - time.monotonic(), 1.0))
        except subprocess.TimeoutExpired:
            end_tree(self._process.pid)
            self._process.wait()

    def _kill_orphans(self) -> None:
        """What a lost supervisor left: the session of the command."""
        if self.pid:
            end_session(self.pid, self.started, self._job.folder)


def launch(job: Job) -> Running:
    """Start the command under a supervisor of its own. Returns once it runs, or is known not to.

    Raises Changed when the program is not the one that was examined; nothing was started then.
    """
    with opened(job.program) as image:
        return _launch(job, image)


def _launch(job: Job, image: Image) -> Running:
    process = subprocess.Popen(  # noqa: S603 - our own file; the job goes through its pipe
        [*PYTHON, _SUPERVISOR],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        bufsize=0,
        start_new_session=True,
        pass_fds=(image.descriptor,),
    )
    text = json.dumps(
        {
            "program": image.descriptor,
            "unchanged": image.unchanged,
            "argv": job.argv,
            "env": dict(job.env),
            "folder": str(job.folder),
            "seconds": job.seconds,
            "limits": dict(job.limits),
            "landlock": job.landlock,
            "bwrap": list(job.bwrap),
            "cap": job.cap,
            "processes": job.processes,
            "tell": job.tell,
        }
    ).encode()
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(len(text).to_bytes(4, "big") + text)
    return Running(process, job)


def end_tree(pid: int) -> None:
    """Kill a process and all below it, from below, so that nothing is orphaned on the way."""
    processes.kill([*reversed(processes.descendants(pid)), pid])


def end_session(session: int, since: int, folder: Path) -> int:
    """Kill what belongs to a command without supervisor; returns how many processes were found.

    They are of its session, or work in its folder, or stand below one that does, and none is older than it.
    """
    candidates = [*processes.in_session(session), *processes.in_folder(str(folder))]
    members = [pid for pid in candidates if processes.started(pid) >= since]
    below = [child for pid in members for child in processes.descendants(pid)]
    found = list(dict.fromkeys([*below, *members]))
    processes.kill(found)
    return len(found)
