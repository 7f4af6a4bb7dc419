"""How wide a text is, and where its lines break: read from the bundled font itself."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack_from

FOLDER = Path(__file__).parent / "font"
REGULAR, BOLD = FOLDER / "Inter-Regular.otf", FOLDER / "Inter-SemiBold.otf"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The advance of a line in pixels at a font size in pixels; the pictures are set without kerning."""
    per_em, advances, missing = _metrics(BOLD if bold else REGULAR)
    return sum(advances.get(ord(mark), missing) for mark in text) * size / per_em


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most `room` pixels; a word that is longer is broken. A no-break space stays."""
    lines: list[str] = []
    for word in filter(None, text.replace("\n", " ").split(" ")):
        wider = f"{lines[-1]} {word}" if lines else word
        if lines and width(wider, size, bold=bold) <= room:
            lines[-1] = wider
            continue
        lines.extend(_broken(word, room, size, bold=bold))
    return tuple(lines)


def _broken(word: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """A word in pieces that fit, broken after a hyphen, a dot or a slash where that is possible."""
    while width(word, size, bold=bold) > room:
        fits = max((n for n in range(1, len(word)) if width(word[:n], size, bold=bold) <= room), default=1)
        kind = max(word.rfind(mark, 1, fits) for mark in "-./_,")
        at = kind + 1 if kind > 0 else fits
        yield word[:at]
        word = word[at:]
    if word:
        yield word


@cache
def _metrics(file: Path) -> tuple[int, dict[int, int], int]:
    """Units per em, the advance of each code point, and that of a missing one."""
    data = file.read_bytes()
    tables: dict[bytes, int] = {}
    for number in range(unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = unpack_from(">4sIII", data, 12 + 16 * number)
        tables[tag] = offset
    (per_em,) = unpack_from(">H", data, tables[b"head"] + 18)
    (measured,) = unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = [unpack_from(">H", data, tables[b"hmtx"] + 4 * glyph)[0] for glyph in range(measured)]
    glyphs = _glyphs(data, tables[b"cmap"])
    return per_em, {code: widths[min(glyph, measured - 1)] for code, glyph in glyphs.items()}, widths[0]


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Code point → glyph, from the table of format 4: segments with a delta or an offset each."""
    tables = [
        unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(unpack_from(">H", data, cmap + 2)[0])
    ]
    start = next(cmap + at for _, _, at in tables if unpack_from(">H", data, cmap + at)[0] == 4)
    count = unpack_from(">H", data, start + 6)[0] // 2
    found: dict[int, int] = {}
    for segment in range(count):
        at = start + 14 + 2 * segment
        (last,) = unpack_from(">H", data, at)
        (first,) = unpack_from(">H", data, at + 2 * count + 2)
        (delta,) = unpack_from(">H", data, at + 4 * count + 2)
        (offset,) = unpack_from(">H", data, at + 6 * count + 2)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = unpack_from(">H", data, at + 6 * count + 2 + offset + 2 * (code - first))
            if glyph:
                found[code] = (glyph + delta) & 0xFFFF
    return found
