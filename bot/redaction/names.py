"""Which names of a key, variable, header or parameter say that its value is a secret."""

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECRET = _words("""
    password passwd passwort passphrase pwd pw pass secret secrets token credential credentials cred
    creds apikey auth authorization bearer cookie cookies jwt otp totp passcode dsn sas accesskey
    secretkey privatekey signingkey encryptionkey masterkey accountkey authkey webhook
""")
_KEYS = _words("""
    api access private secret signing signature encryption encrypt master account shared auth service
    ssh deploy license storage hmac subscription admin app application client session jwt crypto cipher
    tls ssl kms recovery unseal root tsig wireguard aes fernet cookie
""")
"""`<one of these> key` is a secret; `public key`, `cache key`, `sort key` are none."""
_STRONG = _words("password passwd passphrase secret credential credentials apikey privatekey")
_BENIGN = _words("""
    file files path paths dir directory name names id ids url uri endpoint endpoints type types ttl
    expiry expires expiration expired length len count counts policy version algorithm alg header
    headers ref refs method mode min max limit limits size enabled disabled required kind status
    state provider issuer reason error errors rotation rotated age date time at in seconds field env
    used remaining usage store manager backend engine changed created updated valid invalid missing
    present set scope scopes audience format prefix source mount class driver plugin module service host
    port user username encoding location fingerprint thumbprint arn kid bucket budget rate ms
    seconds minutes hours days
""")
_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "token",
    "secretkey",
    "accesskey",
    "privatekey",
)
_LONGEST = 200

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def is_secret(name: str) -> bool:
    """Whether the value beside it is to be hidden: `DB_PASSWORD`, `clientSecret`, not `PASSWORD_FILE`."""
    return _is_secret(name[-_LONGEST:])


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name) if not word.isdigit()]
    if not words:
        return False
    last = words[-1]
    if last in _BENIGN:
        return False
    if last in _SECRET or last.endswith(_ENDINGS):
        return True
    if last == "key" and len(words) > 1 and words[-2] in _KEYS:
        return True
    return any(word in _STRONG for word in words)
