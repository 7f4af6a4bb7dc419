"""The one way out for text of foreign origin: what it returns may be shown, stored and sent."""

import hashlib
from collections.abc import Iterable

from bot.redaction.clean import clean, is_binary
from bot.redaction.exact import beginnings, cut_off, patterns, pieces
from bot.redaction.excerpt import excerpt
from bot.redaction.scrub import MARK, scrubbed
from bot.redaction.structures import STRUCTURES

__all__ = ["MARK", "Redactor"]


class Redactor:
    """Hides the given secrets wherever they stand, and those of others where their place gives them away."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        own = [piece for piece in pieces(secrets) if piece not in MARK]
        self._patterns = tuple(pattern for piece in own for pattern in patterns(piece))
        self._beginnings = tuple(form for piece in own for form in beginnings(piece))

    def redact(self, text: str) -> str:
        """The same text with `[redacted]` in place of each secret. Clean it before; twice is harmless."""
        raw = text.encode("utf-8", "replace")
        for pattern in self._patterns:
            raw = scrubbed(raw, (match.span() for match in pattern.finditer(raw)))
        for find in STRUCTURES:
            raw = scrubbed(raw, find(raw))
        shown = raw.decode("utf-8", "replace")
        cut = cut_off(shown, self._beginnings)
        return shown[:-cut] + MARK if cut else shown

    def safe(self, raw: bytes | str) -> str:
        """Cleaned and redacted, all of it; bytes that are no text are described instead."""
        if is_binary(raw):
            return _described(raw)
        return self.redact(clean(raw))

    def file(self, raw: bytes) -> bytes:
        """A file without secrets; the same bytes where there are none, or where it is no text."""
        if is_binary(raw):
            return raw
        text = clean(raw)
        shown = self.redact(text)
        return raw if shown == text else shown.encode()

    def show(self, raw: bytes | str, limit: int) -> str:
        """As `safe`, at most `limit` characters: head and tail. Only escaping is left to the surface."""
        return excerpt(self.safe(raw), limit)


def _described(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return f"Binary data of about {len(raw):,} bytes, not shown."
    return f"Binary data of {len(raw):,} bytes, not shown (sha256 {hashlib.sha256(raw).hexdigest()})."
