"""One command from start to end, in a process of its own. Run as a file: `python -I -S supervisor.py`.

It is told one job on its standard input and keeps that pipe open: when the other end closes, because the bot
is gone, or says a word, because somebody cancelled, the command ends. It adopts whatever the command leaves
behind (`PR_SET_CHILD_SUBREAPER`), so that at its own end nothing of the command is left, not even what ran
away with `setsid`. Standard library only; what the bot imports from here does nothing by being imported.

Wire: in, four bytes of length and a JSON job; out, a line of JSON once it runs (or why it does not), lines
that say what it wrote last, a line once it has ended, and then the bytes of both streams.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any, NoReturn

_PDEATHSIG, _SUBREAPER, _NO_NEW_PRIVS = 1, 36, 38
_CHUNK = 65536
_SWEEP_SECONDS = 5.0
_LINE = 300
"""Bytes of a line that are told."""
_STOPS = 20
"""How often a tree that keeps growing is stopped anew before what is known of it is killed."""

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


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


def identity(found: os.stat_result) -> tuple[int, ...]:
    """What a file is as long as nobody touches it: only root can set the change time back."""
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


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


# --- from here on only in the supervisor's own process ------------------------------------------------------


class _Stream:
    """One output of the command, kept up to the cap."""

    def __init__(self, descriptor: int, cap: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.cap = cap
        self.kept = bytearray()
        self.is_open = True
        self.told = 0
        """How much was there when it was last told of."""

    @property
    def is_over(self) -> bool:
        return len(self.kept) > self.cap

    def read(self) -> bool:
        """Take what is there; False when there will be no more."""
        try:
            chunk = os.read(self.descriptor, _CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            chunk = b""
        self.is_open = bool(chunk)
        self.kept += chunk
        return self.is_open

    def last_line(self) -> str | None:
        """The last line with something in it, when there is more than was told."""
        if len(self.kept) == self.told:
            return None
        self.told = len(self.kept)
        lines = bytes(self.kept[-2 * _LINE :]).splitlines()
        found = next((line for line in reversed(lines) if line.strip()), b"")
        return found[:_LINE].decode("utf-8", "replace").strip()

    def drain(self) -> None:
        """What lies in the pipe; whoever may still hold its other end is not waited for."""
        before = -1
        while self.is_open and not self.is_over and len(self.kept) != before:
            before = len(self.kept)
            self.read()


class _Watch:
    """The running command, its streams, and what may end it."""

    def __init__(self, pid: int, streams: tuple[_Stream, _Stream], wake: int, parent: int) -> None:
        self.pid, self.streams, self.wake, self.parent = pid, streams, wake, parent
        self.status: int | None = None

    def until_end(self, seconds: float, pause: float) -> str:
        """Read until the command has ended or has to; says which. Tells, each `pause`, what it wrote last."""
        deadline = time.monotonic() + seconds
        tell = time.monotonic() + pause
        poll = select.poll()
        for descriptor in (0, self.wake, *(stream.descriptor for stream in self.streams)):
            poll.register(descriptor, select.POLLIN)
        while True:
            self.reap()
            if self.status is not None:
                return "exited"
            left = deadline - time.monotonic()
            if left <= 0:
                return "deadline"
            if time.monotonic() >= tell:
                self.tell()
                tell = time.monotonic() + pause
            for descriptor, _ in poll.poll(min(left, pause) * 1000 + 1):
                if descriptor == 0:
                    return "cancelled" if os.read(0, 1) else "orphaned"
                if descriptor == self.wake:
                    _empty(self.wake)
            if os.getppid() != self.parent:
                return "orphaned"
            for stream in self.streams:
                if stream.is_open and not stream.read():
                    poll.unregister(stream.descriptor)
            if any(stream.is_over for stream in self.streams):
                return "cap"

    def tell(self) -> None:
        """What was written last; not when nobody reads it, so that nothing ever waits for that."""
        lines = [line for stream in self.streams if (line := stream.last_line())]
        if lines and select.select([], [1], [], 0)[1]:
            with contextlib.suppress(BrokenPipeError):
                _say({"line": lines[-1]})

    def reap(self) -> None:
        """Wait for whoever is dead, adopted ones too."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid == self.pid:
                    self.status = os.waitstatus_to_exitcode(status)

    def sweep(self) -> int:
        """Kill all that is left below, stopped first so that none can fork on; how many could not be."""
        until = time.monotonic() + _SWEEP_SECONDS
        seen: set[int] = set()
        stops = 0
        while True:
            self.reap()
            alive = descendants(os.getpid())
            if not alive:
                return 0
            fresh = [pid for pid in alive if pid not in seen]
            if fresh and stops < _STOPS:
                kill(fresh, signal.SIGSTOP)
                seen.update(fresh)
                stops += 1
                continue
            kill(alive)
            seen.clear()
            stops = 0
            if time.monotonic() > until:
                return len(alive)
            select.select([self.wake], [], [], 0.02)
            _empty(self.wake)


