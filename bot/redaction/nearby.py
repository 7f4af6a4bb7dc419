"""What looks drawn at random and stands where secrets are spoken of, whatever its own name is."""

from collections.abc import Iterator

from bot.redaction.look import is_drawn, is_hex_key, longest_piece
from bot.redaction.patterns import compiled
from bot.redaction.scrub import Span, line_end

_AROUND = "[A-Za-z0-9+/_.~!$%^*-]"
_MIXED = "[A-Za-z0-9]{2}[0-9][A-Za-z]|[0-9][A-Za-z][A-Za-z0-9]{3}|[a-z][A-Z]+[a-z]*[a-z][A-Z]"
_CANDIDATE = compiled(
    rf"[A-Za-z0-9]{_AROUND}*(?:{_MIXED}){_AROUND}*={{0,2}}|(?:{_MIXED}){_AROUND}*={{0,2}}|[0-9]{{20,}}"
)
"""What has a letter after a digit, or upper case within: few words of a log are like that."""
_CONTEXT = compiled(
    r"(?i)pass(?:w|p|c|[^a-z]|$)|pwd|[^a-z]pw[^a-z]|secret|token|credential|creds|api[ _-]?key|auth|bearer"
    r"|(?:private|access|signing|encryption|shared|unseal|license|app)[ _-]?key|unseal|webhook"
    r"|session|cookie|login"
    r"|jwt|hmac|keyfile|private|[a-z] key |[a-z_-]key[\"']?[:=]|psk|[^a-z]otp|[^a-z]mfa|plaintext"
    r"|decrypted|kennwort|contrase|senha"
    r"|mot de passe|datadog|twilio|pagerduty|opsgenie|heroku|[^a-z]sts[^a-z]"
)
_STRONG = compiled(
    r"(?i)(?:passw(?:or)?d|passphrase|pwd|[^a-z]pw|secret|token|credentials?|bearer|"
    r"(?:api|private|access|signing|app|application|license|integration|routing|encryption|unseal"
    r"|auth|master|account)"
    r"[ _-]?key)[^/#@,;{}\n]{0,24}$"
)
_NAMED = compiled(
    r"(?i)([a-z0-9_./-]+?)(?:\\*[\"'])?[ \t]*(?:[:=#(@/]|\bis\b|->)?[ \t(\[{]*(?:\\*[\"'])?[ \t]*$"
)
_HARMLESS = compiled(
    r"(?i)(?:^|[_./-])(?:id|ids|uid|uuid|guid|kid|sha|sha1|sha256|sha384|sha512|md5|crc32?c?|h1"
    r"|digest|checksum|sum|"
    r"etag|commit|revision|rev|trace|span|parent|request|req|correlation|fingerprint|thumbprint"
    r"|serial|peer|node|"
    r"container|image|object|objectid|version|resourceversion|ref|refs|path|file|url|uri|host"
    r"|hostname|pod|name|user|"
    r"username|arn|integrity|resolved|client|tenant|public|pub|cert|certificate|ca|crt|nonce|state"
    r"|root|self|bucket|"
    r"traceparent|transaction|txn|order|invoice|customer|charge|event|message|msg|job|build|run|task"
    r"|instance|"
    r"audience|aud|iss|sub|issuer|subject|channel|team|at|from|by|deployment|replicaset|checksum/[a-z-]+)$"
)
_IDS = compiled(
    r"(?:(?:SHA|sha)(?:1|256|384|512)[:-]|MD5:|md5-|h1:|ssh-|AAAA[BCE]|i-0|vpc-|12D3Koo"
    r"|Qm[1-9A-Za-z]{40}|bafy|0x"
    r"|MII|LS0tLS1CRUdJTiBD|iVBOR|01[0-9A-HJKMNP-TV-Z]{24}"
    r"|(?:cus|ch|pi|py|evt|in|sub|price|prod|acct|req|pm|seti|cs|txn|po|re|src|card|ba|pk_live"
    r"|pk_test|usr|org|proj|run"
    r"|msg|asst|file|call|user|job)_)"
)
_BEFORE_IDS = (b"sha256:", b"SHA256:", b"sha512-", b"sha1-", b"sha384-", b"h1:", b'W/"', b"MD5:")
_NEUTRAL = compiled(
    r"(?i)^[\s\"'{-]*(?:[0-9]+\)|value|val|data|content|v|text|string|blob|payload|plaintext|password"
    r"|secret|private)[\"']?[ \t]*(?:[:=\"]|$)"
)
_FAR = 60
"""So far before it the words that tell what it is may stand."""
_LONGEST_LINE = 4096


def nearby(text: bytes) -> Iterator[Span]:
    """Spans that look drawn, on lines that speak of secrets, and are called nothing harmless."""
    start = end = -1
    speaks = False
    position = 0
    while (match := _CANDIDATE.search(text, position)) is not None:
        first, position = match.span()
        value = match.group()
        drawn = is_drawn(value, least=8)
        if not drawn and not is_hex_key(value):
            continue
        if first >= end:
            start, end = _lines_of(text, first)
            speaks = _CONTEXT.search(text, start, end) is not None
        if speaks and _is_suspicious(text, (start, first, position), drawn=drawn):
            yield first, position


def _lines_of(text: bytes, at: int) -> Span:
    """The line, and those before it that it goes on with: after a colon, or as a value of theirs."""
    end = min(line_end(text, at), at + _LONGEST_LINE)
    start = _line_start(text, at)
    for _ in range(3):
        goes_on = (
            text[start - 2 : start] in {b":\n", b"\n\n", b"=\n"} or _NEUTRAL.match(text[start:at]) is not None
        )
        if start == 0 or not goes_on:
            break
        at, start = start, _line_start(text, start - 1)
    return start, end


def _line_start(text: bytes, at: int) -> int:
    return text.rfind(b"\n", max(at - _LONGEST_LINE, 0), at) + 1


def _is_suspicious(text: bytes, at: tuple[int, int, int], *, drawn: bool) -> bool:
    line, start, end = at
    value = text[start:end]
    before = text[max(line, start - _FAR) : start]
    if _IDS.match(value) or before.endswith(_BEFORE_IDS):
        return False
    named = _NAMED.search(before)
    if named is not None and _HARMLESS.search(named.group(1)):
        return False
    if not drawn:
        return _STRONG.search(before) is not None or before.endswith(b":\n\n")
    is_near = is_drawn(value) or _CONTEXT.search(before) is not None
    return is_near and not _is_path(text, value, start)


def _is_path(text: bytes, value: bytes, start: int) -> bool:
    """Whether this is a part of a path or an address: of those only the rules of tokens know."""
    size = longest_piece(value)
    return (value.count(b"/") >= 2 and size < 20) or (text[start - 1 : start] == b"/" and size < 24)


_GIVEN = compiled(r"\b([a-z][a-z0-9]{1,11})_(?:[a-z]{1,8}_)?([A-Za-z0-9]{32,})\b")


def given_out(text: bytes) -> Iterator[Span]:
    """What begins with the name of who gave it out, a mark, and is long: `acme_…`."""
    position = 0
    while (match := _GIVEN.search(text, position)) is not None:
        position = match.end()
        if is_drawn(match.group(2)) or (is_hex_key(match.group(2)) and not _HARMLESS.search(match.group(1))):
            yield match.span()
