"""Where the value beside a secret's name begins and ends."""

from bot.redaction.look import is_chosen
from bot.redaction.patterns import Match, compiled
from bot.redaction.scrub import MARK as _TEXT
from bot.redaction.scrub import Span, line_end

MARK = _TEXT.encode()
_QUOTE = compiled(
    r"(?:Some\(|\[\]byte\(|String\(|str\(|bytes\(|Secret(?:Str|String|Bytes)?\(|PASSWORD\(|\(|\["
    r"|<<)?[a-zA-Z]{0,2}(\\*[\"'`])"
)
_UP_TO = {quote.encode(): compiled(rf"[^{quote}\n]*") for quote in "\"'`"}
_BRACKET = compiled(r"[^\]\n]*")
_RUN = compiled(r"[^\s\"'`]*")
_QUERY_RUN = compiled(r"[^\s&\"'<>#]*")
_PROSE = compiled(r"[A-Za-z]?[a-z']{1,16}[.,;]?[ \t]+[A-Za-z0-9(]")
_SURELY = compiled(r"(?i)pass|pwd")
_ALONE = compiled(r"[ \t]*\n+[ \t]*[\"']?([^\s\"':=]{8,})[\"']?[ \t]*(?:\n|$)")
_SIZE = compiled(
    r"[0-9]+ (?:bytes?|chars?|characters)\b|(?:true|false|null|None|nil)[,;}\])]|[0-9]{1,4}(?:[,;}\]) ]|$)"
)
_FILE = compiled(
    r"(?:/(?:run|var|etc|mnt|opt|home|root|tmp|usr|vault|secrets|srv|app|data)/|\./|~/)[A-Za-z0-9_./-]*$"
)
_BRACES = compiled(r"\{([^{}\n\"]{4,})\}")
_BLOCK = compiled(r"[|>][-+0-9]*[ \t]*\n")
PLACEHOLDER = (
    r"true|false|yes|no|on|off|null|none|nil|undefined|n/a|-|\?|\.{2,}|…|[*•x#_-]{3,}|\$\{[^{}]*\}"
    r"|\$\{?\{?[^{}]*\}\}|\$[a-z_]+|%[a-z_]+%"
    r"|\$\([^()]*\)|\$\$\([^()]*\)|\{\{[^{}]*\}\}|\{[a-z_.]*\}|%[sdvq]|%\([a-z_]+\)s|:[a-z_]+"
    r"|@[a-z_]+|<[^<>]*>|\[[a-z ]+\]|\([a-z -]+\)"
    r"|\(?redacted\)?|\[?filtered\]?|masked|hidden|removed|omitted|suppressed|censored|sensitive"
    r"|placeholder|todo|tbd|changeme-please"
    r"|(?:your|my|the|some|insert|enter|put|replace|add)[-_ ][a-z_ -]*|xxx[a-z0-9-]*|[0-9]+ bytes?"
    r"|!ref .*|!vault.*|!sub .*"
    r"|(?:arn|vault|op|ssm|sm|secretsmanager|awssm|gcpsm|akv|kms|keyring|file|env|secretref"
    r"|ref\+[a-z]+|doppler|exec|cmd):\S*"
    r"|projects/\S+/secrets/\S+|[a-z]+(?:\.[a-z_][a-z0-9_]*)+|[a-z_][a-z0-9_.]*\([^()]{0,40}\)?;?"
    r"|[a-z_]+\[[\"'a-z_0-9]*\]?"
)
_PLACEHOLDER = compiled(rf"(?i){PLACEHOLDER}")
_STATE = compiled(
    r"(?i)(?:required|optional|expired|invalid|missing|not|unknown|enabled|disabled|ok|failed|failure"
    r"|success|successful|accepted"
    r"|rejected|denied|incorrect|wrong|mismatch|changed|updated|set|unset|empty|present|absent|valid"
    r"|revoked|rotated|created"
    r"|deleted|found|malformed|prompt|ldap|oidc|oauth2?|basic|saml|kerberos|bearer|internal|external"
    r"|vault|keyring|plain|none"
    r"|encrypted|unencrypted|unauthorized|forbidden|ready|pending|active|inactive|issued|refreshed"
    r"|verified|unverified|cached"
    r"|used|unused|str|string|bytes|int|bool|boolean|text|varchar|char|object|any|field|input|value"
    r"|session|cookie|header|query"
    r"|token|tokens|password|secret|key|keys|jwt|opaque|default|auto|manual|generate|generated|in|is"
    r"|was|has|the|a|an|for|from|to"
    r"|must|should|cannot|can|may|will|please|does|did|no|only|too|at|by|on|with|without|after|before"
    r"|and|or)[.,;:!?)\]}]*"
)
_CODE = compiled(
    r"(?:os|process|env|var|local|data|module|self|this|settings|config|secrets|params|request|req"
    r"|ctx|context|ENV|System|"
    r"Environment|Deno|import|viper|flag|c|cfg|opts|options|args|app|props|state|user|vars|inputs"
    r"|steps|github|needs)"
    r"(?:\.|\[|->|::)[A-Za-z_\[\"'(]|[A-Za-z_][A-Za-z0-9_.]*\(\)?|(?:str|string|String|bytes|int|bool"
    r"|SecretStr|Optional|char"
    r"|varchar|Buffer|Uint8Array)(?:[\s,;)|\[=?]|$)|\((?:sensitive|known|redacted|hidden|none|not|no"
    r"|empty|unset)[ )]|\$\{\{|\{\{"
    r"|<[A-Za-z]|!Ref|!vault|\$\(|os\.getenv|getenv|await |new |lookup|func |function|lambda|async "
)
_TRAILING = b",;)]}>"
_AFTER_QUOTE = {bytes([byte]) for byte in b",;:)]}> \t\n"} | {b""}
_DEEPEST = 80


