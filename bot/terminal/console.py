"""The terminal itself: what is shown, and the lines that a person types."""

import os
import select
from collections.abc import Callable
from threading import Event
from typing import Any, Protocol

from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.text import Text

LOOK_SECONDS = 0.5
"""So often it is looked whether something has changed while a person thinks."""


WIDEST = 100
"""Columns of a text that is read with ease."""


class Back(Exception):
    """The person thought better of it (Ctrl-C): back to where they were."""


class Left(Exception):
    """There is no more input (Ctrl-D, or the end of a file): the person has left."""


class Changed(Exception):
    """Something has changed while a line was awaited."""


def never() -> bool:
    """Nothing changes meanwhile."""
    return False


class Console(Protocol):
    """What a walk needs of a terminal; one that types from a script is in the tests."""

    def show(self, *parts: RenderableType) -> None: ...

    def line(self, prompt: str, changed: Callable[[], bool] = never) -> str:
        """A line that was typed, without its end. Raises Back, Left, or Changed when `changed()`."""
        ...

    def during(self, doing: str, busy: Callable[[], bool]) -> None:
        """Wait while it is busy. Raises Back when the person will not wait."""
        ...


class Terminal:
    """Standard input and output. What is no terminal gets plain text, and is awaited line by line."""

    def __init__(self, out: RichConsole, source: int) -> None:
        self._out = out
        self._source = source
        self._typed = b""
        self._ended = False
        self._watches = os.isatty(source)

    @property
    def width(self) -> int:
        """Columns."""
        return self._out.width

    def show(self, *parts: RenderableType) -> None:
        for part in parts:
            self._out.print(part, crop=False)

    def line(self, prompt: str, changed: Callable[[], bool] = never) -> str:
        self._out.print(Text(f"{prompt} ", style="bold"), end="", soft_wrap=True)
        self._out.file.flush()
        try:
            while b"\n" not in self._typed:
                self._more(changed)
        except KeyboardInterrupt:
            self._out.print()
            raise Back from None
        first, _, self._typed = self._typed.partition(b"\n")
        text = first.decode("utf-8", "replace").rstrip("\r")
        if not self._watches:
            self._out.print(text)  # a transcript shows what was typed too
        return text

    def _more(self, changed: Callable[[], bool]) -> None:
        if self._ended:
            self._out.print()
            raise Left
        while self._watches and not select.select([self._source], [], [], LOOK_SECONDS)[0]:
            if changed():
                self._out.print()
                raise Changed
        more = os.read(self._source, 65536)
        self._ended = not more
        if self._ended and self._typed:
            more = b"\n"  # the last line of a file may lack its end
        self._typed += more

    def during(self, doing: str, busy: Callable[[], bool]) -> None:
        pause = Event()
        try:
            with self._out.status(Text(doing)):
                while busy():
                    pause.wait(0.1)
        except KeyboardInterrupt:
            raise Back from None


def terminal(source: int) -> Terminal:
    """Standard output, and lines from the file descriptor."""
    out = plain_console()
    out.width = min(out.width, WIDEST)
    return Terminal(out, source)


def plain_console(**how: Any) -> RichConsole:
    """In which a text is a text: what rich would make a colour, a link or a picture of is none."""
    return RichConsole(highlight=False, markup=False, emoji=False, **how)
