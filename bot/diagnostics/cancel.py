"""Ending something from another thread: a flag that also calls."""

import threading
from collections.abc import Callable


class Cancel:
    """Set once. Whoever waits leaves a call that ends the waiting; made at once if it is set already."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._calls: list[Callable[[], None]] = []

    @property
    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        """End what is waiting. Harmless twice."""
        with self._lock:
            self._set = True
            calls, self._calls = self._calls, []
        for call in calls:
            call()

    def calls(self, call: Callable[[], None]) -> Callable[[], None]:
        """Have `call` made when it is set; the result takes that back."""
        with self._lock:
            if not self._set:
                self._calls.append(call)
                return lambda: self._forget(call)
        call()
        return lambda: None

    def _forget(self, call: Callable[[], None]) -> None:
        with self._lock:
            if call in self._calls:
                self._calls.remove(call)
