"""How bot and supervisor talk.

In, four bytes of length and a JSON job; out, a line of JSON once the command runs (or why it does not), lines
that say what it wrote last, a line once it has ended, and then the bytes of both streams.
"""

import json
import os
from typing import Any


def say(what: dict[str, Any], *bodies: bytes) -> None:
    """To the bot: a line, and bytes that it announced."""
    rest = memoryview(json.dumps(what).encode() + b"\n" + b"".join(bodies))
    while rest:
        rest = rest[os.write(1, rest) :]


def hear() -> dict[str, Any] | None:
    """The job; None when the bot was gone before it had said it whole."""
    size = int.from_bytes(_exactly(4), "big")
    text = _exactly(size)
    job: dict[str, Any] | None = json.loads(text) if size and len(text) == size else None
    return job


def _exactly(size: int) -> bytes:
    heard = b""
    while len(heard) < size and (chunk := os.read(0, size - len(heard))):
        heard += chunk
    return heard
