"""Secrets known by where they stand: headers, addresses, `KEY=value`, options, private keys.

Each entry of `STRUCTURES` yields the spans to hide. Rules for the tokens of vendors belong beside them.
"""

from collections.abc import Iterable

from bot.redaction.commands import options as command_options
from bot.redaction.commands import printed
from bot.redaction.encoded import blobs, disguised
from bot.redaction.kubernetes import secret_objects
from bot.redaction.look import is_drawn, is_hex_key
from bot.redaction.names import is_secret
from bot.redaction.nearby import given_out, nearby
from bot.redaction.patterns import Match, Named, compiled
from bot.redaction.private_keys import encoded_private_keys, private_keys
from bot.redaction.said import (
    arguments,
    entries,
    entries_reversed,
    json_entries,
    listed,
    of_users,
    paired,
    plain,
    properties,
    quoted,
    spaced,
    web_keys,
)
from bot.redaction.scrub import Find, Span, found, is_marked
from bot.redaction.tables import columns
from bot.redaction.tokens import finders as token_finders
from bot.redaction.values import PLACEHOLDER, beside, is_code, is_no_secret, is_placeholder, to_line_end

_STEM = (
    "(?:pass|pasw|pssw|pwd|pw|psw|secret|token|cred|auth|bearer|cookie|jwt|otp|key|dsn|sas|webhook"
    "|psk|sessi|sessid"
    "|mnemonic|conn|[^a-z]pat|kennwort|senha|clave|contrase|wachtwoord|haslo|parola|heslo|losenord"
    "|mdp|plaintext"
    "|assertion|saml|hmac|signature|csrf|xsrf|communit|verifier|unseal)"
)

_HEADER = compiled(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z0-9-]*(?:key|token|secret|auth|session"
    r"|signature)"
    r"[a-z0-9-]*|api-key|(?:[a-z0-9]+-){1,4}(?:key|token|secret))(?:\\*[\"'])?[ \t]*[:=][ \t]*"
)
_USERINFO = compiled(r"(?i)\b[a-z][a-z0-9+.-]*:\\?/\\?/([^\s\"'<>`]*)@")
_PARAMETER = compiled(r"[?&;]([A-Za-z0-9_.~\[\]-]+)=([^\s&\"'<>#`]+)")
_PAIR = Named(
    rf"(?i)[a-z0-9_.-]*{_STEM}[a-z0-9_.-]*"
    r"(?:\\*[\"'`])?\]?[ \t]*(?:=>|:=|!==?|===?|[~+?|]{1,2}=|=|::?|->|<-)[ \t]*(?:string\([0-9]+\) )?"
)
_OPTION = compiled(rf"(?i)(?:^|[\s\"'])--?([a-z0-9-]*{_STEM}[a-z0-9-]*)[ \t]+")
_ELEMENT = compiled(rf"(?i)<([a-z0-9_.:-]*{_STEM}[a-z0-9_.-]*)(?:\s[^<>]*)?>")
_CDATA = b"<![CDATA["
_BEARER = compiled(r"(?i)\b(?:bearer|basic|token|negotiate|apikey|digest)[ \t]+([A-Za-z0-9._~+/=-]{16,})")
_SIGNED = frozenset(
    {
        "sig",
        "signature",
        "x-amz-signature",
        "x-amz-security-token",
        "x-goog-signature",
        "code",
        "key",
        "hmac",
        "sid",
    }
)
_HEADERS = ("auth", "session", "signature", "authorization", "cookie", "cookie2")
_SCHEMED = compiled(rf"(?i)(?:[a-z0-9]+ +)?(?:{PLACEHOLDER})")
_NAMING = ("id", "secretkey", "passwordkey", "tokenkey", "existingsecret", "secretname")
"""Names whose value is more often a name than a secret: that it looks drawn decides."""
_SHORT_NAMES = frozenset({"key", "keys", "id", "value", "code", "hash"})
_COUNTED = ("s", "pass", "token", "key")
_LAST_WORD = compiled(r"([A-Za-z]+)[ _-]$")
_PORT = compiled(r"[^:]*:[0-9]{1,5}[/?#].*")
_USER = compiled(r"[a-z_][a-z0-9_-]{0,15}")


def headers(text: bytes) -> Iterable[Span]:
    """`Authorization` of any scheme, cookies, keys: the whole value."""
    return found(text, _HEADER, _header)


def addresses(text: bytes) -> Iterable[Span]:
    """What stands before the @ of a URL, unless it is a plain user's name."""
    return found(text, _USERINFO, _userinfo) if b"@" in text else ()


def parameters(text: bytes) -> Iterable[Span]:
    """Secrets and signatures in the query of a URL."""
    return found(text, _PARAMETER, _parameter)


def pairs(text: bytes) -> Iterable[Span]:
    """`KEY=value`, `key: value`, JSON, comparisons."""
    return found(text, _PAIR, _pair)


