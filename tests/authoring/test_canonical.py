import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.canonical import canonical, digest_of, is_whole, parsed
from bot.authoring.document import BROKEN

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2**52), 2**52) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(PLAIN)
def test_the_bytes_are_those_of_rfc_8785(value: object) -> None:
    content = canonical(value)

    assert content == rfc8785.dumps(json.loads(content))


@given(PLAIN)
def test_what_was_written_is_read_back_in_its_order(value: object) -> None:
    back = parsed(canonical(value))

    assert back == value
    assert json.dumps(parsed(canonical(back))) == json.dumps(back)


def test_order_changes_the_digest() -> None:
    assert digest_of({"a": 1, "b": 2}) != digest_of({"b": 2, "a": 1})
    assert list(parsed(canonical({"b": 2, "a": 1}))) == ["b", "a"]  # type: ignore[call-overload] # it is a mapping


def test_what_the_reader_refused_is_not_whole() -> None:
    assert is_whole({"a": [1, {"b": None}]})
    assert not is_whole({"a": [1, {"b": BROKEN}]})
