"""What the standard library does not ask of the kernel."""

import ctypes
import os
import sys

PDEATHSIG, NO_NEW_PRIVS, SUBREAPER = 1, 38, 36

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def prctl(option: int, value: int) -> None:
    """Ask the kernel for something about this process. Raises OSError."""
    assert _libc is not None, "programs are started on Linux only"
    _answer(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def syscall(number: int, *arguments: object) -> int:
    """Call the kernel by number; returns what it answers, or raises OSError."""
    assert _libc is not None, "programs are started on Linux only"
    return _answer(_libc.syscall(ctypes.c_long(number), *arguments))


def _answer(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
