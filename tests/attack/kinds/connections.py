"""Bytes on a real socket to the bot's server, whole or one by one."""

import re
import socket
import time
from contextlib import suppress
from typing import ClassVar

from bot.web.connection import Bounded
from tests.attack.outcome import Outcome, passes, refused
from tests.web.test_connection import serving

WAIT = 3.0


class Hurried(Bounded):
    """As it is, in less time."""

    seconds: ClassVar[float] = 0.2


def attack(*, begin: str = "", drip: str = "", answered: int = 0) -> Outcome:
    """`begin`, with `⏎` for the end of a line, then `drip` over and over. It passes when it is not let go.

    `answered`: a request that must be answered so, which is what a control asks for.
    """
    with serving(Hurried) as (port, _):
        said, is_gone = _talk(port, begin.replace("⏎", "\r\n").encode("latin-1"), drip.encode())
    statuses = [int(found) for found in re.findall(rb"^HTTP/1\.1 (\d{3})", said, re.MULTILINE)]
    assert not [status for status in statuses if status >= 500], statuses
    held = answered in statuses if answered else not is_gone
    return (passes if held else refused)(statuses)


def _talk(port: int, begin: bytes, drip: bytes) -> tuple[bytes, bool]:
    """What came back, and whether the connection was let go in time."""
    said, until = b"", time.monotonic() + WAIT
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), WAIT) as made:
        made.settimeout(0.05)
        made.sendall(begin)
        while time.monotonic() < until:
            try:
                part = made.recv(65536)
            except TimeoutError:
                made.sendall(drip)
                continue
            if not part:
                return said, True
            said += part
        return said, False
    return said, True
