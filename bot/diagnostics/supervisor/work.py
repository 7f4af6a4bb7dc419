"""A supervisor's life.

It is told one job on its standard input and keeps that pipe open: when the other end closes, because the bot
is gone, or says a word, because somebody cancelled, the command ends. It adopts whatever the command leaves
behind (`PR_SET_CHILD_SUBREAPER`), so that at its own end nothing of the command is left, not even what ran
away with `setsid`.
"""

import contextlib
import os
import signal
import time
from typing import Any

from bot.diagnostics.supervisor.kernel import PDEATHSIG, SUBREAPER, prctl
from bot.diagnostics.supervisor.processes import started
from bot.diagnostics.supervisor.start import start
from bot.diagnostics.supervisor.stream import Stream
from bot.diagnostics.supervisor.watch import Watch
from bot.diagnostics.supervisor.wire import hear, say


def main() -> None:
    """Hear of one job, and do it."""
    job = hear()
    if job is not None:
        with contextlib.suppress(BrokenPipeError):
            supervise(job)


def supervise(job: dict[str, Any]) -> None:
    """Start the command, see it to its end, leave nothing behind, and report."""
    parent = os.getppid()
    wake = _listen_to_signals()
    prctl(PDEATHSIG, signal.SIGTERM)
    prctl(SUBREAPER, 1)
    os.mkdir(job["folder"], 0o700)  # noqa: PTH102 - no pathlib
    try:
        begun = time.monotonic()
        outcome = start(job)
        if isinstance(outcome, str):
            say({"refused": outcome})
            return
        pid, out, err = outcome
        streams = (Stream(out, job["cap"]), Stream(err, job["cap"]))
        watch = Watch(pid, streams, wake, parent)
        with contextlib.suppress(BrokenPipeError):
            say({"pid": pid, "started": started(pid)})
        ended = watch.until_end(job["seconds"], job["tell"], job["processes"])
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
    say(report, *kept)


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


def _remove(folder: str) -> None:
    try:
        os.rmdir(folder)  # noqa: PTH106 - no pathlib
    except OSError:
        import shutil  # noqa: PLC0415 - slow to import, and only a command that left files needs it

        _unlock(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _unlock(folder: str) -> None:
    """Open folders that a command closed, links left alone; nothing of it runs any more."""
    for where, names, _ in os.walk(folder):
        for path in (f"{where}/{name}" for name in names):
            if not os.path.islink(path):  # noqa: PTH114 - no pathlib
                os.chmod(path, 0o700)  # noqa: PTH101 - no pathlib
