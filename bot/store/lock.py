"""One process per database file."""

import fcntl
import os
from pathlib import Path

from bot.store.trouble import InUse, NotWritable


class FileLock:
    """Held on a file beside the database until `release` or the end of the process, however it ends."""

    def __init__(self, database: Path) -> None:
        self._path = _beside(database)
        self._file: int | None = None

    def take(self) -> "FileLock":
        """Take it, or raise InUse naming the process that has it, or NotWritable."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotWritable(self._path.with_suffix(""), error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise InUse(
                f"{self._path.with_suffix('')} is in use by another Handrail (process {holder}).",
                "One process works on one file: stop that one first, or give this one a file of its own.",
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file
        return self

    def release(self) -> None:
        """Let go. Idempotent."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def holder_of(database: Path, locks: Path = Path("/proc/locks")) -> int | None:
    """The process that holds the lock, without trying it; None: nobody, or the system does not say."""
    path = _beside(database)
    try:
        file, lines = path.stat(), locks.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    device = f"{os.major(file.st_dev):02x}:{os.minor(file.st_dev):02x}:{file.st_ino}"
    held = (line.split() for line in lines if " FLOCK " in line and " -> " not in line)
    return next((int(words[4]) for words in held if words[5] == device), None)


def _beside(database: Path) -> Path:
    return database.with_name(database.name + ".lock")
