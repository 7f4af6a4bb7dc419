"""What random input is made of: noise, JSON of any shape, and sound texts in which something is wrong."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

Strategy: TypeAlias = st.SearchStrategy[Any]

ODD = st.sampled_from(
    [
        "",
        " ",
        "-",
        "--help",
        "\0",
        "\n",
        "\x1b[31m",
        "\u202e",
        "\u200b",
        "\ud800",
        "²",
        "1e999",
        "NaN",
        "../..",
        "<!channel>",
        "`",
        "```",
        "{{7*7}}",
        "{x}",
        "%00",
        "'",
        '"',
        "[" * 50,
        "a" * 3000,
        "INC-0001",
        "U0ANA",
        "💥",
        "²³",
        "null",
        "true",
    ]
)
TEXTS = st.one_of(ODD, st.text(max_size=40))
JSON: Strategy = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def mangled(draw: Callable[[Strategy], Any], sound: Strategy) -> str:
    """A sound text after some cuts, copies and insertions."""
    text: str = draw(sound)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        middle = draw(st.sampled_from(["", text[start:end] * 2]) | TEXTS)
        text = text[:start] + middle + text[end:]
    return text


@st.composite
def bent(draw: Callable[[Strategy], Any], sound: Strategy) -> Any:
    """Sound JSON in which some values are others, or are missing."""
    value = json.loads(json.dumps(draw(sound)))
    for _ in range(draw(st.integers(1, 3))):
        _bend(draw, value)
    return value


def _bend(draw: Callable[[Strategy], Any], value: Any) -> None:
    while True:
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            value = inner
        elif draw(st.integers(0, 4)):
            value[key] = draw(JSON)
            return
        else:
            del value[key]
            return
