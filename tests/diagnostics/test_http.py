"""A request goes where it is bound to, brings back a bounded answer, and ends in time."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.core.catalogue import Http
from bot.diagnostics.address import Origin
from bot.diagnostics.bindings import Site
from bot.diagnostics.cancel import Cancel
from bot.diagnostics.http import fetch
from bot.diagnostics.plan import Bound, Request, plan
from bot.engine.ports import NotRun, Ran, RunResult
from tests.diagnostics.entries import entry
from tests.diagnostics.servers import page, saying, serving

pytestmark = pytest.mark.process

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def request(url: str, http: Http | None = None, **site: object) -> Request:
    """The request that an entry makes to a site on loopback."""
    bound = replace(Site(url, network=LOOPBACK), **site)  # type: ignore[arg-type] # fields of Site
    call = plan(entry(http or Http("daemon", path=("v1",))), {}, Bound(site=bound), "prod").call
    assert isinstance(call, Request)
    return call


def sent(what: Request, seconds: float = 5.0, **rest: object) -> RunResult:
    return fetch(what, seconds, Cancel(), **rest)  # type: ignore[arg-type] # the keywords of `fetch`


def ran(result: RunResult) -> Ran:
    assert isinstance(result, Ran), result
    return result


def not_run(result: RunResult) -> NotRun:
    assert isinstance(result, NotRun), result
    return result


def test_an_answer_comes_back_with_status_headers_and_text() -> None:
    with serving(saying(page(b'{"ok": true}', "X-Thing: a", "X-Thing: b", status="503 Busy"))) as server:
        result = ran(sent(request(server.url + "/base")))

    assert (result.output.status, result.output.text) == (503, '{"ok": true}')
    assert result.output.headers["x-thing"] == "a, b"
    assert result.raw == b'{"ok": true}'
    assert server.requests[0].startswith(b"GET /base/v1 HTTP/1.1\r\n")


def test_it_says_who_it_is_and_wants_no_packing_and_no_cookies() -> None:
    with serving(saying(page(b"", "Set-Cookie: a=b"))) as server:
        sent(request(server.url))
        sent(request(server.url))

    head = server.requests[1].lower()
    assert b"\r\naccept-encoding: identity\r\n" in head
    assert b"\r\nuser-agent: handrail\r\n" in head
    assert f"\r\nhost: 127.0.0.1:{server.port}\r\n".encode() in head
    assert b"cookie" not in head
    assert b"authorization" not in head


def test_a_cookie_is_neither_kept_nor_shown() -> None:
    with serving(saying(page(b"", "Set-Cookie: session=1", "X-Thing: a"))) as server:
        result = ran(sent(request(server.url)))

    assert result.output.headers == {"content-length": "0", "x-thing": "a"}


@pytest.mark.parametrize(
    "method", ["CONNECT", "TRACE", "OPTIONS", "get", "GET /x HTTP/1.1\r\nX: y\r\n\r\nGET"]
)
def test_a_method_that_no_entry_can_name_is_never_sent(method: str) -> None:
    with serving(saying(page(b""))) as server:
        result = not_run(sent(replace(request(server.url), method=method)))

    assert result.trouble == "not_started"
    assert server.requests == []


def test_an_answer_with_too_many_headers_is_not_read() -> None:
    many = [f"X-{number}: y" for number in range(200)]
    with serving(saying(page(b"x", *many))) as server:
        assert not_run(sent(request(server.url))).trouble == "unreadable"


def test_an_answer_with_a_long_header_is_not_read() -> None:
    with serving(saying(page(b"x", "X: " + "y" * 40_000))) as server:
        assert not_run(sent(request(server.url))).trouble == "unreadable"


def test_an_answer_whose_head_never_ends_is_no_http() -> None:
    with serving(saying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000)) as server:
        assert ran(sent(request(server.url))).output.status == 0


def endless_interims(connection: socket.socket, _: bytes, over: threading.Event) -> None:
    while not over.is_set():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def test_interim_answers_without_end_stop_at_the_deadline() -> None:
    with serving(endless_interims) as server:
        assert ran(sent(request(server.url), 0.3)).output.errors == "no answer within 0.3 s"


def test_an_answer_that_wants_another_protocol_does_not_get_it() -> None:
    with serving(saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhidden")) as server:
        result = sent(request(server.url), 1.0)

    assert isinstance(result, NotRun) or "hidden" not in result.output.text


def test_a_body_and_headers_are_sent_as_they_stand() -> None:
    http = Http("daemon", "POST", ("v1", "verify"), {"X-Mode": "deep"}, '{"n": 1}')
    with serving(saying(page(b""))) as server:
        sent(request(server.url, http))

    head = server.requests[0]
    assert head.startswith(b"POST /v1/verify HTTP/1.1\r\n")
    assert b"\r\nX-Mode: deep\r\n" in head
    assert b"\r\nContent-Type: application/json\r\n" in head
    assert b"\r\nContent-Length: 8\r\n" in head


def test_a_query_is_sent_behind_the_path() -> None:
    http = Http("daemon", path=("api",), query={"query": 'up{job="a"}'})
    with serving(saying(page(b""))) as server:
        sent(request(server.url, http))

    assert server.requests[0].startswith(b"GET /api?query=up%7Bjob%3D%22a%22%7D HTTP/1.1\r\n")


def test_a_query_that_is_not_escaped_is_never_sent() -> None:
    with serving(saying(page(b""))) as server:
        refused = not_run(sent(replace(request(server.url), query="a=b c")))

    assert refused.trouble == "not_started"
    assert server.requests == []


def test_a_post_without_a_body_says_so() -> None:
    with serving(saying(page(b""))) as server:
        sent(request(server.url, Http("daemon", "POST", ("v1",))))

    assert b"\r\nContent-Length: 0\r\n" in server.requests[0]


def test_the_token_is_read_at_each_call(tmp_path: Path) -> None:
    token = tmp_path / "token"
    with serving(saying(page(b""))) as server:
        for text in ("first\n", "second"):
            token.write_text(text, encoding="ascii")
            sent(request(server.url, token_file=token))

    assert b"\r\nAuthorization: Bearer first\r\n" in server.requests[0]
    assert b"\r\nAuthorization: Bearer second\r\n" in server.requests[1]


@pytest.mark.parametrize("content", [None, b"", b"two words", b"a\nb", b"\xff", b"x" * 9000])
def test_without_a_sound_token_nothing_is_sent(tmp_path: Path, content: bytes | None) -> None:
    token = tmp_path / "token"
    if content is not None:
        token.write_bytes(content)
    with serving(saying(page(b""))) as server:
        result = not_run(sent(request(server.url, token_file=token)))

    assert result.trouble == "not_started"
    assert str(token) in result.why
    assert server.requests == []


OWN_HEADERS = [
    "Host", "authorization", "Proxy-Authorization", "Cookie", "Transfer-Encoding", "Content-Length",
    "Upgrade", "TE", "Expect", "Connection", "X-A: b\r\nX-B", "X A", "",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN_HEADERS)
def test_headers_that_are_the_bots_own_cannot_be_set(name: str) -> None:
    with serving(saying(page(b""))) as server:
        result = not_run(sent(request(server.url, Http("daemon", path=("v1",), headers={name: "x"}))))

    assert result.trouble == "not_started"
    assert server.requests == []


def test_a_header_cannot_smuggle_another() -> None:
    with serving(saying(page(b""))) as server:
        what = request(server.url, Http("daemon", path=("v1",), headers={"X-Mode": "a\r\nX-Other: b"}))

        assert not_run(sent(what)).trouble == "not_started"

    assert server.requests == []


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with serving(saying(page(b"secret"))) as inner:
        moved = page(b"", f"Location: {inner.url}/latest/meta-data", status="302 Found")
        with serving(saying(moved)) as server:
            result = ran(sent(request(server.url)))

    assert result.output.status == 302
    assert result.output.headers["location"].startswith(inner.url)
    assert inner.requests == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(saying(page(b"proxied"))) as proxy, serving(saying(page(b"direct"))) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)

        result = ran(sent(request(server.url)))

    assert result.output.text == "direct"
    assert proxy.requests == []


def test_a_body_beyond_the_cap_is_cut_and_said_to_be() -> None:
    with serving(saying(page(b"x" * 300_000))) as server:
        result = ran(sent(request(server.url), cap=100_000))

    assert len(result.output.text) == 100_000
    assert result.output.truncated


def test_a_body_of_exactly_the_cap_is_whole() -> None:
    with serving(saying(page(b"x" * 1000))) as server:
        result = ran(sent(request(server.url), cap=1000))

    assert not result.output.truncated


def test_a_packed_answer_is_unpacked_all_the_same() -> None:
    with serving(saying(page(gzip.compress(b"hello"), "Content-Encoding: gzip"))) as server:
        assert ran(sent(request(server.url))).output.text == "hello"


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 9)
    with serving(saying(page(bomb, "Content-Encoding: gzip"))) as server:
        begun = time.process_time()
        result = ran(sent(request(server.url), cap=65_536))

    assert len(result.raw) == 65_536
    assert result.output.truncated
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x"])
def test_an_unknown_packing_is_trouble(encoding: str) -> None:
    with serving(saying(page(b"x", f"Content-Encoding: {encoding}"))) as server:
        result = not_run(sent(request(server.url)))

    assert result.trouble == "unreadable"
    assert "packed" in result.why


def test_a_broken_packing_is_trouble() -> None:
    with serving(saying(page(b"not gzip at all", "Content-Encoding: gzip"))) as server:
        assert not_run(sent(request(server.url))).trouble == "unreadable"


def drip(connection: socket.socket, _: bytes, over: threading.Event) -> None:
    """A byte of an endless body now and then: each wait is short, all together are not."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b"x")


