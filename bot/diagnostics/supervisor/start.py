"""Becoming a command: what is given up between the supervisor and the program, in this order."""

import json
import os
import resource
import signal
from typing import Any, NoReturn

from bot.diagnostics.supervisor import inside
from bot.diagnostics.supervisor.identity import identity
from bot.diagnostics.supervisor.kernel import NO_NEW_PRIVS, PDEATHSIG, prctl

READY = b"\0"
"""Said by the process that is about to become the command; what follows is why it could not."""


def start(job: dict[str, Any]) -> tuple[int, int, int] | str:
    """The command's pid and the reading ends of its streams, or why it could not be started."""
    (out, out_in), (err, err_in), (failed, failed_in) = os.pipe(), os.pipe(), os.pipe()
    supervisor = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(job, out_in, err_in, failed_in, supervisor)
    for descriptor in (out_in, err_in, failed_in, job["program"]):
        os.close(descriptor)
    said = b"".join(iter(lambda: os.read(failed, 4096), b""))
    os.close(failed)
    if said == READY:
        return pid, out, err
    os.waitpid(pid, 0)
    problem = said.removeprefix(READY) or _last_line(err) or b"it ended before it had begun"
    return problem.decode(errors="replace")


def _last_line(descriptor: int) -> bytes:
    """What bubblewrap said of why it could not."""
    os.set_blocking(descriptor, False)
    try:
        return os.read(descriptor, 4096).strip().rpartition(b"\n")[2][:300]
    except BlockingIOError:
        return b""


def _become(job: dict[str, Any], out: int, err: int, failed: int, supervisor: int) -> NoReturn:
    """In the child: give up all that was inherited, and become the command."""
    try:
        os.setsid()
        prctl(PDEATHSIG, signal.SIGKILL)
        prctl(NO_NEW_PRIVS, 1)
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
        _unchanged(job["unchanged"])
        command = {name: job[name] for name in ("program", "argv", "env", "landlock")} | {"failed": failed}
        if job["bwrap"]:
            _wrap(job["bwrap"], command)
        inside.become(command)
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


def _unchanged(files: dict[str, list[int]]) -> None:
    for file, was in files.items():
        if identity(os.stat(file)) != tuple(was):  # noqa: PTH116 - no pathlib
            raise OSError(0, f"{file} was changed while it was being started")


def _wrap(words: list[str], command: dict[str, Any]) -> NoReturn:
    """Become bubblewrap, which becomes us once more, inside; the command waits in memory for that."""
    told = os.memfd_create("command", 0)
    os.write(told, json.dumps(command).encode())
    for descriptor in (command["program"], command["failed"]):
        os.set_inheritable(descriptor, True)
    os.execve(words[0], [*words, str(told)], {})  # noqa: S606 - that is the point: no shell
