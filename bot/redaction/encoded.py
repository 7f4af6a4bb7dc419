"""Secrets in disguise: written as base64 or in hexadecimal, percent-encoded, with escapes, quoted-printable.

A blob that decodes to text with a secret in it is hidden whole. A line with escapes is read without them, and what
is found there is hidden where it stands.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from bot.redaction.patterns import compiled
from bot.redaction.scrub import Find, Span, line_end

Finders: TypeAlias = Callable[[], Iterable[Find]]

_BLOB = compiled(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX = compiled(r"(?:[0-9a-f]{2}){10,}|(?:[0-9A-F]{2}){10,}")
_TEXT = compiled(r"[\x20-\x7e\t\r\n]+")
_WORDY = compiled(r"[\x20-\x7e\t\r\n\x01]{8}")
_ESCAPE = compiled(
    r"%([0-9a-fA-F]{2})|\\+u00([0-7][0-9a-fA-F])|\\+x([0-7][0-9a-fA-F])|&#([0-9]{2,3});|&#[xX]([0-9a-fA-F]{2});"
    r"|&(quot|amp|lt|gt|apos);|=(3[dD])|=(\n)"
)
_ENTITIES = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}
_LONGEST = 64 * 1024


def blobs(text: bytes, finders: Iterable[Find]) -> Iterator[Span]:
    """Spans of base64 and hexadecimal text that hold a secret once decoded."""
    found = [span for decode, pattern in ((_from_base64, _BLOB), (_from_hex, _HEX))
             for span in _hiding(text, pattern, decode, finders)]
    after = 0
    for start, end in sorted(found):
        if start >= after:
            after = end
            yield start, end


def disguised(text: bytes, finders: Iterable[Find]) -> Iterator[Span]:
    """Spans that hold a secret when the escapes of their line are read."""
    position = 0
    while (match := _ESCAPE.search(text, position)) is not None:
        start = text.rfind(b"\n", 0, match.start()) + 1
        end = line_end(text, match.start())
        while text[end - 1 : end] == b"=" and end < len(text):
            end = line_end(text, end + 1)
        position = max(end, match.end())
        if end - start <= _LONGEST:
            yield from ((start + first, start + last) for first, last in _in_line(text[start:end], finders))


def _hiding(text: bytes, pattern: Any, decode: Callable[[bytes], bytes], finders: Iterable[Find]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        plain = decode(match.group())
        if plain and any(True for find in finders for _ in find(plain)):
            yield match.span()


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


def _in_line(line: bytes, finders: Iterable[Find]) -> Iterator[Span]:
    """Spans of the line as it stands, of what is found in it as it reads."""
    parts: list[bytes] = []
    places: list[int] = []
    done = 0
    for match in _ESCAPE.finditer(line):
        parts.append(line[done : match.start()])
        places.extend(range(done, match.start()))
        character = _character(match)
        parts.append(character)
        places.extend([match.start()] * len(character))
        done = match.end()
    parts.append(line[done:])
    places.extend(range(done, len(line) + 1))
    plain = b"".join(parts)
    after = 0
    for start, end in sorted(span for find in finders for span in find(plain)):
        if start >= after:
            after = end
            yield places[start], places[end]


def _character(match: Any) -> bytes:
    groups: tuple[bytes | None, ...] = match.groups()
    for number, given in enumerate(groups):
        if given is None:
            continue
        if number == 5:
            return _ENTITIES[given]
        if number == 7:
            return b""
        code = int(given, 10 if number == 3 else 16)
        return bytes([code]) if code < 128 else b"?"
    return b""