def drip_head(connection: socket.socket, _: bytes, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not over.wait(0.05):
        connection.sendall(b"x")


def silence(_: socket.socket, __: bytes, over: threading.Event) -> None:
    over.wait()


def test_a_dripping_answer_ends_at_the_deadline() -> None:
    with serving(drip) as server:
        begun = time.monotonic()
        result = not_run(sent(request(server.url), 0.5))

    assert result.trouble == "timed_out"
    assert result.output is not None
    assert result.output.text.startswith("xx")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("say", [silence, drip_head])
def test_no_answer_in_time_is_status_0(say: object) -> None:
    with serving(say) as server:  # type: ignore[arg-type] # one of two ways to say nothing
        begun = time.monotonic()
        result = ran(sent(request(server.url), 0.5))

    assert (result.output.status, result.output.text) == (0, "")
    assert result.output.errors == "no answer within 0.5 s"
    assert time.monotonic() - begun < 5


def test_nobody_listening_is_status_0() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    result = ran(sent(request(f"http://127.0.0.1:{port}")))

    assert (result.output.status, result.output.errors) == (0, "Connection refused")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200"])
def test_what_speaks_no_http_is_status_0(answer: bytes) -> None:
    with serving(saying(answer)) as server:
        result = ran(sent(request(server.url)))

    assert result.output.status == 0
    assert result.output.errors == "what answered does not speak HTTP, or hung up"


def test_an_answer_that_breaks_off_is_trouble_and_keeps_what_came() -> None:
    with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) as server:
        result = not_run(sent(request(server.url)))

    assert result.trouble == "unreadable"
    assert result.raw == b"half"


