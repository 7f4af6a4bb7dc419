"""Text as a terminal would have shown it, without what could hide or disguise a part of it."""

import re

from bot.redaction.patterns import compiled

BINARY_SHARE = 0.05
"""From this share of undecodable characters on, the bytes are no text."""

_SAMPLE = 64 * 1024

_CSI = r"(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]"
# OSC, DCS, SOS, PM and APC, up to their end. One that is not ended hides its line, never what follows.
_STRING = r"(?:\x1b[\]PX^_]|[\x{9d}\x{90}\x{98}\x{9e}\x{9f}])[^\x07\x1b\x{9c}\n\r]*(?:\x07|\x1b\\|\x{9c})?"
_TWO = r"\x1b[ -/]*[0-Z\\^-~]"  # not the `[` of a broken CSI
_ESCAPES = compiled(f"(?:{_CSI}|{_STRING}|{_TWO})+")

# What is not seen: category Cf (bidi, zero width, soft hyphen, tags), fillers, variation selectors.
_UNSEEN = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x110BD, 0x110BD),
    (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_CONTROLS = ((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F))
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"

_TABLE: dict[int, str | None] = {
    code: None for first, last in (*_UNSEEN, *_CONTROLS) for code in range(first, last + 1)
} | {ord(mark): "\n" for mark in _LINE_ENDS}

_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(raw: bytes | str) -> str:
    """Decode (what is no UTF-8 becomes �), strip escapes, controls, unseen characters; unify line ends."""
    text = decoded(raw)
    if "\x1b" in text or any(mark in text for mark in "\x90\x98\x9b\x9d\x9e\x9f"):
        text = _ESCAPES.without(text.encode()).decode(errors="replace")
    text = text.replace("\r\n", "\n")
    if "\b" in text:
        text = _overstruck(text)
    return text.translate(_TABLE)


def decoded(raw: bytes | str) -> str:
    """Text that can be encoded again: no lone surrogates."""
    if isinstance(raw, bytes):
        return raw.decode("utf-8", errors="replace")
    return _SURROGATES.sub("\ufffd", raw)


def is_binary(raw: bytes | str) -> bool:
    """Whether this is no text: a NUL, or too much that does not decode. Looks at the first 64 KiB."""
    sample = raw[:_SAMPLE]
    if isinstance(sample, bytes):
        sample = sample.decode("utf-8", errors="replace")
    return "\x00" in sample or sample.count("\ufffd") > max(1, len(sample) * BINARY_SHARE)


def _overstruck(text: str) -> str:
    """What is left when backspaces are obeyed; `man` prints bold as a letter, backspace, letter."""
    kept: list[str] = []
    for mark in text:
        if mark != "\b":
            kept.append(mark)
        elif kept and kept[-1] != "\n":
            kept.pop()
    return "".join(kept)