def options(text: bytes) -> Iterable[Span]:
    """`--password value`."""
    return found(text, _OPTION, _option)


def elements(text: bytes) -> Iterable[Span]:
    """`<password>value</password>`."""
    return found(text, _ELEMENT, _element)


def bearers(text: bytes) -> Iterable[Span]:
    """`Bearer` and a token, wherever it stands."""
    return found(text, _BEARER, _bearer)


_SIMPLE: tuple[Find, ...] = (
    web_keys,
    *token_finders(),
    given_out,
    headers,
    addresses,
    parameters,
    elements,
    properties,
    command_options,
    options,
    json_entries,
    entries_reversed,
    entries,
    listed,
    arguments,
    pairs,
    spaced,
    quoted,
    plain,
    paired,
    of_users,
    bearers,
)
"""What is found within a line or two."""


def in_blobs(text: bytes) -> Iterable[Span]:
    """Base64 and hexadecimal text that hides a secret."""
    return blobs(text, _SIMPLE)


def in_disguise(text: bytes) -> Iterable[Span]:
    """Lines that hide a secret behind escapes."""
    return disguised(text, _SIMPLE)


STRUCTURES: tuple[Find, ...] = (
    private_keys,
    encoded_private_keys,
    secret_objects,
    printed,
    columns,
    *_SIMPLE,
    in_blobs,
    in_disguise,
    nearby,
)


def _is_schemed(value: bytes) -> bool:
    """Whether there is no secret: a placeholder, perhaps with its scheme, or but the name of a scheme."""
    return is_no_secret(value) or _SCHEMED.fullmatch(value) is not None


def _header(text: bytes, match: Match) -> Span | None:
    span = to_line_end(text, match)
    if span is None or _is_schemed(text[span[0] : span[1]]) or is_code(text, match.end()):
        return None
    name = match.group(1).decode()
    return span if is_secret(name) or name.lower().endswith(_HEADERS) else None


def _userinfo(_: bytes, match: Match) -> Span | None:
    inside: bytes = match.group(1)
    if _PORT.fullmatch(inside) or _USER.fullmatch(inside) or (b"://" in inside and not _has_password(inside)):
        return None
    return None if is_placeholder(inside) else match.span(1)


def _has_password(inside: bytes) -> bool:
    return b":" in inside.rpartition(b"://")[2]


def _parameter(_: bytes, match: Match) -> Span | None:
    name, value = match.group(1).decode(), match.group(2)
    is_signed = name.lower() in _SIGNED and (
        len(value) >= 30 or is_drawn(value, least=8) or is_hex_key(value)
    )
    if not (is_signed or is_secret(name)) or is_placeholder(value):
        return None
    return match.span(2)


def _pair(text: bytes, match: Match) -> Span | None:
    name = match.group(1).decode()
    if name.lower() in _SHORT_NAMES:
        name = _before(text, match.start(1)) + "_" + name
    if not is_secret(name) or text[match.start(1) - 1 : match.start(1)] == b"/":
        return None
    if text[match.start(1) - 1 : match.start(1)] == b":" and match.group().endswith(b":"):
        return None  # arn:aws:…:secret:name
    span = beside(text, match)
    if span is None:
        return None
    value = text[span[0] : span[1]]
    if _is_schemed(value):
        return None
    is_place = name.lower().endswith(("key", "pwd", "cert", "secret", "token")) and value.startswith(
        (b"/", b"./", b"~/")
    )
    is_count = value.isdigit() and len(value) < 6 and name.lower().endswith(_COUNTED)
    is_name = name.lower().endswith(_NAMING) or name.lower().startswith("existing")
    is_name = is_name and not (is_hex_key(value) or is_drawn(value))
    return None if is_place or is_count or is_name or is_marked(value) else span


def _before(text: bytes, at: int) -> str:
    """The word before this, on its line."""
    word = _LAST_WORD.search(text[max(at - 30, 0) : at])
    return word.group(1).decode() if word else ""


def _option(text: bytes, match: Match) -> Span | None:
    name = match.group(1).decode()
    if text[match.end() : match.end() + 1] == b"-" or not is_secret(name):
        return None
    span = beside(text, match)
    is_name = span is not None and name.lower().endswith("id") and not is_hex_key(text[span[0] : span[1]])
    return None if is_name else span


def _element(text: bytes, match: Match) -> Span | None:
    start, closing = match.end(), b"<"
    if text.startswith(_CDATA, start):
        start, closing = start + len(_CDATA), b"]]>"
    end = text.find(closing, start)
    if not is_secret(match.group(1).decode()) or end < 0 or is_placeholder(text[start:end]):
        return None
    return start, end


def _bearer(_: bytes, match: Match) -> Span | None:
    span = match.span(1)
    return span if is_drawn(match.group(1), least=8) or is_hex_key(match.group(1)) else None
