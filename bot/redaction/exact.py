"""Finding the secrets that the bot itself holds, in whatever way they may have been written down."""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from bot.redaction.patterns import compiled

SHORTEST = 6
"""Shorter secrets would hit ordinary words; nobody should have one."""
_PIECE = 64

_GAP = r"(?:\\+[rnt]|\s)*"
"""Output is wrapped and indented; a secret broken over two lines is still that secret."""
_BASE64 = "[A-Za-z0-9+/_=-]*"
_HTML = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


def pieces(secrets: Iterable[str]) -> tuple[str, ...]:
    """What to look for: lines and stretches of some 64 characters, so that a part is found too."""
    found: dict[str, None] = {}
    for secret in secrets:
        for line in secret.strip().splitlines():
            text = line.strip()
            for start in range(0, max(len(text) - _PIECE // 2, 1), _PIECE):
                last = start + _PIECE + _PIECE // 2 >= len(text)
                part = text[start:] if last else text[start : start + _PIECE]
                if len(part) >= SHORTEST:
                    found[part] = None
    return tuple(sorted(found, key=len, reverse=True))


def patterns(secret: str) -> Iterator[Any]:
    """Patterns of one piece: plain with any mixture of escapes, in hex, and as base64 at each alignment."""
    raw = secret.encode("utf-8", "replace")
    yield compiled(_GAP.join(_character(mark) for mark in secret))
    yield compiled("(?i)" + f"[: -]?{_GAP}".join(f"{byte:02x}" for byte in raw))
    cores = sorted(set(_cores(raw)))
    yield compiled(_BASE64 + "(?:" + "|".join(_GAP.join(map(_plain, core)) for core in cores) + ")" + _BASE64)


def beginnings(secret: str) -> tuple[str, ...]:
    """Forms whose beginning may stand at the very end of an output that was cut off."""
    raw = secret.encode("utf-8", "replace")
    forms = (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], *_cores(raw))
    return tuple(dict.fromkeys(form for form in forms if len(form) >= SHORTEST))


def cut_off(text: str, forms: Iterable[str]) -> int:
    """How many characters at the end of the text are the beginning of one of the forms."""
    longest = 0
    for form in forms:
        for size in range(min(len(form) - 1, len(text)), max(longest, SHORTEST - 1), -1):
            if text.endswith(form[:size]):
                longest = size
                break
    return longest


def _character(mark: str) -> str:
    """A character plain, percent-encoded once or twice, escaped for JSON, or as an HTML entity."""
    percent = "".join(f"%(?:25)?(?i:{byte:02x})" for byte in mark.encode("utf-8", "replace"))
    units = mark.encode("utf-16-be", "replace")
    escaped = "".join(rf"\\+u(?i:{units[i]:02x}{units[i + 1]:02x})" for i in range(0, len(units), 2))
    ways = [_plain(mark), percent, escaped]
    if not mark.isalnum():
        ways.append(rf"\\+{_plain(mark)}")
        ways.append(f"&#0*{ord(mark)};|&#(?i:x0*{ord(mark):x});")
    if mark in _HTML:
        ways.append(f"&{_HTML[mark]};")
    if mark == " ":
        ways.append(r"\+")
    return "(?:" + "|".join(ways) + ")"


def _plain(mark: str) -> str:
    return mark if mark.isascii() and mark.isalnum() else f"\\x{{{ord(mark):x}}}"


def _cores(raw: bytes) -> Iterator[str]:
    """The characters of a base64 text that the secret alone decides, wherever it began."""
    for offset in range(3):
        start = -(-8 * offset // 6)
        end = 8 * (offset + len(raw)) // 6
        padded = b"\0" * offset + raw + b"\0" * 3
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(padded).decode()[start:end]
