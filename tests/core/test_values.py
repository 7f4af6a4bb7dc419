"""What each type takes, what it stores, and what it says when it does not fit."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.core.values import BadValue, Type, Value, check, moment, parse, shown, stamp

BOOL, INT, NUMBER, TIME = Type("bool"), Type("int", 0, 9), Type("number"), Type("time")
ENUM, WORD, SLUG, TEXT = (
    Type("enum", options=("low", "high")),
    Type("word"),
    Type("word", preset="slug"),
    Type("text"),
)
LIST, TABLE = Type("list", of=SLUG), Type("table", columns=(("id", SLUG), ("n", Type("int"))))


class Digits:
    """A pattern that an author wrote."""

    def matches_whole(self, text: str) -> bool:
        return text.isdigit()


PATTERN = Type("word", pattern=Digits(), pattern_text="[0-9]+")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (BOOL, " Yes ", True),
        (BOOL, "n", False),
        (INT, "+7", 7),
        (NUMBER, "3", 3.0),
        (NUMBER, "-2.5", -2.5),
        (TIME, "2026-11-21T13:00:00+01:00", "2026-11-21T12:00:00Z"),
        (ENUM, "low", "low"),
        (SLUG, "api-1", "api-1"),
        (PATTERN, "17", "17"),
        (TEXT, "two\nlines", "two\nlines"),
        (LIST, "a, b  a", ("a", "b")),
        (Type("list"), "x", ("x",)),
    ],
)
def test_what_a_person_types_is_kept_in_one_form(kind: Type, typed: str, value: Value) -> None:
    assert parse(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (BOOL, "perhaps", "`perhaps` is not yes or no"),
        (INT, "1.0", "`1.0` is not a whole number from 0 to 9"),
        (INT, "10", "10 is not a whole number from 0 to 9"),
        (Type("int", minimum=3), "2", "2 is not a whole number of at least 3"),
        (Type("int", maximum=3), "4", "4 is not a whole number of at most 3"),
        (Type("int"), "9007199254740992", "9007199254740992 is not a whole number"),
        (NUMBER, "1e9", "`1e9` is not a number"),
        (TIME, "noon", "`noon` is not a time such as 2024-01-15T00:30:00Z"),
        (TIME, "2026-02-30T00:00:00Z", "`2026-02-30T00:00:00Z` is not a time such as 2024-01-15T00:30:00Z"),
        (ENUM, "mid", "`mid` is not one of low, high"),
        (SLUG, "A b", "`A b` is not one word of small letters, digits, - and _"),
        (PATTERN, "x", "`x` is not one word matching `[0-9]+`"),
        (WORD, "a b", "`a b` is not one word"),
        (WORD, "a\x00b", "`aU+0000b` holds a character that cannot be seen (U+0000); remove it"),
        (WORD, "ä", "`ä` holds characters that are not ASCII"),
        (WORD, "", "`` is empty"),
        (WORD, "x" * 129, f"`{'x' * 57}…` has 129 characters; 128 are possible"),
        (WORD, "--help", "`--help` begins with a dash, so a program would take it for an option"),
        (
            WORD,
            "FILE:///etc/passwd",
            "`FILE:///etc/passwd` begins like a file or an address, which some programs would open",
        ),
        (TEXT, "a\x1bb", "the text holds control characters; remove them"),
        (
            TEXT,
            "x" * 2901,
            "a text of 2901 characters is too long: a text of at most 2900 characters",
        ),
        (
            LIST,
            " ".join(f"x{n}" for n in range(51)),
            "51 elements are too many: at most 50 of: one word of small letters, digits, - and _",
        ),
        (LIST, "--x", "`--x` begins with a dash, so a program would take it for an option"),
        (TABLE, "x", "a table cannot be typed"),
    ],
)
def test_what_does_not_fit_is_told_why(kind: Type, typed: str, says: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse(kind, typed)

    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (BOOL, False, False),
        (NUMBER, 3, 3.0),
        (TIME, datetime(2026, 11, 21, 13, tzinfo=timezone(timedelta(hours=1))), "2026-11-21T12:00:00Z"),
        (LIST, ["a", "a"], ("a",)),
        (TABLE, [{"id": "a", "n": 1}], ({"id": "a", "n": 1},)),
    ],
)
def test_what_a_command_returns_is_kept_in_one_form(kind: Type, given: object, value: Value) -> None:
    assert check(kind, given) == value
    assert type(check(kind, given)) is type(value)


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (BOOL, 1, "`1` is not yes or no"),
        (INT, True, "`True` is not a whole number from 0 to 9"),
        (NUMBER, True, "`True` is not a number"),
        (NUMBER, float("nan"), "`nan` is not a number"),
        (NUMBER, float("inf"), "inf is not a number"),
        (TIME, 5, "`5` is not a time such as 2024-01-15T00:30:00Z"),
        (ENUM, 5, "`5` is not one of low, high"),
        (WORD, 5, "`5` is not one word"),
        (TEXT, 5, "`5` is not a text of at most 2900 characters"),
        (LIST, 5, "`5` is not at most 50 of: one word of small letters, digits, - and _"),
        (Type("list"), 5, "`5` is not at most 50 of: texts"),
        (TABLE, 5, "`5` is not a table"),
        (TABLE, [{"id": "a"}], "`{'id': 'a'}` is not a row with the columns id, n"),
        (TABLE, ["a"], "`a` is not a row with the columns id, n"),
    ],
)
def test_nothing_is_made_to_fit(kind: Type, given: Any, says: str) -> None:
    with pytest.raises(BadValue) as refused:
        check(kind, given)

    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("into", "of", "fits"),
    [
        (TEXT, ENUM, True),
        (TEXT, BOOL, False),
        (WORD, SLUG, True),
        (WORD, ENUM, False),
        (SLUG, SLUG, True),
        (SLUG, WORD, False),
        (SLUG, Type("word", preset="uuid"), False),
        (PATTERN, PATTERN, True),
        (WORD, PATTERN, True),
        (PATTERN, WORD, False),
        (NUMBER, INT, True),
        (INT, NUMBER, False),
        (Type("enum", options=("low", "high", "mid")), ENUM, True),
        (ENUM, Type("enum", options=("low", "mid")), False),
        (LIST, LIST, True),
        (Type("list"), LIST, True),
        (Type("list", of=WORD), LIST, True),
        (LIST, Type("list", of=WORD), False),
        (LIST, SLUG, False),
        (TIME, TIME, True),
    ],
)
def test_a_value_passes_only_into_what_holds_all_of_its_kind(into: Type, of: Type, fits: bool) -> None:
    assert into.accepts(of) is fits


def test_a_type_is_called_by_what_it_is() -> None:
    assert [str(kind) for kind in (SLUG, INT)] == ["slug", "int"]


@pytest.mark.parametrize(
    ("value", "says"),
    [(None, "not known"), (True, "yes"), (False, "no"), (("a", "b"), "a, b"), ((), "none"), (3.5, "3.5")],
)
def test_a_value_reads_as_people_say_it(value: Value | None, says: str) -> None:
    assert shown(value) == says


def test_a_time_is_stored_in_utc_and_read_back() -> None:
    when = datetime(2026, 11, 21, 12, 0, 0, 5, tzinfo=UTC)

    assert stamp(when) == "2026-11-21T12:00:00.000005Z"
    assert moment(stamp(when)) == when
