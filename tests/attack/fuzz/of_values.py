"""What ends up in commands, requests and messages: values, addresses, outputs."""

from typing import Any

from hypothesis import strategies as st

from bot.core.catalogue import Parameter
from bot.core.values import BadValue, Type, check, parse
from bot.core.words import PRESETS
from bot.diagnostics.address import Origin, parse_origin
from bot.diagnostics.networks import refusal
from bot.diagnostics.parameters import fill
from bot.redaction import Redactor
from bot.slack.views.text import code, prose, safe
from tests.attack.fuzz.inputs import JSON, TEXTS, mangled
from tests.attack.fuzz.surface import Surface

HELD = "correct-horse-battery-staple"
TYPES = (
    *(Type(name) for name in ("bool", "int", "number", "time", "word", "text")),
    *(Type("word", preset=preset) for preset in PRESETS),
    Type("enum", options=("one", "two")),
    Type("list", of=Type("word", preset="slug")),
)
REDACTOR = Redactor([HELD])


def _checked(given: tuple[Type, Any]) -> None:
    kind, value = given
    try:
        found = check(kind, value)
    except BadValue:
        return
    assert check(kind, found) == found, "a value that fits is its own stored form"


def _filled(given: tuple[Type, str]) -> None:
    """Whatever a person types: it is refused, or it is one word that can only be a value."""
    kind, typed = given
    try:
        value = parse(kind, typed)
        (_, word) = fill(("look", Parameter("p")), {"p": kind}, {"p": value})
    except BadValue:
        return
    assert word, "an empty word"
    assert not word.startswith("-"), word
    assert all(mark == " " or mark.isprintable() for mark in word), word
    assert kind.name == "text" or word.isascii(), word


def _read(url: str) -> None:
    found = parse_origin(url)
    if isinstance(found, Origin):
        assert parse_origin(found.url("")) == found, "it reads as itself"
        assert found.url("").isascii(), found


def _located(text: str) -> None:
    assert refusal(text, ()) or refusal(text, ()) == ""


def _shown(raw: bytes | str) -> None:
    shown = REDACTOR.safe(raw)
    assert HELD not in shown
    assert REDACTOR.redact(shown) == shown, "twice is once"
    assert not any(mark in shown for mark in "\x1b\u202e\u200b\r")
    assert len(REDACTOR.show(raw, 100)) <= 100


def _marked(text: str) -> None:
    for show in (safe, code, prose):
        shown = show(text)
        assert "<" not in shown.replace("&lt;", ""), shown
        assert ">" not in shown.replace("&gt;", ""), shown


_URLS = mangled(
    st.sampled_from(
        ["https://api.example.com:8443/base", "http://[::1]:80", "http://127.0.0.1/a/b", "https://a.b"]
    )
)
_SECRETS = st.sampled_from(
    [
        f"token={HELD}",
        f"https://u:{HELD}@x",
        HELD[:20],
        f'"password": "{HELD}"',
        f"Authorization: Bearer {HELD}",
        HELD,
    ]
)
_OUTPUTS = st.one_of(
    st.binary(max_size=300),
    st.lists(
        TEXTS | _SECRETS | st.sampled_from(["\x1b[0m", "\n", "\b", "\r", "PASSWORD=", "&", '"', "\\"]),
        max_size=8,
    ).map("".join),
    st.lists(mangled(_SECRETS), max_size=3).map("\n".join),
)

SURFACES = (
    Surface("values of every type", st.tuples(st.sampled_from(TYPES), JSON), _checked),
    Surface("typed values", st.tuples(st.sampled_from(TYPES), TEXTS), _filled),
    Surface("addresses of endpoints", _URLS | TEXTS, _read),
    Surface(
        "addresses of the net",
        mangled(st.sampled_from(["10.0.0.1", "::ffff:1.2.3.4", "fe80::1%eth0"])) | TEXTS,
        _located,
    ),
    Surface("outputs", _OUTPUTS, _shown, 2),
    Surface("text in messages", TEXTS, _marked),
)