def test_https_against_a_server_without_it_is_status_0() -> None:
    with serving(saying(b"plain text\r\n\r\n")) as server:
        result = ran(sent(request(server.url.replace("http:", "https:")), 0.5))

    assert result.output.status == 0
    assert result.output.errors


def certificate(folder: Path, host: str) -> Path:
    """A certificate for the host that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOON, NOON + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@pytest.mark.parametrize(("host", "status"), [("api.example.org", 200), ("other.example.org", 0)])
def test_tls_knows_the_host_by_its_name_though_the_address_is_dialled(
    tmp_path: Path, host: str, status: int
) -> None:
    file = certificate(tmp_path, "api.example.org")
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(file)

    def say(connection: socket.socket, _: bytes, __: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(page(b"secure"))

    with serving(say, secure) as server:
        what = request(f"https://{host}:{server.port}")

        result = ran(
            sent(
                what,
                resolve=lambda *_: ["127.0.0.1"],
                tls=lambda: ssl.create_default_context(cafile=str(file)),
            )
        )

    assert result.output.status == status
    assert status or "certificate" in result.output.errors


@pytest.mark.parametrize("say", [silence, drip])
def test_a_cancel_ends_it_at_once(say: object) -> None:
    cancel = Cancel()
    with serving(say) as server:  # type: ignore[arg-type] # one of two servers that never end
        threading.Timer(0.1, cancel.set).start()
        begun = time.monotonic()
        result = not_run(fetch(request(server.url), 30, cancel))

    assert result.trouble == "cancelled"
    assert time.monotonic() - begun < 5


def test_cancelled_before_it_began_nothing_is_sent() -> None:
    cancel = Cancel()
    cancel.set()
    with serving(saying(page(b""))) as server:
        result = not_run(fetch(request(server.url), 5, cancel))

    assert result.trouble == "cancelled"
    assert server.requests == []


# --- where it may go ---


class Answers:
    """A resolver that says something else each time."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0)


