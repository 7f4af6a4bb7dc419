"""Replacing spans of a text by the mark, in one pass."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

MARK = "[redacted]"
_MARK = MARK.encode()

Span: TypeAlias = tuple[int, int]
Find: TypeAlias = Callable[[bytes], Iterable[Span]]
Value: TypeAlias = Callable[[bytes, Any], Span | None]


def scrubbed(text: bytes, spans: Iterable[Span]) -> bytes:
    """The text with each span replaced. Spans are in order and do not overlap; one that is the mark stays."""
    parts: list[bytes] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], _MARK)
        done = end
    return b"".join((*parts, text[done:])) if parts else text


def found(text: bytes, head: Any, value: Value) -> Iterable[Span]:
    """Spans of what follows each head, as `value` sees it; what it takes is not searched for heads again."""
    position = 0
    while (match := head.search(text, position)) is not None:
        span = value(text, match)
        if span is None:
            position = max(match.end(), position + 1)
            continue
        position = max(span[1], match.end())
        if not is_marked(text[span[0] : span[1]]):
            yield span


def is_marked(value: bytes) -> bool:
    """Whether there is nothing (more) to hide here."""
    return not value or value == _MARK


def line_end(text: bytes, start: int) -> int:
    """Where the line that holds `start` ends, before its newline."""
    end = text.find(b"\n", start)
    return len(text) if end < 0 else end
