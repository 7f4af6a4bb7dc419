"""Proof of raw output without keeping it: an HMAC under a key of the incident, from one master key."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class Seal:
    """Call it with an incident and raw bytes; it returns the HMAC-SHA256 in hex."""

    def __init__(self, master: bytes) -> None:
        self._master = master

    @classmethod
    def at(cls, path: Path) -> "Seal":
        """The master key in the file, made on first use, readable by its owner only."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(path.read_bytes())
        with os.fdopen(handle, "wb") as file:
            made = secrets.token_bytes(KEY_BYTES)
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        return cls(made)

    def __call__(self, incident: str, raw: bytes) -> str:
        key = hmac.new(self._master, incident.encode(), hashlib.sha256).digest()
        return hmac.new(key, raw, hashlib.sha256).hexdigest()
