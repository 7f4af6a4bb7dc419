"""Secrets of others, given away by where they stand; and lines that must stay as they are."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redaction import Redactor, clean

REDACTOR = Redactor()
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nx7Vd0qZk8sLq\n-----END RSA PRIVATE KEY-----"

HIDDEN = [
    ("Authorization: Bearer s3cr3t", "Authorization: [redacted]"),
    ("> authorization: Digest username=u, response=s3cr3t", "> authorization: [redacted]"),
    ("curl -H 'Authorization: token s3cr3t' http://x/", "curl -H 'Authorization: [redacted]' http://x/"),
    ("Proxy-Authorization: Basic czNjcjN0", "Proxy-Authorization: [redacted]"),
    ("Set-Cookie: sid=s3cr3t; Path=/; HttpOnly", "Set-Cookie: [redacted]"),
    ("X-Api-Key: s3cr3t", "X-Api-Key: [redacted]"),
    ("x-vault-token: s3cr3t", "x-vault-token: [redacted]"),
    ('{"headers": {"authorization": "Bearer s3cr3t", "accept": "*/*"}}',
     '{"headers": {"authorization": "[redacted]", "accept": "*/*"}}'),
    ("map[Authorization:[Bearer s3cr3t] Accept:[*/*]]", "map[Authorization:[redacted] Accept:[*/*]]"),
    ("dial postgres://app:s3cr3t@db:5432/main failed", "dial postgres://[redacted]@db:5432/main failed"),
    ("postgres://app:p/w@s3cr3t@db/main", "postgres://[redacted]@db/main"),
    ("git clone https://s3cr3tt0ken0123456@example.org/r.git", "git clone https://[redacted]@example.org/r.git"),
    ("redis://:s3cr3t@cache:6379/0", "redis://[redacted]@cache:6379/0"),
    ("GET /v1?user=bob&access_token=s3cr3t&page=2", "GET /v1?user=bob&access_token=[redacted]&page=2"),
    ("https://b.example/x?X-Amz-Signature=s3cr3t", "https://b.example/x?X-Amz-Signature=[redacted]"),
    ("DB_PASSWORD=s3cr3t", "DB_PASSWORD=[redacted]"),
    ("export AWS_SECRET_ACCESS_KEY='s3cr3t'", "export AWS_SECRET_ACCESS_KEY='[redacted]'"),
    ("level=info token=s3cr3t user=bob", "level=info token=[redacted] user=bob"),
    ("PGPASSWORD=s3cr3t psql", "PGPASSWORD=[redacted] psql"),
    ("SECRET_KEY_BASE=s3cr3t", "SECRET_KEY_BASE=[redacted]"),
    ("  password: correct horse battery", "  password: [redacted]"),
    ("- clientSecret: s3cr3t", "- clientSecret: [redacted]"),
    ("key: 1\ndb_password: |\n  s3cr3t\n  more\nnext: 2", "key: 1\ndb_password: |\n[redacted]\nnext: 2"),
    ('{"client_secret":"s3cr3t","n":1}', '{"client_secret":"[redacted]","n":1}'),
    ('{"password": "a\\"s3cr3t", "n": 1}', '{"password": "[redacted]", "n": 1}'),
    ('{"tokens": 3, "refreshToken" : "s3cr3t"}', '{"tokens": 3, "refreshToken" : "[redacted]"}'),
    ('msg="{\\"password\\":\\"s3cr3t\\",\\"n\\":1}"', 'msg="{\\"password\\":\\"[redacted]\\",\\"n\\":1}"'),
    ("env['API_KEY'] = 's3cr3t'", "env['API_KEY'] = '[redacted]'"),
    ('if pw != "s3cr3t" {', 'if pw != "[redacted]" {'),
    ("run --password s3cr3t --verbose", "run --password [redacted] --verbose"),
    ("run --api-key=s3cr3t", "run --api-key=[redacted]"),
    ("mysql -u root -ps3cr3t db", "mysql -u root -p[redacted] db"),
    ("redis-cli -h cache -a s3cr3t ping", "redis-cli -h cache -a [redacted] ping"),
    ("curl -u bob:s3cr3t https://x/", "curl -u bob:[redacted] https://x/"),
    ("<password>s3cr3t</password>", "<password>[redacted]</password>"),
    ("sent Bearer s3cr3t0123456789 to x", "sent Bearer [redacted] to x"),
    (f"found:\n{KEY}\nend", "found:\n[redacted]\nend"),
    (json.dumps({"pem": KEY, "n": 1}), '{"pem": "[redacted]", "n": 1}'),
    ("-----BEGIN PRIVATE KEY-----\nMIIs3cr3t\nAAAA", "[redacted]"),
    ("26 | -----BEGIN PRIVATE KEY-----\n26 | MIIs3cr3t\n26 | -----END PRIVATE KEY-----", "26 | [redacted]"),
    ("tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSXMzY3IzdA==", "tls.key: [redacted]"),
]  # fmt: skip

BENIGN = [
    "PASSWORD_FILE=/run/secrets/db",
    "ssl_key=/etc/ssl/private/server.key",
    "credentials_path: /etc/app/credentials.json",
    "secretName: app-tls",
    "secretKeyRef: {name: app}",
    "token_endpoint=https://idp.example/oauth2/token",
    "credentialsId: jenkins-deploy",
    "token_type=Bearer expires_in=3600",
    "tokens=512 max_tokens=4096",
    "password=${DB_PASSWORD}",
    "password: null",
    "passwords must be changed every year",
    "error: invalid token: expired at noon",
    "secret: not found in namespace prod",
    "pass: 12, fail: 3",
    "public_key=ssh-ed25519 AAAA",
    "cache key: user:42",
    "GET /v1/tokens?page=2&limit=10 200 12ms",
    "http://127.0.0.1:8787/path?email=bob@example.org",
    "ssh://git@example.org/repo.git",
    "bob@example.org wrote",
    "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
    "ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM=",
    '{"first_bad_id": "r-8841", "prev_hash_hex": "9fab", "ok": false}',
    "level=warn event=peer_denied peer=12D3KooWabcdefgh",
    "author=bob authority=ca keyboard=us monkey=1",
    "2026-11-21T10:00:00Z INFO listening on /ip4/10.0.0.2/udp/9999/quic-v1/p2p/12D3KooW",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
]


@pytest.mark.parametrize(("line", "shown"), HIDDEN)
def test_a_secret_is_hidden_and_the_rest_stays(line: str, shown: str) -> None:
    assert REDACTOR.redact(line) == shown


@pytest.mark.parametrize("line", BENIGN)
def test_a_benign_line_stays_as_it_is(line: str) -> None:
    assert REDACTOR.redact(line) == line


@pytest.mark.parametrize("line", [line for line, _ in HIDDEN] + BENIGN)
def test_redacting_twice_changes_nothing_more(line: str) -> None:
    once = REDACTOR.redact(line)

    assert REDACTOR.redact(once) == once


PARTS = st.sampled_from(
    ["password", "token", "Authorization", "api_key", "=", ": ", ":", '"', '\\"', "'", " ", "\n", "  ",
     "[", "]", "{", "}", ",", "&", "?", "x", "s3cr3t", "https://", "@", "<", ">", "|\n", "--", "[redacted]",
     "-----BEGIN PRIVATE KEY-----", "kind: Secret\n", "data:\n", "- ", '{"kind":"Secret","data":{', '"}',
     "kind:Secret data:map[a:b]", "%70", "\\u0070", "=3D", "=\n", "&quot;", "|", ",", "name: ", "value: ",
     "cGFzc3dvcmQ9aHVudGVyMmh1bnRlcjI=", "$ kubectl get secret x -o jsonpath=a\n", "mysql -p", "curl -u a:b ",
     "\\\n", "aB3dE5fG7hJ9", "user,password\n", "a | token\n", "creds bob / ", "password is ", "é"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_redacting_never_fails_and_comes_to_rest(line: str) -> None:
    twice = REDACTOR.redact(REDACTOR.redact(line))

    assert REDACTOR.redact(twice) == twice


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(st.characters(codec=None), max_size=400)), st.integers(0, 200)
)
def test_what_is_shown_is_short_and_has_no_control_characters(raw: bytes | str, limit: int) -> None:
    shown = REDACTOR.show(raw, limit)

    assert len(shown) <= limit
    assert all(mark in "\n\t" or mark.isprintable() or mark >= "\xa0" for mark in shown)


def test_binary_output_is_described() -> None:
    shown = REDACTOR.safe(b"\x7fELF\x00" * 100)

    assert shown.startswith("Binary data of 500 bytes, not shown (sha256 ")


@pytest.mark.parametrize(
    "raw", [b"all is \xe9 well\r\n", b"\x7fELF\x00password=s3cr3t", b"\x1b[1mbold\x1b[0m"]
)
def test_a_file_without_secrets_stays_byte_for_byte(raw: bytes) -> None:
    assert REDACTOR.file(raw) == raw


def test_a_file_with_a_secret_in_its_text_loses_it() -> None:
    assert REDACTOR.file(b"user=bob\npassword=s3cr3t99\n") == b"user=bob\npassword=[redacted]\n"


def test_a_secret_split_by_colours_is_put_together_before_it_is_hidden() -> None:
    assert REDACTOR.safe(b"pass\x1b[1mword=s3\x1b[0mcr3t x") == "password=[redacted] x"


HOSTILE = [
    '{"password":"x","message":"a token"}\n', '{"password":"x"} ', "password ", '"password="', 'password="\\',
    "token=\\", "https://a:", "a://b@c ", "x-api-key=", "-----BEGIN PRIVATE KEY-----", "password: [x ",
    "key: |\n", "redis-cli ", "curl -u ", "mysql -u ", "--password ", "?token=", "a b ", '"', "\\",
    "Authorization", "<password>", "Bearer ", "a", "eyJ", "kind: Secret\n", "data:\n",
    '{"kind":"Secret","data":{"a":"b"', "%70", "&quot;", "echo ", "a,token\n", "name: a value: ",
    "aB3dE5fG7h token ", "password to ", "{", "kubectl get secret x -o jsonpath=a\nb\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    redactor = Redactor(["xoxb-1234567890-abcdefGHIJ"])

    def cost(size: int) -> float:
        text = clean(unit * (size // len(unit)))
        started = time.process_time()
        redactor.redact(text)
        return time.process_time() - started

    cost(1000)
    small = min(cost(40_000) for _ in range(2))

    assert cost(320_000) < max(small * 8 * 3, 0.25)
