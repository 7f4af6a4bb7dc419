"""Where the value beside a secret's name begins and ends."""

from typing import Any

from bot.redaction.patterns import compiled
from bot.redaction.scrub import MARK, Span, line_end

_MARK = MARK.encode()
_QUOTE = compiled(r"[a-zA-Z]{0,2}(\\*[\"'`])")
_UP_TO = {quote.encode(): compiled(rf"[^{quote}\n]*") for quote in "\"'`"}
_BRACKET = compiled(r"[^\]\n]*")
_RUN = compiled(r"[^\s\"'`]*")
_QUERY_RUN = compiled(r"[^\s&\"'<>#]*")
_PROSE = compiled(r"[a-z']{1,16}[.,;]?[ \t]+\S")
_SURELY = compiled(r"(?i)pass|pwd")
_BLOCK = compiled(r"[|>][-+0-9]*[ \t]*\n")
_PLACEHOLDER = compiled(
    r"(?i)true|false|yes|no|null|none|nil|undefined|\$\{[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}|[*•]+|<[^<>\s]*>"
)
_TRAILING = b",;)]}>"
_AFTER_QUOTE = {bytes([byte]) for byte in b",;:)]}> \t\n"} | {b""}
_DEEPEST = 80


def quoted(text: bytes, start: int) -> Span | None:
    """Inside the quotes that begin here, if any; escaped ones (JSON within JSON) are closed by their like."""
    opening = _QUOTE.match(text, start)
    if opening is None:
        return None
    mark = opening.group(1)
    depth, stop = len(mark) - 1, _UP_TO[mark[-1:]]
    at: int = stop.match(text, opening.end()).end()
    while text[at : at + 1] == mark[-1:]:
        slashes = _backslashes(text, at, opening.end())
        if slashes == depth or (depth == 0 and slashes % 2 == 0):
            return opening.end(), at - depth
        at = stop.match(text, at + 1).end()
    return opening.end(), at


def to_line_end(text: bytes, match: Any) -> Span | None:
    """A header's value: to its closing quote, its bracket, or the end of the line."""
    start, name = match.end(), match.start(1)
    if (inner := quoted(text, start)) is not None:
        return inner
    before = text[name - 1 : name]
    if before in _UP_TO:
        return start, _UP_TO[before].match(text, start).end()
    if text[start : start + 1] == b"[":
        return start, _bracket_end(text, start)
    return start, line_end(text, start)


def beside(text: bytes, match: Any) -> Span | None:
    """The value of `KEY=value`, `key: value`, `"key": "value"`; None if it is plainly no secret."""
    start = match.end()
    span = quoted(text, start)
    if span is None:
        if text[start : start + 1] in {b"{", b"\n", b""}:
            return None
        span = _unquoted(text, match)
    return None if is_placeholder(text[span[0] : span[1]]) else span


def is_placeholder(value: bytes) -> bool:
    """Whether this stands for a value, or is none: `${TOKEN}`, `null`, `***`, `<token>`, the mark."""
    return not value or value == _MARK or _PLACEHOLDER.fullmatch(value) is not None


def _unquoted(text: bytes, match: Any) -> Span:
    start, name = match.end(), match.start(1)
    if text[name - 1 : name] in {b"?", b"&"}:
        return start, _QUERY_RUN.match(text, start).end()
    with_space = text[start - 1 : start] in {b" ", b"\t"}
    if text[start : start + 1] == b"[" and not text.startswith(_MARK, start):
        return start, _bracket_end(text, start)
    if with_space and (block := _BLOCK.match(text, start)) is not None:
        return block.end(), _block_end(text, block.end(), _indent(text, name))
    if with_space and b":" in text[name:start]:
        begins_line = not _line_before(text, name).strip(b" \t-\"'")
        if _PROSE.match(text, start) is not None and not (begins_line and _SURELY.search(match.group(1))):
            return start, start
        if begins_line:
            return start, line_end(text, start)
    return start, _run_end(text, start, enclosed=text[name - 1 : name] in _UP_TO)


def _run_end(text: bytes, start: int, *, enclosed: bool) -> int:
    end: int = _RUN.match(text, start).end()
    while text[end : end + 1] in _UP_TO:
        if enclosed or text[end + 1 : end + 2] in _AFTER_QUOTE:
            end -= _backslashes(text, end, start)
            break
        end = _RUN.match(text, end + 1).end()
    if is_placeholder(text[start:end]):
        return end
    trimmed = end
    while trimmed > start and text[trimmed - 1] in _TRAILING:
        trimmed -= 1
    if text[start:end].startswith(_MARK) and trimmed < start + len(_MARK):
        return start + len(_MARK)
    return max(trimmed, start)


def _bracket_end(text: bytes, start: int) -> int:
    end: int = _BRACKET.match(text, start).end()
    return end + 1 if text[end : end + 1] == b"]" else end


def _backslashes(text: bytes, at: int, start: int) -> int:
    count = 0
    while at - count > start and text[at - count - 1] == 0x5C:
        count += 1
    return count


def _line_before(text: bytes, name: int) -> bytes:
    """What stands before the name on its line; more than an indentation need not be known whole."""
    first = max(name - _DEEPEST, 0)
    return text[max(text.rfind(b"\n", first, name) + 1, first) : name]


def _indent(text: bytes, name: int) -> int:
    line = _line_before(text, name)
    return len(line) - len(line.lstrip(b" "))


def _block_end(text: bytes, start: int, indent: int) -> int:
    """The end of the lines that are indented deeper than the key of a YAML block."""
    end = following = start
    while following < len(text):
        stop = line_end(text, following)
        line = text[following:stop]
        if line.strip() and len(line) - len(line.lstrip(b" ")) <= indent:
            break
        end, following = stop, stop + 1
    return end