def test_a_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    with serving(saying(page(b"mine"))) as server:
        resolve = Answers(["127.0.0.1"], ["169.254.169.254"])

        result = ran(sent(request(f"http://api.example.org:{server.port}"), resolve=resolve))

    assert result.output.text == "mine"
    assert resolve.asked == [("api.example.org", server.port)]
    assert f"\r\nHost: api.example.org:{server.port}\r\n".encode() in server.requests[0]


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "fd00:ec2::254",
        "100.100.100.200",
        "0.0.0.0",  # noqa: S104 - to be refused
    ],
)
def test_a_name_that_leads_to_metadata_is_refused_even_where_all_is_allowed(address: str) -> None:
    what = request("http://api.example.org", network=EVERYWHERE)

    result = not_run(sent(what, resolve=Answers([address])))

    assert result.trouble == "refused"
    assert "api.example.org" in result.why


def test_one_bad_address_among_good_ones_refuses_all() -> None:
    with serving(saying(page(b""))) as server:
        what = request(f"http://api.example.org:{server.port}")

        result = not_run(sent(what, resolve=Answers(["127.0.0.1", "169.254.169.254"])))

    assert result.trouble == "refused"
    assert server.requests == []


def test_loopback_is_refused_unless_it_is_allowed() -> None:
    with serving(saying(page(b""))) as server:
        refused = not_run(sent(request(server.url, network=())))
        elsewhere = not_run(sent(request(server.url, network=(ip_network("10.0.0.0/8"),))))

    assert "has to allow" in refused.why
    assert "not in the networks" in elsewhere.why
    assert server.requests == []


def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    with serving(saying(page(b"second"))) as server:
        what = request(f"http://api.example.org:{server.port}")

        result = ran(sent(what, resolve=Answers(["127.0.0.2", "127.0.0.1"])))

    assert result.output.text == "second"


def test_an_unknown_name_is_status_0() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    result = ran(sent(request("http://api.example.org"), resolve=unknown))

    assert result.output.status == 0
    assert result.output.errors.startswith("api.example.org is not known")


def test_a_resolver_that_hangs_does_not_hold_the_deadline() -> None:
    over = threading.Event()

    def hang(host: str, port: int) -> Sequence[str]:
        over.wait()
        return ()

    begun = time.monotonic()
    result = ran(sent(request("http://api.example.org"), 0.3, resolve=hang))
    over.set()

    assert result.output.status == 0
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "path", ["/v1/../admin", "/v1/%2e%2e/x", "/other", "/v10", "/v1", "/v1\\x", "/v1/x?y"]
)
def test_a_path_that_leads_out_is_not_sent_whoever_made_it(path: str) -> None:
    with serving(saying(page(b""))) as server:
        what = Request(
            Site(server.url, network=LOOPBACK), Origin("http", "127.0.0.1", server.port, "/v1"), "GET", path
        )

        assert not_run(sent(what)).trouble == "not_started"

    assert server.requests == []
