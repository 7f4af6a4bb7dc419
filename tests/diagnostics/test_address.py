import pytest

from bot.diagnostics.address import Origin, odd_path, parse_origin
from bot.diagnostics.bindings import Unfit

PLAIN = [
    ("http://127.0.0.1:8787", Origin("http", "127.0.0.1", 8787)),
    ("https://api.example.org", Origin("https", "api.example.org", 443)),
    ("https://API.example.org/base/v2/", Origin("https", "api.example.org", 443, "/base/v2")),
    ("http://[::1]:9000/x", Origin("http", "::1", 9000, "/x")),
    ("http://service_a.internal.", Origin("http", "service_a.internal.", 80)),
]
ODD = [
    "ftp://x/", "file:///etc/passwd", "//x/", "x", "", "http://", "http:///x",
    "http://user@x/", "http://user:pw@x/", "http://x?y", "http://x/#y", "http://x/%2e%2e/", "http://x/../y",
    "http://x/a//b", "http://x/a\\b", "http://x y/", "http://x\n/", "http://x:0/", "http://x:99999/", "http://x:/",
    "http://169\u3002254\u3002169\u3002254/", "http://b\u00fccher.example/", "http://\u2460/",
    "http://2852039166/", "http://0xA9FEA9FE/", "http://169.254.43518/", "http://127.1/", "http://0/", "http://017700000001/",
    "http://1.2.3.0x4/", "http://[fe80::1%25eth0]/", "http://[::1/", "http://-x/", "http://x-/", "http://a..b/",
    "http://" + "a." * 130 + "b/", "http://x\x7f/",
]  # fmt: skip


@pytest.mark.parametrize(("url", "origin"), PLAIN)
def test_a_plain_address_is_read(url: str, origin: Origin) -> None:
    assert parse_origin(url) == origin


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_refused_with_a_reason(url: str) -> None:
    refused = parse_origin(url)

    assert isinstance(refused, Unfit)
    assert refused.why.startswith("its ")


def test_the_url_of_a_path_keeps_the_prefix() -> None:
    origin = parse_origin("http://[::1]:9000/x/")

    assert isinstance(origin, Origin)
    assert origin.url("/v1") == "http://[::1]:9000/x/v1"


@pytest.mark.parametrize(
    "path", ["/a/../b", "/a/./b", "/%2e", "/a\\b", "/a//b", "/a?b", "/a#b", "/a b", "/ä", "a", "/a\n"]
)
def test_an_odd_path_is_refused(path: str) -> None:
    assert odd_path(path)


@pytest.mark.parametrize("path", ["", "/", "/v1/receipts/verify", "/a.b/c~d/e@f:g", "/v1/"])
def test_a_plain_path_is_not(path: str) -> None:
    assert odd_path(path) == ""