def quoted(text: bytes, start: int) -> Span | None:
    """Inside the quotes that begin here, if any; escaped ones (JSON within JSON) are closed by their like."""
    opening = _QUOTE.match(text, start)
    if opening is None:
        return None
    mark = opening.group(1)
    depth, stop = len(mark) - 1, _UP_TO[mark[-1:]]
    at: int = stop.ends(text, opening.end())
    while text[at : at + 1] == mark[-1:]:
        slashes = _backslashes(text, at, opening.end())
        if slashes == depth or (depth == 0 and slashes % 2 == 0):
            return opening.end(), at - depth
        at = stop.ends(text, at + 1)
    return opening.end(), at


def to_line_end(text: bytes, match: Match) -> Span | None:
    """A header's value: to its closing quote, its bracket, or the end of the line."""
    start, name = match.end(), match.start(1)
    if (inner := quoted(text, start)) is not None:
        return inner
    before = text[name - 1 : name]
    if before in _UP_TO:
        return start, _UP_TO[before].ends(text, start)
    if text[start : start + 1] == b"[":
        return start, _bracket_end(text, start)
    return start, line_end(text, start)


def beside(text: bytes, match: Match) -> Span | None:
    """The value of `KEY=value`, `key: value`, `"key": "value"`; None if it is plainly no secret."""
    start = match.end()
    span = quoted(text, start)
    if span is None:
        if _SIZE.match(text, start) is not None:
            return None
        if text[start : start + 1] in {b"\n", b""}:
            span = _next_line(text, match)
        elif _CODE.match(text, start) is not None:
            return None
        elif text[start : start + 1] == b"{":
            span = _braced(text, match)
        else:
            span = _unquoted(text, match)
    return None if span is None or is_no_secret(text[span[0] : span[1]]) else span


def is_placeholder(value: bytes) -> bool:
    """Whether this stands for a value, or is none: `${TOKEN}`, `null`, `***`, `<token>`, the mark."""
    return not value or value == MARK or _PLACEHOLDER.fullmatch(value) is not None


