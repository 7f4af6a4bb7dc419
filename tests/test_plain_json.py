"""JSON from outside: read as it is, or refused in words of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plain_json import DEEP, NotPlain, plain_json


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b'{"a": 1}\x00', "it is not JSON"),
        (b"\xef\xbb\xbf{}", "it is not JSON"),
        (b'"\x00"', "it is not JSON"),
        (b'"\xff"', "it is not UTF-8"),
        (b'{"user": "U1", "user": "U2"}', "an object has the same name twice"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "an object has the same name twice"),
        (b"NaN", "a number is none"),
        (b"-Infinity", "a number is none"),
        (b"1e999", "a number is too large"),
        (b"9" * 21, "a number is too long"),
        (b"9" * 100_000, "a number is too long"),
        (b'"\\ud800"', "a text holds half a character"),
        (b'{"\\uDC00": 1}', "a text holds half a character"),
        (b"[" * (DEEP + 2) + b"]" * (DEEP + 2), "it is nested more than 32 deep"),
        (b"[" * 500_000, "it is nested more than 32 deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "it is nested more than 32 deep"),
    ],
    ids=range(18),
)
def test_what_has_no_one_meaning_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(NotPlain) as refused:
        plain_json(content)

    assert str(refused.value) == why


def test_what_is_plain_is_read() -> None:
    content = {"a": [1, -2.5, True, None, "ü 🔥"], "b": {"c": {}}}

    assert plain_json(json.dumps(content)) == content
    assert plain_json(b"[" * DEEP + b"]" * DEEP) is not None


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60)))
def test_whatever_comes_is_read_or_refused(content: bytes | str) -> None:
    try:
        found = plain_json(content)
    except NotPlain:
        return
    json.dumps(found, ensure_ascii=False).encode()
