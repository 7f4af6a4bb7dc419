"""Secrets beside their name without a sign between: in prose, in files of settings, in lists of names and values."""

from collections.abc import Iterable
from bot.redaction.look import is_chosen, is_drawn, is_hex_key
from bot.redaction.names import is_secret
from bot.redaction.patterns import Match, compiled
from bot.redaction.scrub import Span, found
from bot.redaction.values import is_placeholder

_WORD = (
    r"pass(?:word|wd|phrase|code)?s?|pwd?|secrets?|tokens?|credentials?|creds|kennwort|passwort|contrase(?:n|ñ)a|senha"
    r"|mot de passe|wachtwoord|пароль|密码|パスワード"
    r"|(?:api|access|private|secret|license|signing|encryption|master|root|admin)[ _-]?key"
)
_QUOTED = compiled(rf"(?i)(?:{_WORD})(?:[ \t]+[a-z0-9_@.-]+){{0,5}}?[ \t]*[:=]?[ \t]*[\"'`]([^\"'`\n]{{5,}})[\"'`]")
_PLAIN = compiled(
    rf"(?i)(?:{_WORD})(?:[ \t]+(?:for|of|on|in|to|the|user|is|was|set|now|still|generated|admin|root|new|this|our"
    r"|as|changed|reset|be|has|been|\(?[a-z0-9_.-]+@?[a-z0-9_.-]*\)?)){0,8}?"
    r"(?:[ \t]*(?::|=|->|→)|[ \t]+(?:is|was|to))[ \t]*(?:now |still )?[\"'`]?([^\s\"'`,;]{5,})"
)
_SPACED = compiled(
    r"(?mi)^[ \t]*(?:\$?env:|set -x |set |setenv |ENV |export |- )?([a-z][a-z0-9_.-]*)(?:[ \t]+|[ \t]{2,}=[ \t]*)"
    r"[\"']?([^\s\"';:=]{6,})[\"']?;?[ \t]*$"
)
_LISTED = compiled(
    r"(?i)[\[({,]\s*(?:\\*[\"':])?([a-z0-9_. -]{2,40})(?:\\*[\"'])?[ \t]*,[ \t]*(?:<<)?(?:b|u)?(\\*[\"'])([^\"'\\\n]+)"
)
_ENTRY = compiled(
    r"(?i)(?:name|key|field|variable|parameterkey|id|k|type|kind)(?:\\*[\"'])?[ \t]*[:=][ \t]*(?:\\*[\"'])?([a-z0-9_./ -]{2,60}?)"
    r"(?:\\*[\"'])?[ \t]*[,;]?\s+(?:type: [a-z]+\s+)?"
    r"(?:\\*[\"'])?(?:value|val|parametervalue|string|data|v|secret|default)(?:\\*[\"'])?[ \t]*[:=][ \t]*"
    r"(?:\\*[\"']([^\"'\\\n]+)|([^\s\"',}]+))"
)
_ENTRY_JSON = compiled(
    r"(?i)\\*\"(?:name|key|field|variable|parameterkey|type|kind)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]{2,80})\\*\"[^{}\n]{0,80}?"
    r"\\*\"(?:value|val|parametervalue|string|data|v|secret|default)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]+)"
)
_VALUE_FIRST = compiled(
    r"(?i)\\*\"(?:value|val|data|string)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]+)\\*\"[^{}\n]{0,80}?"
    r"\\*\"(?:name|key|field|variable|type|kind)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]{2,80})"
)
_PLIST = compiled(r"(?i)<(?:key|name)>([^<>\n]{2,60})</(?:key|name)>\s*<(?:string|data|value)>([^<>]+)<")
_JWK = compiled(r"\\*\"(?:d|p|q|dp|dq|qi|k|oth)\\*\"[ \t]*:\s*\\*\"([A-Za-z0-9_-]{16,})")


def quoted(text: bytes) -> Iterable[Span]:
    """`set the admin password to "value"`."""
    return found(text, _QUOTED, lambda _, match: _if_chosen(match, 1))


def plain(text: bytes) -> Iterable[Span]:
    """`the password for bob is value`."""
    return found(text, _PLAIN, lambda _, match: _if_chosen(match, 1))


def spaced(text: bytes) -> Iterable[Span]:
    """A line of settings: `requirepass value`."""
    return found(text, _SPACED, lambda _, match: _if_named(match, 1, 2, least=6))


def listed(text: bytes) -> Iterable[Span]:
    """`("password", "value")`, `define('PASSWORD', 'value')`."""
    return found(text, _LISTED, lambda _, match: _if_named(match, 1, 3, least=6))


def entries(text: bytes) -> Iterable[Span]:
    """`name: PASSWORD` and its `value:`, in either order, and in property lists."""
    yield from found(text, _ENTRY, lambda _, match: _if_named(match, 1, match.last))


def json_entries(text: bytes) -> Iterable[Span]:
    """The same as an object of JSON."""
    return found(text, _ENTRY_JSON, lambda _, match: _if_named(match, 1, 2))


def entries_reversed(text: bytes) -> Iterable[Span]:
    """The same with the value first."""
    return found(text, _VALUE_FIRST, lambda _, match: _if_named(match, 2, 1))


def properties(text: bytes) -> Iterable[Span]:
    """`<key>Password</key><string>value</string>`."""
    return found(text, _PLIST, lambda _, match: _if_named(match, 1, 2))


def web_keys(text: bytes) -> Iterable[Span]:
    """The private members of JSON web keys."""
    if b'"kty' not in text:
        return ()
    return found(text, _JWK, lambda _, match: match.span(1))


def _if_chosen(match: Match, group: int) -> Span | None:
    value: bytes = match.group(group).rstrip(b".,;:)")
    if is_placeholder(value) or not (is_chosen(value) or is_drawn(value, least=6)):
        return None
    start = match.start(group)
    return start, start + len(value)


def _if_named(match: Match, name: int, group: int, least: int = 0) -> Span | None:
    value: bytes = match.group(group)
    if is_placeholder(value) or not is_secret(match.group(name).decode()):
        return None
    if least and not (is_chosen(value, least) or is_hex_key(value)):
        return None
    span = match.span(group)
    return span
