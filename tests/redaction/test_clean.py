import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redaction import clean, is_binary

STRIPPED = [
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x9b31mred\x9b0m", "red"),
    ("\x1b]0;title\x07text", "text"),
    ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1bPq#0;2;0;0;0\x1b\\after", "after"),
    ("\x1b]0;never ended\nnext line", "\nnext line"),
    ("\x1b(Btext\x1b7\x1b=", "text"),
    ("hun\x1b[0mter2", "hunter2"),
    ("hun\u200bter\u20602", "hunter2"),
    ("a\u202eb\u2066c\u061cd", "abcd"),
    ("\ufeffbom", "bom"),
    ("tag\U000e0041s", "tags"),
    ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
    ("tab\tstays", "tab\tstays"),
    ("nul\x00bel\x07del\x7f", "nulbeldel"),
    ("b\bbo\bol\bld\bd", "bold"),
    ("abc\b\b\b\bx", "x"),
    ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ("plain ünïcode ✓ 漢字 🚦", "plain ünïcode ✓ 漢字 🚦"),
]


@pytest.mark.parametrize(("raw", "shown"), STRIPPED)
def test_what_cannot_be_seen_is_gone(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_bytes_that_are_no_utf8_are_marked_and_not_lost() -> None:
    assert clean(b"caf\xe9 ok") == "caf\ufffd ok"


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(st.characters(codec=None), max_size=300)))
def test_nothing_unseen_remains_and_cleaning_twice_changes_nothing(raw: bytes | str) -> None:
    text = clean(raw)

    assert all(mark in "\n\t" or mark >= " " for mark in text)
    assert not any("\x7f" <= mark <= "\x9f" or "\u200b" <= mark <= "\u200f" for mark in text)
    assert clean(text) == text
    text.encode()


@settings(deadline=None)
@given(st.text("\x1b[]P\\\x07\x9b\x9c0;m\b\r\nab", max_size=60))
def test_broken_escapes_leave_no_escape(raw: str) -> None:
    text = clean(raw)

    assert set(text) <= set("[]P\\0;m\nab")


@pytest.mark.parametrize("raw", [b"\x7fELF\x00\x01", bytes(range(128, 256)) * 4, "text\x00"])
def test_binary_is_recognised(raw: bytes | str) -> None:
    assert is_binary(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"plain", "ünïcode".encode(), b"one caf\xe9 in a long line of ASCII text", "x"]
)
def test_text_is_not_taken_for_binary(raw: bytes | str) -> None:
    assert not is_binary(raw)
