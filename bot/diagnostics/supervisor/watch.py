"""Watching a command until it has ended or has to, and ending all that it started."""

import contextlib
import os
import select
import signal
import time

from bot.diagnostics.supervisor.processes import descendants, kill
from bot.diagnostics.supervisor.stream import CHUNK, Stream
from bot.diagnostics.supervisor.wire import say

_SWEEP_SECONDS = 5.0
_COUNT = 0.25
"""Seconds between two counts of what the command has started."""
_STOPS = 20
"""How often a tree that keeps growing is stopped anew before what is known of it is killed."""


class Watch:
    """The running command, its streams, and what may end it."""

    def __init__(self, pid: int, streams: tuple[Stream, Stream], wake: int, parent: int) -> None:
        self.pid, self.streams, self.wake, self.parent = pid, streams, wake, parent
        self.status: int | None = None

    def until_end(self, seconds: float, pause: float, most: int) -> str:
        """Read until the command has ended or has to; says which.

        Tells, each `pause`, what it wrote last. `most`: processes that it may have at one time; the kernel's
        own limit would count all that the bot's user has, and none of root's.
        """
        deadline = time.monotonic() + seconds
        tell, count = time.monotonic() + pause, time.monotonic() + _COUNT
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
            if time.monotonic() >= count:
                if len(descendants(os.getpid())) > most:
                    return "processes"
                count = time.monotonic() + _COUNT
            for descriptor, _ in poll.poll(min(left, pause, _COUNT) * 1000 + 1):
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
                say({"line": lines[-1]})

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
        while len(os.read(wake, CHUNK)) == CHUNK:
            pass
