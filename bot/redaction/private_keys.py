"""Private keys in PEM, as they stand, escaped into JSON, with a log's prefix on each line, or in base64."""

import base64
import binascii
from collections.abc import Iterator

from bot.redaction.patterns import compiled
from bot.redaction.scrub import Span

_BEGIN = compiled(r"-{4,5} ?BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_END = compiled(r"-{4,5} ?END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_BODY = compiled(r"(?:[A-Za-z0-9+/=\s]|\\+[rnt]|[A-Za-z-]+: [^\n\\]*)*")
_ENCODED = compiled(r"LS0tLS1CRUdJTi[A-Za-z0-9+/_=-]*")
_LONGEST = 32 * 1024


def private_keys(text: bytes) -> Iterator[Span]:
    """Spans from BEGIN to END; without an END, all that looks like the body of a key."""
    ends = [match.end() for match in _END.finditer(text)] if b"END " in text else []
    after, following = 0, 0
    for match in _BEGIN.finditer(text) if b"BEGIN " in text else ():
        if match.start() < after:
            continue
        while following < len(ends) and ends[following] <= match.end():
            following += 1
        if following < len(ends) and ends[following] - match.start() <= _LONGEST:
            after = ends[following]
        else:
            after = _BODY.ends(text, match.end())
        yield match.start(), after


def encoded_private_keys(text: bytes) -> Iterator[Span]:
    """Spans of base64 text that begins like PEM and is a private key; certificates stay."""
    for match in _ENCODED.finditer(text):
        start = match.group()[:80]
        try:
            head = base64.b64decode(start[: len(start) // 4 * 4], altchars=b"-_")
        except binascii.Error:
            head = b"PRIVATE KEY"
        if b"PRIVATE KEY" in head:
            yield match.start(), match.end()
