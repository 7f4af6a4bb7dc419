"""Compiling patterns of linear time: hostile text decides what they meet, never how long they take."""

from collections.abc import Iterator
from dataclasses import dataclass

import re2

from bot.redaction.scrub import Span

_NOWHERE = (-1, -1)
_Anchor = re2._re2.RE2.Anchor  # noqa: SLF001 - the library names it nowhere else
_SIGNS = b" \t=:>!~+?|<\"'`\\]"
_UNANCHORED = _Anchor.UNANCHORED


@dataclass(slots=True)
class Match:
    """Where a pattern and its groups stand in a text."""

    text: bytes
    spans: tuple[Span, ...]

    def group(self, number: int = 0) -> bytes:
        """The text of a group; empty if it took no part."""
        start, end = self.spans[number]
        return self.text[start:end] if start >= 0 else b""

    def span(self, number: int = 0) -> Span:
        return self.spans[number]

    def start(self, number: int = 0) -> int:
        return self.spans[number][0]

    def end(self, number: int = 0) -> int:
        return self.spans[number][1]

    @property
    def last(self) -> int:
        """The number of the last group that took part: the one that did, where groups are alternatives."""
        return next(number for number in range(len(self.spans) - 1, -1, -1) if self.spans[number] != _NOWHERE)


class Pattern:
    """A pattern over UTF-8 bytes. Calls RE2 itself: the library's own matches cost twice the search."""

    __slots__ = ("_search",)

    def __init__(self, pattern: str) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 64 << 20
        compiled_ = re2.compile(pattern.encode(), options)
        self._search = compiled_._regexp.Match  # noqa: SLF001 - see above

    def search(self, text: bytes, at: int = 0, end: int | None = None) -> Match | None:
        """The leftmost match from `at` on; what stands before counts for anchors only."""
        last = len(text) if end is None else end
        if at > last:
            return None
        spans = self._search(_UNANCHORED, text, at, last)
        return None if spans[0] == _NOWHERE else Match(text, spans)

    def match(self, text: bytes, at: int = 0, end: int | None = None) -> Match | None:
        """A match that begins at `at`."""
        return self._found(_Anchor.ANCHOR_START, text, at, end)

    def fullmatch(self, text: bytes) -> Match | None:
        return self._found(_Anchor.ANCHOR_BOTH, text, 0, None)

    def ends(self, text: bytes, at: int, end: int | None = None) -> int:
        """Where the match that begins at `at` ends; `at` itself if there is none."""
        match = self.match(text, at, end)
        return at if match is None else match.end()

    def finditer(self, text: bytes) -> Iterator[Match]:
        """Each match, one after the other. For patterns that never match nothing."""
        at = 0
        while (match := self.search(text, at)) is not None:
            yield match
            at = max(match.end(), at + 1)

    def without(self, text: bytes) -> bytes:
        """The text without its matches."""
        parts: list[bytes] = []
        at = 0
        for match in self.finditer(text):
            parts.append(text[at : match.start()])
            at = match.end()
        return b"".join((*parts, text[at:]))

    def _found(self, anchor: object, text: bytes, at: int, end: int | None) -> Match | None:
        last = len(text) if end is None else end
        if at > last:
            return None
        spans = self._search(anchor, text, at, last)
        return None if spans[0] == _NOWHERE else Match(text, spans)


class Named(Pattern):
    """A pattern for a name and the signs after it, without groups: one would cost as much as the search."""

    __slots__ = ()

    def search(self, text: bytes, at: int = 0, end: int | None = None) -> Match | None:
        """As of any pattern; the name is its group 1."""
        match = super().search(text, at, end)
        if match is not None:
            start = match.start()
            match.spans = (match.spans[0], (start, start + len(match.group().rstrip(_SIGNS))))
        return match


def compiled(pattern: str) -> Pattern:
    """A pattern, quiet, and with memory enough that it is never given up and started again."""
    return Pattern(pattern)