def is_code(text: bytes, at: int) -> bool:
    """Whether an expression or an object begins here, that only names a value or holds others."""
    return text[at : at + 1] == b"{" or _CODE.match(text, at) is not None


def is_no_secret(value: bytes) -> bool:
    """Whether this is a placeholder, or the word for a state: `password: required`."""
    return is_placeholder(value) or _STATE.fullmatch(value) is not None or _FILE.match(value) is not None


def _next_line(text: bytes, match: Match) -> Span | None:
    """A value that stands alone on the line after its name, deeper or drawn."""
    value = _ALONE.match(text, match.end())
    if value is None or b":" not in match.group()[-2:]:
        return None
    inner: bytes = value.group(1)
    return value.span(1) if is_chosen(inner, least=8) else None


def _braced(text: bytes, match: Match) -> Span | None:
    """`Pwd={value};` of ODBC."""
    value = _BRACES.match(text, match.end()) if match.group().endswith(b"=") else None
    return value.span(1) if value else None


def _unquoted(text: bytes, match: Match) -> Span:
    start, name = match.end(), match.start(1)
    if text[name - 1 : name] in {b"?", b"&"}:
        return start, _QUERY_RUN.ends(text, start)
    with_space = text[start - 1 : start] in {b" ", b"\t"}
    if text[start : start + 1] == b"[" and not text.startswith(MARK, start):
        return start, _bracket_end(text, start)
    if with_space and (block := _BLOCK.match(text, start)) is not None:
        return block.end(), _block_end(text, block.end(), _indent(text, name))
    if with_space and b":" in text[name:start]:
        begins_line = not _line_before(text, name).strip(b" \t-+>\"'")
        is_sure = begins_line and _SURELY.search(match.group(1)) and b"." not in match.group(1)
        if _PROSE.match(text, start) is not None and not is_sure:
            return start, start
        if begins_line:
            end = line_end(text, start)
            return start, end - (text[end - 1 : end] in {b",", b";"})
    return start, _run_end(text, start, enclosed=text[name - 1 : name] in _UP_TO)


def _run_end(text: bytes, start: int, *, enclosed: bool) -> int:
    end: int = _RUN.ends(text, start)
    while text[end : end + 1] in _UP_TO:
        if enclosed or text[end + 1 : end + 2] in _AFTER_QUOTE:
            end -= _backslashes(text, end, start)
            break
        end = _RUN.ends(text, end + 1)
    if is_placeholder(text[start:end]):
        return end
    trimmed = end
    while trimmed > start and text[trimmed - 1] in _TRAILING:
        trimmed -= 1
    if text[start:end].startswith(MARK) and trimmed < start + len(MARK):
        return start + len(MARK)
    return max(trimmed, start)


def _bracket_end(text: bytes, start: int) -> int:
    end: int = _BRACKET.ends(text, start)
    return end + 1 if text[end : end + 1] == b"]" else end


def _backslashes(text: bytes, at: int, start: int) -> int:
    count = 0
    while at - count > start and text[at - count - 1] == 0x5C:
        count += 1
    return count


def _line_before(text: bytes, name: int) -> bytes:
    """What stands before the name on its line; more than an indentation need not be known whole."""
    first = max(name - _DEEPEST, 0)
    return text[max(text.rfind(b"\n", first, name) + 1, first) : name]


def _indent(text: bytes, name: int) -> int:
    line = _line_before(text, name)
    return len(line) - len(line.lstrip(b" "))


def _block_end(text: bytes, start: int, indent: int) -> int:
    """The end of the lines that are indented deeper than the key of a YAML block."""
    end = following = start
    while following < len(text):
        stop = line_end(text, following)
        line = text[following:stop]
        if line.strip() and len(line) - len(line.lstrip(b" ")) <= indent:
            break
        end, following = stop, stop + 1
    return end