def _empty(wake: int) -> None:
    with contextlib.suppress(BlockingIOError):
        while len(os.read(wake, _CHUNK)) == _CHUNK:
            pass


def supervise(job: dict[str, Any]) -> None:
    """Start the command, see it to its end, leave nothing behind, and report."""
    parent = os.getppid()
    wake = _listen_to_signals()
    _prctl(_PDEATHSIG, signal.SIGTERM)
    _prctl(_SUBREAPER, 1)
    os.mkdir(job["folder"], 0o700)  # noqa: PTH102 - no pathlib
    try:
        begun = time.monotonic()
        outcome = _start(job)
        if isinstance(outcome, str):
            _say({"refused": outcome})
            return
        pid, out, err = outcome
        streams = (_Stream(out, job["cap"]), _Stream(err, job["cap"]))
        watch = _Watch(pid, streams, wake, parent)
        with contextlib.suppress(BrokenPipeError):
            _say({"pid": pid, "started": started(pid)})
        ended = watch.until_end(job["seconds"], job["tell"])
        left = watch.sweep()
        for stream in streams:
            stream.drain()
    finally:
        _remove(job["folder"])
    kept = [bytes(stream.kept[: stream.cap]) for stream in streams]
    report = {
        "ended": ended,
        "exit": watch.status if ended == "exited" else None,
        "sizes": [len(part) for part in kept],
        "truncated": any(stream.is_over for stream in streams),
        "left": left,
        "ms": int((time.monotonic() - begun) * 1000),
    }
    _say(report, *kept)


def _start(job: dict[str, Any]) -> tuple[int, int, int] | str:
    """The command's pid and the reading ends of its streams, or why it could not be started."""
    (out, out_in), (err, err_in), (failed, failed_in) = os.pipe(), os.pipe(), os.pipe()
    supervisor = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(job, out_in, err_in, failed_in, supervisor)
    for descriptor in (out_in, err_in, failed_in, job["program"]):
        os.close(descriptor)
    problem = os.read(failed, 4096)
    os.close(failed)
    if problem:
        os.waitpid(pid, 0)
        return problem.decode(errors="replace")
    return pid, out, err


def _become(job: dict[str, Any], out: int, err: int, failed: int, supervisor: int) -> NoReturn:
    """In the child: give up all that was inherited, and become the command."""
    try:
        os.setsid()
        _prctl(_PDEATHSIG, signal.SIGKILL)
        _prctl(_NO_NEW_PRIVS, 1)
        if os.getppid() != supervisor:
            os._exit(127)
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        for source, descriptor in ((os.open("/dev/null", os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(source, descriptor)
        _close_all_but(failed, job["program"])
        for name, most in job["limits"].items():
            _limit(getattr(resource, name), most)
        os.umask(0o077)
        os.chdir(job["folder"])
        for file, was in job["unchanged"].items():
            if identity(os.stat(file)) != tuple(was):  # noqa: PTH116 - no pathlib
                raise OSError(0, f"{file} was changed while it was being started")
        os.set_inheritable(job["program"], False)
        os.execve(job["program"], job["argv"], job["env"])  # noqa: S606 - that is the point: no shell
    except BaseException as problem:  # noqa: BLE001 - the child must never return into the supervisor's code
        os.write(failed, (getattr(problem, "strerror", None) or repr(problem)).encode(errors="replace"))
    os._exit(127)


def _close_all_but(*kept: int) -> None:
    """Close what was inherited, from 3 on."""
    first = 3
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], first))


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def _listen_to_signals() -> int:
    """A descriptor that can be read when a signal came. SIGTERM counts only when the bot is gone."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    return reading


def _prctl(option: int, value: int) -> None:
    assert _libc is not None, "programs are started on Linux only"
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _remove(folder: str) -> None:
    try:
        os.rmdir(folder)  # noqa: PTH106 - no pathlib
    except OSError:
        import shutil  # noqa: PLC0415 - slow to import, and only a command that left files needs it

        shutil.rmtree(folder, ignore_errors=True)


def _say(what: dict[str, Any], *bodies: bytes) -> None:
    rest = memoryview(json.dumps(what).encode() + b"\n" + b"".join(bodies))
    while rest:
        rest = rest[os.write(1, rest) :]


def _hear() -> dict[str, Any] | None:
    """The job; None when the bot was gone before it had said it whole."""
    size = int.from_bytes(_exactly(4), "big")
    text = _exactly(size)
    job: dict[str, Any] | None = json.loads(text) if size and len(text) == size else None
    return job


def _exactly(size: int) -> bytes:
    heard = b""
    while len(heard) < size and (chunk := os.read(0, size - len(heard))):
        heard += chunk
    return heard


if __name__ == "__main__":
    told = _hear()
    if told is not None:
        with contextlib.suppress(BrokenPipeError):
            supervise(told)
