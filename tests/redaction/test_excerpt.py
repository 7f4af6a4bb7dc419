from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redaction import excerpt


def test_a_short_text_is_left_alone() -> None:
    assert excerpt("short", 5) == "short"


def test_a_long_text_keeps_head_and_tail_and_says_what_was_cut() -> None:
    text = "\n".join(f"line {number}" for number in range(100))

    shown = excerpt(text, 120)

    assert shown.startswith("line 0\nline 1\n")
    assert shown.endswith("\nline 98\nline 99")
    assert "\n… 715 characters (91 lines) left out …\n" in shown


def test_one_line_left_out_is_one_line() -> None:
    assert "(1 line)" in excerpt("a" * 300 + "\n" + "b" * 300, 200)


@settings(deadline=None)
@given(st.text(max_size=500), st.integers(0, 300))
def test_never_longer_than_asked(text: str, limit: int) -> None:
    shown = excerpt(text, limit)

    assert len(shown) <= max(limit, 0)
    assert shown == text or len(text) > limit


def test_a_line_that_is_not_left_out_takes_no_room_of_its_own() -> None:
    text = "a" * 3000 + "token\nend"

    assert len(excerpt(text, 100)) == 100
