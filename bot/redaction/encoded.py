"""Secrets in disguise: written as base64 or in hexadecimal, percent-encoded, with escapes, quoted-printable.

A blob that decodes to text with a secret in it is hidden whole. A line with escapes is read without them, and
what is found there is hidden where it stands.
"""

import base64
import binascii
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from bot.redaction.patterns import Match, compiled
from bot.redaction.scrub import Find, Span, line_end

_BLOB = compiled(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX = compiled(r"(?:[0-9a-f]{2}){10,}|(?:[0-9A-F]{2}){10,}")
_TEXT = compiled(r"[\x20-\x7e\t\r\n]+")
_WORDY = compiled(r"[\x20-\x7e\t\r\n\x01]{8}")
_ESCAPE = compiled(
    r"%([0-9a-fA-F]{2})|\\+u00([0-7][0-9a-fA-F])|\\+x([0-7][0-9a-fA-F])|&#([0-9]{2,3});"
    r"|&#[xX]([0-9a-fA-F]{2});"
    r"|&(quot|amp|lt|gt|apos);|=(3[dD])|=(\n)"
)
_DECIMAL, _ENTITY, _BREAK = 4, 6, 8
"""The groups of an escape that are read otherwise than as two hexadecimal digits."""
_ENTITIES = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}


def blobs(text: bytes, finders: Iterable[Find]) -> Iterator[Span]:
    """Spans of base64 and hexadecimal text that hold a secret once decoded."""
    places: list[Span] = []
    plain: list[bytes] = []
    for pattern, decode in ((_BLOB, _from_base64), (_HEX, _from_hex)):
        for match in pattern.finditer(text):
            if decoded := decode(match.group()):
                places.append(match.span())
                plain.append(decoded)
    if plain:
        yield from _apart(places[number] for number in _telling(plain, finders))


def disguised(text: bytes, finders: Iterable[Find]) -> Iterator[Span]:
    """Spans that hold a secret when the escapes of their line are read."""
    plain, places = bytearray(), array("L")
    position = 0
    while (match := _ESCAPE.search(text, position)) is not None:
        start = text.rfind(b"\n", position, match.start()) + 1 or position
        end = line_end(text, match.start())
        while text[end - 1 : end] == b"=" and end < len(text):
            end = line_end(text, end + 1)
        position = max(end, match.end())
        _read(text, (start, position), plain, places)
        plain += b"\n"
        places.append(position)
    places.append(position)
    if plain:
        read = bytes(plain)
        yield from _apart((places[start], places[end]) for find in finders for start, end in find(read))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, without those that begin within another."""
    after = 0
    for start, end in sorted(spans):
        if start >= after and end > start:
            after = end
            yield start, end


def _telling(plain: list[bytes], finders: Iterable[Find]) -> set[int]:
    """The numbers of the texts in which something is found."""
    begins = list(accumulate((len(one) + 2 for one in plain), initial=0))
    joined = b"\n\n".join(plain)
    return {bisect_right(begins, start) - 1 for find in finders for start, _ in find(joined)}


def _from_base64(blob: bytes) -> bytes:
    """The text in it; nothing if there is none."""
    blob = blob.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        if _WORDY.match(base64.b64decode(blob[:12])) is None:
            return b""
        plain = base64.b64decode(blob[: len(blob) // 4 * 4] + _padded(blob[len(blob) // 4 * 4 :]))
    except binascii.Error:
        return b""
    return plain if _TEXT.fullmatch(plain.replace(b"\x01", b" ")) else b""


def _padded(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _from_hex(blob: bytes) -> bytes:
    plain = bytes.fromhex(blob.decode()) if blob[:1] in b"234567" else b""
    return plain if _TEXT.fullmatch(plain) else b""


def _read(text: bytes, line: Span, plain: bytearray, places: "array[int]") -> None:
    """Add the line as it reads, and for each of its bytes where it stands."""
    done, end = line
    while (match := _ESCAPE.search(text, done, end)) is not None:
        plain += text[done : match.start()]
        places.extend(range(done, match.start()))
        character = _character(match)
        plain += character
        places.extend([match.start()] * len(character))
        done = match.end()
    plain += text[done:end]
    places.extend(range(done, end))


def _character(match: Match) -> bytes:
    """What an escape stands for; nothing for a line that goes on."""
    way = match.last
    given = match.group(way)
    if way == _ENTITY:
        return _ENTITIES[given]
    if way == _BREAK:
        return b""
    code = int(given, 10 if way == _DECIMAL else 16)
    return bytes([code]) if code < 128 else b"?"
