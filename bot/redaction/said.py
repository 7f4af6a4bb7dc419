"""Secrets beside their name: in prose, in files of settings, in lists of names and values."""

from collections.abc import Iterable

from bot.redaction.look import is_chosen, is_drawn, is_hex_key
from bot.redaction.names import is_secret
from bot.redaction.patterns import Match, compiled
from bot.redaction.scrub import Span, found
from bot.redaction.values import MARK, is_no_secret, is_placeholder

_WORD = (
    r"pass(?:word|wd|phrase|code)?s?|pwd?|secrets?|tokens?|credentials?|creds|kennwort|passwort"
    r"|contrase(?:n|ñ)a|senha"
    r"|mot de passe|wachtwoord|has(?:l|ł)o|l(?:o|ö)senord|(?:s|ş)ifre|parola(?: d'ordine)?|salasana"
    r"|jelsz(?:o|ó)|heslo|schl(?:u|ü|ue)ssel|пароль|密码|密碼|パスワード|비밀번호"
    r"|(?:api|access|private|secret|license|signing|encryption|master|root|admin)[ _-]?key"
)
_QUOTED = compiled(
    rf"(?i)(?:{_WORD})(?:[ \t]+[a-z0-9_@.-]+){{0,5}}?(?:[ \t]*[:=][ \t]*|[ \t]+)[\"'`]([^\"'`\n]{{5,}})[\"'`]"
)
_PLAIN = compiled(
    rf"(?i)(?:{_WORD})(?:[ \t]+(?:for|of|on|in|to|the|user|is|was|set|now|still|generated|admin|root"
    rf"|new|this|our"
    r"|as|changed|reset|be|has|been|\(?[a-z0-9_.-]+@?[a-z0-9_.-]*\)?)){0,8}?"
    r"(?:[ \t]*(?::|\x{ff1a}|=|->|→)|[ \t]+(?:is|was|to|è|est|ist|es))[ \t]*(?:now |still )?"
    r"[\"'`]?([^\s\"'`,;]{5,})"
)
_OF_USER = compiled(
    r"(?i)\b(?:admin|root|administrator|postgres|elastic|guest|sa|oracle|ubuntu|deploy|svc|service"
    r"|system|sysadmin|user|app)"
    r"(?:: ?| ?/ ?|@)([^\s\"'`,;:/@]{8,})"
)
_PAIRED = compiled(
    rf"(?i)(?:{_WORD}|log ?in|user/pass\w*)(?:[ \t]+(?:is|are|was|as|with|for|the"
    rf"|inline))*[ \t]*:?[ \t]+[\"'`]?[a-z0-9_.@-]{{2,40}}"
    r"(?: ?[:/] ?| and | with )[\"'`]?([^\s\"'`,;]{6,})"
)
_SPACED = compiled(
    r"(?mi)^[ \t]*(?:\$?env:|set -x |set |setenv |ENV |export |- )?([a-z][a-z0-9_.-]*)(?:[ \t]+"
    r"|[ \t]{2,}=[ \t]*)"
    r"[\"']?([^\s\"';:=]{6,})[\"']?;?[ \t]*$"
)
_LISTED = compiled(
    r"(?i)[\[({,]\s*(?:\\*[\"':])?([a-z0-9_. -]{2,40})(?:\\*[\"'])?[ \t]*,[ \t]*(?:<<)?(?:b"
    r"|u)?(\\*[\"'])([^\"'\\\n]+)"
)
_ARGUMENT = compiled(r"(?i)\\*[\"'](--?[a-z0-9_-]{2,40})\\*[\"'][ \t]*,[ \t]*\\*[\"']([^\"'\\\n]+)")
_ENTRY = compiled(
    r"(?i)(?:name|key|field|variable|parameterkey|id|k|type"
    r"|kind)(?:\\*[\"'])?[ \t]*[:=][ \t]*(?:\\*[\"'])?([a-z0-9_./ -]{2,60}?)"
    r"(?:\\*[\"'])?[ \t]*[,;]?\s+(?:type: [a-z]+\s+)?"
    r"(?:\\*[\"'])?(?:value|val|parametervalue|string|data|v|secret|default)(?:\\*[\"'])?[ \t]*[:=][ \t]*"
    r"(?:\\*[\"']([^\"'\\\n]+)|([^\s\"',}]+))"
)
_ENTRY_JSON = compiled(
    r"(?i)\\*\"(?:name|key|field|variable|parameterkey|type"
    r"|kind)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]{2,80})\\*\"[^{}\n]{0,80}?"
    r"\\*\"(?:value|val|parametervalue|string|data|v|secret|default)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]+)"
)
_VALUE_FIRST = compiled(
    r"(?i)\\*\"(?:value|val|data|string)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]+)\\*\"[^{}\n]{0,80}?"
    r"\\*\"(?:name|key|field|variable|type|kind)\\*\"[ \t]*:[ \t]*\\*\"([^\"\\\n]{2,80})"
)
_PLIST = compiled(r"(?i)<(?:key|name)>([^<>\n]{2,60})</(?:key|name)>\s*<(?:string|data|value)>([^<>]+)<")
_JWK = compiled(r"\\*\"(?:d|p|q|dp|dq|qi|k|oth)\\*\"[ \t]*:\s*\\*\"([A-Za-z0-9_-]{16,})")

