"""Whether a text looks drawn at random, as keys and passwords do, or like words, numbers and ids."""

from bot.redaction.patterns import compiled

_HEX = compiled(r"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)")
_UUID = compiled(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KIND = bytes(
    ord("U") if 65 <= byte <= 90 else ord("l") if 97 <= byte <= 122 else ord("d") if 48 <= byte <= 57 else 32
    for byte in range(256)
)
"""Each byte as what it is: upper case, lower case, digit, or none of them."""
_TURNS = (b"ld", b"dl", b"dU", b"Ud", b"lU")


def is_drawn(value: bytes, least: int = 10) -> bool:
    """Upper case, lower case and digits, well mixed, in a piece of at least `least` characters.

    Of two kinds twice as much is needed. Hexadecimal text is not drawn: digests, ids and keys look the same
    there, only what stands beside it can tell.
    """
    at = 0
    for kinds in value.translate(_KIND).split(b" "):
        size = len(kinds)
        if size >= least and _is_mixed(kinds, least) and not _HEX.fullmatch(value[at : at + size]):
            return True
        at += size + 1
    return False


def _is_mixed(kinds: bytes, least: int) -> bool:
    """Whether it turns to another kind at every fourth character or so: names and numbers have fewer."""
    turns = sum(kinds.count(turn) for turn in _TURNS)
    if turns * 4 < len(kinds):
        return False
    different = (b"U" in kinds) + (b"l" in kinds) + (b"d" in kinds)
    if b"d" not in kinds:
        return different == 2 and len(kinds) >= 2 * least and turns * 3.5 >= len(kinds)
    return different == 3 or (different == 2 and len(kinds) >= 2 * least)


def is_hex_key(value: bytes) -> bool:
    """Whether this may be a key written in hexadecimal, or a UUID used as one."""
    return (len(value) >= 20 and _HEX.fullmatch(value) is not None) or _UUID.fullmatch(value) is not None


def is_chosen(value: bytes, least: int = 6) -> bool:
    """Whether this may be a password: letters with digits, marks within, upper case within."""
    kinds = value.translate(_KIND)
    if len(value) < least or (b"l" not in kinds and b"U" not in kinds):
        return False
    is_mixed = len(value) >= 10 and kinds.count(b"lU") >= 2
    return (
        b"d" in kinds
        or is_mixed
        or is_drawn(value, least=4)
        or any(mark in value[1:-1] for mark in b"!@#$%^&*+?~")
    )


def longest_piece(value: bytes) -> int:
    """The length of the longest run of letters and digits."""
    return max(map(len, value.translate(_KIND).split()), default=0)
