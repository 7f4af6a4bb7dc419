"""The bot's own secrets, in every way they may be written down."""

import base64
import html
import json
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redaction import MARK, Redactor, clean

SECRETS = (
    "xoxb-2345678901-AbCdEfGhIjKlMnOp",
    'p@ss/w?rd & "x" <1>',
    "pässwörd-€-漢字-long",
    "0123456789abcdef" * 12,
    "-----BEGIN KEY-----\nMIIEowIBAAKCAQEAx7Vd0q\nZk8sLq0p3mWn5tRvXyAbCd\n-----END KEY-----",
    "hunter2!",
)
OWN = Redactor(SECRETS)


def in_base64(before: bytes, wrap: int = 0) -> Callable[[str], str]:
    def written(secret: str) -> str:
        text = base64.b64encode(before + secret.encode() + b":after").decode()
        return "\n  ".join(text[i : i + wrap] for i in range(0, len(text), wrap)) if wrap else text

    return written


WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "between words": lambda secret: f"login with{secret}failed",
    "url": partial(quote, safe=""),
    "url, lower case": lambda secret: re.sub(
        "%..", lambda code: code.group().lower(), quote(secret, safe="")
    ),
    "url, twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "form": quote_plus,
    "json": lambda secret: json.dumps({"note": secret}),
    "json, not ASCII": lambda secret: json.dumps({"note": secret}, ensure_ascii=False),
    "json in json": lambda secret: json.dumps(json.dumps({"note": secret})),
    "html": html.escape,
    "hex": lambda secret: secret.encode().hex(),
    "hex with colons": lambda secret: secret.encode().hex(":").upper(),
    "base64": in_base64(b""),
    "base64 of user:secret": in_base64(b"user:"),
    "base64, aligned by one": in_base64(b"x"),
    "base64, aligned by two": in_base64(b"xy"),
    "base64, wrapped": in_base64(b"user", wrap=19),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(b"~" + secret.encode()).decode(),
    "broken over lines": lambda secret: "\n    ".join(secret[i : i + 9] for i in range(0, len(secret), 9)),
    "coloured": "\x1b[1m".join,
    "with zero-width spaces": "\u200b".join,
}


def remains(secret: str, shown: str) -> list[str]:
    """Stretches of six characters of the secret that can still be read."""
    squeezed = "".join(shown.split())
    lines = ["".join(line.split()) for line in secret.splitlines()]
    return [line[i : i + 6] for line in lines for i in range(len(line) - 5) if line[i : i + 6] in squeezed]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", WRITTEN)
def test_nothing_of_a_secret_survives(secret: str, form: str) -> None:
    written = WRITTEN[form](secret)

    shown = OWN.safe(f"before {written} after")

    assert MARK in shown
    assert remains(secret, shown) == []
    assert "".join(clean(written).split()) not in "".join(shown.split())


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["plain", "url", "hex", "base64 of user:secret"])
def test_words_around_it_stay(secret: str, form: str) -> None:
    shown = OWN.safe(f"before {WRITTEN[form](secret)} after")

    assert shown.startswith("before [redacted]")
    assert shown.endswith(" after")


@settings(deadline=None)
@given(st.sampled_from(SECRETS[:4]), st.integers(6, 30))
def test_a_secret_cut_off_at_the_end_of_the_output_is_hidden(secret: str, kept: int) -> None:
    shown = OWN.redact("the output stops here: " + secret[:kept])

    assert remains(secret, shown) == []


@settings(deadline=None)
@given(st.text(min_size=8, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_secret_is_found_in_any_place(secret: str, before: str, after: str) -> None:
    secret = clean(secret).strip()
    if len(secret) < 6 or "\n" in secret or secret in MARK:
        return

    shown = Redactor([secret]).redact(clean(before) + secret + clean(after))

    assert secret not in shown


def test_too_short_a_secret_does_not_blank_the_text() -> None:
    assert Redactor(["a", "", "pass"]).redact("a passage") == "a passage"


def test_the_same_secret_twice_is_hidden_twice() -> None:
    assert Redactor(["hunter2!"]).redact("hunter2! and hunter2!") == f"{MARK} and {MARK}"