_ORDINARY = compiled(
    r"(?i)[a-z0-9_.+%-]+@[a-z0-9.-]+|[0-9.:]+(?:/[0-9]+)?|[0-9T:.+-]+Z?|[a-z]+/[a-z0-9/_-]+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T_ ].*)?|[a-z0-9+.-]+://[^@]*"
    r"|[~.]{0,2}/\S*|[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+(?::[0-9]+)?(?:/\S*)?"
    r"|v?[0-9]+(?:\.[0-9]+)+\S*|[a-z0-9_-]+\([^()]*\)"
    r"|[a-z]+[0-9]{1,3}|[a-z0-9]+(?:[-_/][a-z0-9]+)*[-_/](?:[0-9]{1,4}|[a-z]+)"
)
"""Mail addresses, numbers, dates, paths, hosts, versions, calls, names with a number: no passwords."""


def quoted(text: bytes) -> Iterable[Span]:
    """`set the admin password to "value"`."""
    return found(text, _QUOTED, lambda _, match: _if_chosen(match, 1))


def plain(text: bytes) -> Iterable[Span]:
    """`the password for bob is value`."""
    return found(text, _PLAIN, lambda _, match: _if_chosen(match, 1))


def of_users(text: bytes) -> Iterable[Span]:
    """`admin:value`, as people write it."""
    return found(text, _OF_USER, lambda _, match: _if_drawn(match, 1))


def paired(text: bytes) -> Iterable[Span]:
    """`creds are bob / value`."""
    return found(text, _PAIRED, lambda _, match: _if_chosen(match, 1))


def spaced(text: bytes) -> Iterable[Span]:
    """A line of settings: `requirepass value`."""
    return found(text, _SPACED, lambda _, match: _if_named(match, 1, 2, least=6))


def listed(text: bytes) -> Iterable[Span]:
    """`("password", "value")`, `define('PASSWORD', 'value')`."""
    return found(text, _LISTED, lambda _, match: _if_named(match, 1, 3, least=6))


def arguments(text: bytes) -> Iterable[Span]:
    """`["redis-server", "--requirepass", "value"]`."""
    return found(text, _ARGUMENT, lambda _, match: _if_named(match, 1, 2, least=6))


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
    if match.text[match.start() - 1 : match.start()] == b"/":
        return None  # checksum/secret
    value = match.group(group).rstrip(b".,;:)")
    if MARK in value or is_no_secret(value) or _ORDINARY.fullmatch(value) or not is_chosen(value):
        return None
    start = match.start(group)
    return start, start + len(value)


def _if_drawn(match: Match, group: int) -> Span | None:
    return _if_chosen(match, group) if is_drawn(match.group(group), least=8) else None


def _if_named(match: Match, name: int, group: int, least: int = 0) -> Span | None:
    value = match.group(group)
    if MARK in value or is_placeholder(value) or not is_secret(match.group(name).decode()):
        return None
    if least and not (is_chosen(value, least) or is_hex_key(value)):
        return None
    return match.span(group)
