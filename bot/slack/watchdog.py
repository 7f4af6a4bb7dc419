"""Keeps one connection to Slack alive: whatever is down or silent is left behind and built anew.

A client may wedge: the socket is open, its threads run, and nothing arrives any more. So what counts is when
Slack was last heard, a message or the answer to a ping.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.engine.ports import Clock

log = logging.getLogger("handrail.socket")

LONGEST_WAIT = 30.0
"""Seconds between two tries, at most."""
ANSWERING = 3.0
"""Seconds in which what came over the connection before is still answered there."""


class Link(Protocol):
    """One connection to Slack. It does not mend itself."""

    def is_up(self) -> bool: ...

    def is_leaving(self) -> bool:
        """Whether Slack has announced that it will hang up."""
        ...

    def heard(self) -> float:
        """Seconds since 1970 when Slack last gave a sign of life; before the first, when it was opened."""
        ...

    def close(self) -> None:
        """Leave it behind; may wait for threads that hang."""
        ...


class NotConnected(Exception):
    """Slack could not be reached, or refuses. The text says why."""


@dataclass(frozen=True, slots=True)
class SocketState:
    """How the connection is: `age` in seconds since Slack was last heard, None while there is none."""

    is_up: bool
    age: float | None
    opened: int
    """How many connections there were since the start; Slack itself asks for a new one every few hours."""
    rebuilt: int
    """How many of them because the one before had broken or fallen silent."""


class Watchdog:
    """Opens connections with `connect`, which is given what to call when Slack asks for another one.

    It raises NotConnected. `silence` is how many seconds may pass without a sign of life.
    """

    def __init__(self, connect: Callable[[Callable[[], None]], Link], silence: float, clock: Clock) -> None:
        self._connect = connect
        self._silence = silence
        self._clock = clock
        self._link: Link | None = None
        self._opened = 0
        self._rebuilt = 0
        self._failures = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="socket-watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Hang up. What hangs is not waited for longer than `patience` seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience)
        self._leave(self._link, patience)

    def state(self) -> SocketState:
        """As it is now; only looks."""
        link = self._link
        age = self._age(link) if link else None
        return SocketState(self._is_alive(link), age, self._opened, self._rebuilt)

    def look(self) -> float:
        """See to the connection once; returns the seconds until it should be looked at again."""
        old = self._link
        if old is not None and self._is_alive(old) and not old.is_leaving():
            return self._silence / 6
        if old is not None and not self._is_alive(old):
            told = {"silent_seconds": round(self._age(old), 1), "was_up": old.is_up()}
            log.warning("connection is built anew", extra=told)
            self._leave(old)
            old = self._link = None
            self._rebuilt += 1
        try:
            self._link = self._connect(self._wake.set)
        except NotConnected as error:
            self._failures += 1
            wait = min(LONGEST_WAIT, 0.5 * 2.0 ** min(self._failures, 10))
            log.warning("not connected", extra={"problem": str(error), "again_in_seconds": wait})
            return wait
        self._leave(old, after=ANSWERING)
        self._failures = 0
        self._opened += 1
        log.info("connected", extra={"connection": self._opened})
        return self._silence / 6

    def _watch(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            self._wake.wait(wait)
            self._wake.clear()
            try:
                wait = LONGEST_WAIT if self._stopping.is_set() else self.look()
            except Exception:
                log.exception("watchdog")
                wait = LONGEST_WAIT

    def _is_alive(self, link: Link | None) -> bool:
        return link is not None and link.is_up() and self._age(link) <= self._silence

    def _age(self, link: Link) -> float:
        return max(0.0, self._clock.now().timestamp() - link.heard())

    def _leave(self, link: Link | None, patience: float = 0.0, after: float = 0.0) -> None:
        """Close it in `after` seconds. What is wedged may hang in that: nobody waits longer than asked."""
        if link is None:
            return
        closing = threading.Timer(after, link.close)
        closing.daemon = True
        closing.start()
        if patience:
            closing.join(patience)
