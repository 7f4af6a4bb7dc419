"""Threads in which listeners run. They end with the process, whatever they wait for."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Listeners(Executor):
    """A fixed number of threads, first come, first served.

    The standard library's pool would be waited for at the end of the process: one listener that never comes
    back would keep a bot that was told to stop from stopping.
    """

    def __init__(self, threads: int) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"listener-{number}", daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
                future.set_exception(error)

        self._calls.put(call)
        return future

    def _work(self) -> None:
        while True:
            self._calls.get()()
