"""What may become a word of a command."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Parameter
from bot.core.values import BadValue, Type, Value
from bot.diagnostics.parameters import fill, fill_path, written

P = Parameter("p")
OPTION = Parameter("p", "--option=")
WORD = Type("word")
TEXT = Type("text")


def filled(value: Value, kind: Type = WORD, element: Parameter = P) -> tuple[str, ...]:
    return fill(("tool", element), {"p": kind}, {"p": value})


def test_a_value_is_one_whole_word() -> None:
    assert filled("two words; rm -rf /", TEXT) == ("tool", "two words; rm -rf /")


def test_a_value_may_follow_its_option() -> None:
    assert filled(3, Type("int"), OPTION) == ("tool", "--option=3")


def test_literals_stay_as_they_are() -> None:
    assert fill(("tool", "-x", "$HOME", "a b"), {}, {}) == ("tool", "-x", "$HOME", "a b")


REFUSED: list[tuple[Value, Type, str]] = [
    ("--help", WORD, "dash"),
    ("-", WORD, "dash"),
    ("-x", TEXT, "dash"),
    (-5, Type("int"), "dash"),
    ("prod\n", WORD, "cannot be seen"),
    ("a\tb", TEXT, "cannot be seen"),
    ("a\nb", TEXT, "cannot be seen"),
    ("a\u200bb", TEXT, "cannot be seen"),
    ("a\u202eb", TEXT, "cannot be seen"),
    ("a\x00b", TEXT, "control"),
    ("\u0661\u0662", WORD, "not ASCII"),
    ("ünïcode", WORD, "not ASCII"),
    ("\uff0dx", TEXT, "plainer form"),
    ("\u2460", TEXT, "plainer form"),
    ("", TEXT, "empty"),
    ("@/etc/passwd", WORD, "file or an address"),
    ("file:///etc/passwd", WORD, "file or an address"),
    ("FILEB://x", WORD, "file or an address"),
    ("http://169.254.169.254/", WORD, "file or an address"),
    (True, Type("int"), "is not a whole number"),
    (1, WORD, "is not one word"),
    ("12", Type("int"), "is not a whole number"),
    (("a", "b"), Type("list"), "cannot be one argument"),
    ("c", Type("enum", options=("a", "b")), "one of"),
    (9, Type("int", minimum=0, maximum=8), "from 0 to 8"),
    ("x" * 4000, Type("text", maximum=5000), "4000 characters"),
]


@pytest.mark.parametrize(("value", "kind", "says"), REFUSED)
@pytest.mark.parametrize("element", [P, OPTION])
def test_what_could_be_more_than_a_value_is_refused(
    value: Value, kind: Type, says: str, element: Parameter
) -> None:
    with pytest.raises(BadValue, match=says) as refusal:
        filled(value, kind, element)

    assert str(refusal.value).startswith("`p`: ")


class Anything:
    """A pattern that an author got wrong: it lets everything through."""

    def matches_whole(self, text: str) -> bool:
        return True


@pytest.mark.parametrize("value", ["--help", "a b", "x;y\n", "@x", "ü"])
def test_no_pattern_can_switch_the_rules_off(value: str) -> None:
    with pytest.raises(BadValue):
        filled(value, Type("word", pattern=Anything(), pattern_text=".*"))


OPENING = [
    "@/etc/passwd",
    "<x",
    "file:///etc/hostname",
    "FileB://x",
    "Key=file://x",
    "a=1,b=@x",
    "a,http://x",
    "gopher://x",
]


@pytest.mark.parametrize("value", OPENING)
@pytest.mark.parametrize("kind", [TEXT, WORD])
def test_no_program_is_made_to_open_a_file_or_an_address(kind: Type, value: str) -> None:
    with pytest.raises(BadValue, match="file or an address"):
        filled(value, kind)


@pytest.mark.parametrize(
    "value", ["ops@example.com", "a, @b", "see file: x", "1 < 2", "arn:aws:s3:::x", "fe80::1"]
)
def test_a_text_that_only_looks_like_it_stays(value: str) -> None:
    assert filled(value, TEXT) == ("tool", value)


def test_a_missing_and_an_unknown_value_are_named() -> None:
    with pytest.raises(BadValue, match="`p` is not known yet"):
        fill(("tool", P), {"p": WORD}, {})
    with pytest.raises(BadValue, match="`q` is not a parameter"):
        fill(("tool",), {}, {"q": "x"})


WRITTEN: list[tuple[Value, str]] = [
    (True, "true"), (False, "false"), (7, "7"), (2.5, "2.5"), (5.0, "5"), (1e-7, "0.0000001"), (100.0, "100"),
    ("a", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_as_programs_read_it(value: Value, text: str) -> None:
    assert written(value) == text


def test_a_time_is_written_in_utc() -> None:
    assert filled("2026-01-15T01:30:00+01:00", Type("time"))[1] == "2026-01-15T00:30:00Z"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_text_arrives_verbatim_or_not_at_all(value: str) -> None:
    try:
        words = filled(value, TEXT)
    except BadValue:
        return

    assert words == ("tool", value)
    assert value.isprintable()
    assert not value.startswith("-")


def test_a_parameter_is_one_segment_of_a_path() -> None:
    assert fill_path(("v1", "items", P), {"p": WORD}, {"p": "r-8841"}) == "/v1/items/r-8841"


def test_no_segments_are_the_root() -> None:
    assert fill_path((), {}, {}) == "/"


@pytest.mark.parametrize("value", ["..", ".", "a/b", "a%2fb", "a?b", "a#b", "a\\b", "a;b", "a&b", "a@b"])
def test_a_segment_leads_nowhere_else(value: str) -> None:
    with pytest.raises(BadValue, match="cannot be one segment"):
        fill_path(("v1", P), {"p": WORD}, {"p": value})
