"""What the standard library does not ask of the kernel."""

import contextlib
import ctypes
import os
import sys

PDEATHSIG, NO_NEW_PRIVS, SUBREAPER = 1, 38, 36
_CAPBSET_DROP, _CAP_AMBIENT, _CLEAR_ALL = 24, 47, 4
_CAPABILITIES_V3 = 0x20080522
_CAPABILITIES = 64
"""More than there are; the kernel says where they end."""

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def prctl(option: int, value: int) -> None:
    """Ask the kernel for something about this process. Raises OSError."""
    assert _libc is not None, "programs are started on Linux only"
    _answer(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def syscall(number: int, *arguments: object) -> int:
    """Call the kernel by number; returns what it answers, or raises OSError."""
    assert _libc is not None, "programs are started on Linux only"
    return _answer(_libc.syscall(ctypes.c_long(number), *arguments))


def give_up_capabilities() -> None:
    """Root's powers and whatever else was given to the bot: what this process becomes has none of them.

    Root would get them back by executing something, so they are taken out of what it may have at all; who may
    not do that has none to lose but those that are cleared here.
    """
    assert _libc is not None, "programs are started on Linux only"
    with contextlib.suppress(OSError):
        for capability in range(_CAPABILITIES):
            prctl(_CAPBSET_DROP, capability)
    prctl(_CAP_AMBIENT, _CLEAR_ALL)
    _answer(_libc.capset((ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0), (ctypes.c_uint32 * 6)()))


def _answer(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
