"""Proof of raw output without keeping it: an HMAC under a key of the incident, from one master key."""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from bot.store.trouble import StoreTrouble

KEY_BYTES: Final = 32


class Seal:
    """Call it with an incident and raw bytes; it returns the HMAC-SHA256 in hex."""

    def __init__(self, master: bytes) -> None:
        self._master = master

    @classmethod
    def at(cls, path: Path) -> "Seal":
        """The master key in the file, made on first use, readable by its owner only.

        Raises StoreTrouble when the file holds something else: proofs under another key would prove nothing.
        """
        if not path.exists():
            make_key(path)
        master = path.read_bytes()
        if len(master) != KEY_BYTES:
            raise StoreTrouble(
                f"{path} is no key of Handrail: it has {len(master)} bytes, not {KEY_BYTES}.",
                "Put the copy of a backup back. Without one, remove it: what was sealed before cannot be "
                "proved any more.",
            )
        return cls(master)

    def __call__(self, incident: str, raw: bytes) -> str:
        key = hmac.new(self._master, incident.encode(), hashlib.sha256).digest()
        return hmac.new(key, raw, hashlib.sha256).hexdigest()


def key_of(database: Path) -> Path:
    """Where the master key of a database lies: beside it."""
    return database.with_suffix(".key")


def make_key(path: Path) -> None:
    """Whole or not at all, and never over one that is there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(name)
    except FileExistsError:
        pass  # another process was quicker; its key counts
    finally:
        Path(name).unlink()
