"""Landlock: rights that a process gives up for good before it becomes a command. It needs no privileges.

Each version (ABI) of the kernel's part knows more rights; what a kernel does not know cannot be given up.
What is open already stays open; datagrams, raw sockets and sockets of this machine by path are not covered.
"""

import ctypes
import os
import stat
from collections.abc import Iterable

from bot.diagnostics.supervisor.kernel import syscall

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH, _PORT = 1, 2

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_CHAR, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8
_MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK, _MAKE_SYM = 1 << 9, 1 << 10, 1 << 11, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST = (1 << 13) - 1
_LATER = {2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
"""Rights on files that came after the first version, and with which."""
_BIND, _CONNECT = 1, 2
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2
PORTS, SCOPES = 4, 6
"""The versions from which TCP, and signals and abstract sockets, can be given up."""

READ = _EXECUTE | _READ_FILE | _READ_DIR
WRITE = (
    _WRITE_FILE | _READ_FILE | _READ_DIR | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SOCK
    | _MAKE_FIFO | _MAKE_SYM | _REFER | _TRUNCATE | _IOCTL_DEV
)  # fmt: skip
"""Everything but making devices, and running what was written there."""
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("path", ctypes.c_int32))


class _Port(ctypes.Structure):
    _fields_ = (("rights", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """What this kernel has; 0 when it has none, or was started without it."""
    try:
        return syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    except OSError:
        return 0


def given_up(abi: int, *, connects_anywhere: bool) -> tuple[int, int, int]:
    """The rights to files, to TCP, and to what is outside, that a kernel of that version can take away."""
    files = _FIRST
    for since, right in _LATER.items():
        files |= right if abi >= since else 0
    net = (_BIND if connects_anywhere else _BIND | _CONNECT) if abi >= PORTS else 0
    scoped = _ABSTRACT_SOCKETS | _SIGNALS if abi >= SCOPES else 0
    return files, net, scoped


def restrict(read: Iterable[str], write: Iterable[str], connect: Iterable[int] | None) -> None:
    """Give up everything but these paths and ports, for this process and all that come of it.

    `connect` None leaves connections as they are; nothing may listen in any case. Paths that do not exist are
    passed over. Raises OSError; then nothing may be started.
    """
    abi = version()
    if not abi:
        raise OSError(0, "this kernel has no Landlock")
    files, net, scoped = given_up(abi, connects_anywhere=connect is None)
    rules = _Rules(files, net, scoped)
    ruleset = syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), ctypes.c_uint32(0))
    try:
        for rights, paths in ((READ, read), (WRITE, write)):
            for path in paths:
                _allow(ruleset, path, rights & files)
        for port in (connect or ()) if net else ():
            _add(ruleset, _PORT, _Port(_CONNECT, port))
        syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(beneath).st_mode)
        _add(ruleset, _PATH, _Beneath(rights if is_folder else rights & _OF_A_FILE, beneath))
    finally:
        os.close(beneath)


def _add(ruleset: int, kind: int, rule: ctypes.Structure) -> None:
    syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(kind), ctypes.byref(rule), ctypes.c_uint32(0))
