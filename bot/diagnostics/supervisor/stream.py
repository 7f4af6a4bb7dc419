"""One output of a command."""

import os

CHUNK = 65536
LINE = 300
"""Bytes of a line that are told."""


class Stream:
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
            chunk = os.read(self.descriptor, CHUNK)
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
        lines = bytes(self.kept[-2 * LINE :]).splitlines()
        found = next((line for line in reversed(lines) if line.strip()), b"")
        return found[:LINE].decode("utf-8", "replace").strip()

    def drain(self) -> None:
        """What lies in the pipe; whoever may still hold its other end is not waited for."""
        before = -1
        while self.is_open and not self.is_over and len(self.kept) != before:
            before = len(self.kept)
            self.read()
