"""Opening an examined program so that what was hashed is what starts, whatever becomes of its path.

A program is executed by the descriptor that its bytes were read from. So is the interpreter of a script; the
script itself keeps its path, because scripts look beside themselves, and the path is looked at once more by
the process that is about to become it.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.diagnostics.bindings import Program
from bot.diagnostics.supervisor.identity import identity


class Changed(Exception):
    """The file is not, or no longer, the one that was examined; the text says which."""


@dataclass(frozen=True, slots=True)
class Image:
    """What a process can become."""

    descriptor: int
    unchanged: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Files that are read by path once it runs, and what they have to be still."""


@contextmanager
def opened(program: Program) -> Iterator[Image]:
    """The program behind an open descriptor. Raises Changed when its bytes are not the ones examined."""
    script = program.interpreter
    if script is None:
        with _opened(program.file, program.sha256) as descriptor:
            yield Image(descriptor)
        return
    with (
        _opened(script.file, script.sha256) as descriptor,
        _opened(program.file, program.sha256) as text,
    ):
        yield Image(descriptor, {program.file: identity(os.fstat(text))})


@contextmanager
def _opened(file: str, sha256: str) -> Iterator[int]:
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as problem:
        raise Changed(f"{file}: {problem.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Changed(f"{file} is not a file")
        with open(descriptor, "rb", closefd=False) as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != sha256:
                raise Changed(f"{file} has changed since it was examined")
        yield descriptor
    finally:
        os.close(descriptor)
