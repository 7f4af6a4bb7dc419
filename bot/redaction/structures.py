"""Secrets known by where they stand: headers, addresses, `KEY=value`, options, private keys.

Each entry of `STRUCTURES` yields the spans to hide. Rules for the tokens of vendors belong beside them.
"""

from collections.abc import Iterable
from typing import Any

from bot.redaction.names import is_secret
from bot.redaction.patterns import compiled
from bot.redaction.private_keys import encoded_private_keys, private_keys
from bot.redaction.scrub import Find, Span, found, is_marked
from bot.redaction.values import beside, is_placeholder, to_line_end

_STEM = "(?:pass|pwd|pw|secret|token|cred|auth|bearer|cookie|jwt|otp|key|dsn|sas|webhook)"

_HEADER = compiled(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z0-9-]*(?:key|token|secret|auth|session)[a-z0-9-]*"
    r"|api-key|apikey|private-token)(?:\\*[\"'])?[ \t]*[:=][ \t]*"
)
_USERINFO = compiled(r"(?i)\b[a-z][a-z0-9+.-]*:\\?/\\?/([^\s\"'<>`]*)@")
_PARAMETER = compiled(r"[?&;]([A-Za-z0-9_.~\[\]-]+)=([^\s&\"'<>#`]+)")
_PAIR = compiled(rf"(?i)([a-z0-9_.-]*{_STEM}[a-z0-9_.-]*)(?:\\*[\"'`])?\]?[ \t]*(?:=>|:=|!=|===?|=|:)[ \t]*")
_OPTION = compiled(rf"(?i)(?:^|[\s\"'])--?([a-z0-9-]*{_STEM}[a-z0-9-]*)[ \t]+")
_ELEMENT = compiled(rf"(?i)<([a-z0-9_.:-]*{_STEM}[a-z0-9_.-]*)(?:\s[^<>]*)?>")
_BEARER = compiled(r"(?i)\b(?:bearer|token)[ \t]+([A-Za-z0-9._~+/=-]{16,})")
_SHORT_OPTIONS = compiled(
    r"\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\b[^\n|;]*? -p ?([^\s-]\S*)"
    r"|\bredis-cli\b[^\n|;]*? -a +(\S+)"
    r"|\bcurl\b[^\n|;]*? (?:-u|--user)[ =]?[\"']?[^\s:\"']+:([^\s\"']+)"
)
_SIGNED = frozenset(
    {"sig", "signature", "x-amz-signature", "x-amz-security-token", "x-goog-signature", "code", "key"}
)
_PORT = compiled(r"[^:]*:[0-9]{1,5}[/?#].*")
_USER = compiled(r"[a-z_][a-z0-9_-]{0,15}")


def headers(text: bytes) -> Iterable[Span]:
    """`Authorization` of any scheme, cookies, keys: the whole value."""
    return found(text, _HEADER, to_line_end)


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


def short_options(text: bytes) -> Iterable[Span]:
    """`mysql -pvalue`, `redis-cli -a value`, `curl -u user:value`."""
    return found(
        text, _SHORT_OPTIONS, lambda _, match: next(match.span(i) for i in (1, 2, 3) if match.group(i))
    )


STRUCTURES: tuple[Find, ...] = (
    private_keys,
    encoded_private_keys,
    headers,
    addresses,
    parameters,
    elements,
    short_options,
    options,
    pairs,
    bearers,
)


def _userinfo(_: bytes, match: Any) -> Span | None:
    inside: bytes = match.group(1)
    if _PORT.fullmatch(inside) or _USER.fullmatch(inside) or (b"://" in inside and not _has_password(inside)):
        return None
    return None if is_placeholder(inside) else match.span(1)


def _has_password(inside: bytes) -> bool:
    return b":" in inside.rpartition(b"://")[2]


def _parameter(_: bytes, match: Any) -> Span | None:
    name = match.group(1).decode()
    if not (is_secret(name) or name.lower() in _SIGNED) or is_placeholder(match.group(2)):
        return None
    span: Span = match.span(2)
    return span


def _pair(text: bytes, match: Any) -> Span | None:
    name = match.group(1).decode()
    if not is_secret(name):
        return None
    span = beside(text, match)
    if span is None:
        return None
    value = text[span[0] : span[1]]
    is_place = name.lower().endswith("key") and value.startswith((b"/", b"./", b"~/"))
    is_count = name.lower() == "pass" and value[:1].isdigit() and b":" in match.group()
    return None if is_place or is_count or is_marked(value) else span


def _option(text: bytes, match: Any) -> Span | None:
    is_option = text[match.end() : match.end() + 1] == b"-"
    return None if is_option or not is_secret(match.group(1).decode()) else beside(text, match)


def _element(text: bytes, match: Any) -> Span | None:
    end = text.find(b"<", match.end())
    if not is_secret(match.group(1).decode()) or end < 0 or is_placeholder(text[match.end() : end]):
        return None
    return match.end(), end


def _bearer(_: bytes, match: Any) -> Span | None:
    value: bytes = match.group(1)
    span: Span = match.span(1)
    return span if any(mark in b"0123456789" for mark in value) else None
