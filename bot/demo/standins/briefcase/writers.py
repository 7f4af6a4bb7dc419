"""Who writes to the receipts store: each writer holds a locked file, which dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.demo.standins.briefcase.home import Home


@contextmanager
def registered(home: Home, name: str) -> Iterator[None]:
    """Be known as a writer for as long as the block lasts."""
    home.writers.mkdir(mode=0o700, exist_ok=True)
    path = home.writers / f"{name}-{os.getpid()}"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def alive(home: Home) -> list[str]:
    """Names of the writers whose process still holds its file."""
    return sorted(path.name for path in home.writers.glob("*") if _is_locked(path))


def _is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False
