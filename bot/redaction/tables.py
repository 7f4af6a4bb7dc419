"""Columns of secrets: CSV, tables of psql and mysql, and rows of a name and a value."""

from collections.abc import Iterable, Iterator

from bot.redaction.names import is_secret
from bot.redaction.patterns import compiled
from bot.redaction.scrub import Span, line_end
from bot.redaction.values import is_placeholder

_HEAD = compiled(
    r"(?mi)^[^\n]*(?:pass|pwd|secret|token|cred|key|hash|auth|pin|otp|seed)[a-z0-9_]*[ \t\"']*(?:["
    r"|,;\t][^\n]*)?$"
)
_NAME = compiled(r"[A-Za-z_][A-Za-z0-9_ .-]{0,40}")
_RULE = compiled(r"[-+=| \t:]*")
_MOST_ROWS = 500
_MARKS = (b"|", b"\t", b",", b";")


def columns(text: bytes) -> Iterable[Span]:
    """The cells below a heading that names a secret, and those beside one in a row of two."""
    position = 0
    while (match := _HEAD.search(text, position)) is not None:
        position = max(match.end(), position + 1)
        heading = match.group()
        mark = next((one for one in _MARKS if one in heading), None)
        if mark is None:
            continue
        cells = [cell.strip(b" \t\"'") for cell in heading.split(mark)]
        if not all(not cell or _NAME.fullmatch(cell) for cell in cells):
            continue
        secret = [number for number, cell in enumerate(cells) if cell and is_secret(cell.decode())]
        if secret:
            for span in _below(text, match.end() + 1, mark, secret, len(cells)):
                position = span[1]
                yield span


def _below(text: bytes, start: int, mark: bytes, secret: list[int], count: int) -> Iterator[Span]:
    for _ in range(_MOST_ROWS):
        end = line_end(text, start)
        row = text[start:end]
        if start >= len(text) or not row.strip():
            return
        if _RULE.fullmatch(row) is None:
            cells = _cells(row, mark)
            if len(cells) != count:
                return
            for number in secret:
                first, last = cells[number]
                if not is_placeholder(row[first:last]):
                    yield start + first, start + last
        start = end + 1


def _cells(row: bytes, mark: bytes) -> list[Span]:
    """Where the content of each cell stands, without blanks and quotes."""
    found: list[Span] = []
    at = 0
    for cell in row.split(mark):
        left = len(cell) - len(cell.lstrip(b" \t\"'"))
        found.append((at + left, at + max(len(cell.rstrip(b" \t\"'")), left)))
        at += len(cell) + 1
    return found
