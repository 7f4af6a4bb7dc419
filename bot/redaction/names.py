"""Which names of a key, variable, header or parameter say that its value is a secret."""

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECRET = _words("""
    password passwords passwd passwort passphrase passphrases pwd pw psw pass passin passout secret
    secrets token tokens credential credentials cred creds apikey apikeys auth authorization bearer
    cookie cookies jwt otp totp passcode dsn sas accesskey secretkey privatekey signingkey
    encryptionkey masterkey accountkey authkey webhook psk bindpw storepass keypass requirepass
    masterauth authtoken authpass sessionid jsessionid phpsessid mnemonic pasword passwrd passord
    pssword passowrd paswd passwod pword secretstring secretbinary pat connectionstring connstr
    rootpass rootpassword userpass userpassword dbpass dbpassword kennwort senha clave contrasena
    wachtwoord haslo parola heslo sifre losenord kodeord adgangskode salasana jelszo motdepasse mdp
    plaintext assertion samlresponse samlrequest hmac mac presharedkey privkey seedphrase xsrf csrf
    csrftoken xsrftoken pwhash passhash verifier authenticator signature unseal setcookie pgpassword
    community
""")
_KEYS = _words("""
    api access private secret signing signature encryption encrypt master account shared auth
    service ssh deploy license licence storage hmac subscription admin app application client
    session jwt crypto cipher tls ssl kms recovery unseal root tsig wireguard aes fernet cookie
    routing integration preshared pre write management server security user sdk write web webhook
    telemetry ingest instrumentation function host gossip token decrypt decryption vault rndc kek
    dek data sentry pagerduty algolia datadog stripe bot device x repo registry circle fastly linked
    activation product serial consumer publishable anon role
""")
"""`<one of these> key` is a secret; `public key`, `cache key`, `sort key` are none."""
_CODES = _words("device authorization recovery backup mfa otp scratch verification security")
"""`<one of these> code` is given out to one person, once."""
_STRONG = _words("""
    password passwd passphrase secret credential credentials apikey privatekey pass pw pwd passwort
""")
_BENIGN = _words("""
    file files path paths dir directory name names id ids url uri endpoint endpoints type types ttl
    expiry expires expire expiration expired length len count counts policy version algorithm alg
    header headers ref refs method methods mode min max limit limits size enabled disabled required
    kind status state provider issuer reason error errors rotation rotate rotated age date time at
    in seconds field env used remaining usage store manager backend engine changed change created
    updated valid invalid missing present set scope scopes audience format prefix source mount class
    driver plugin module service host port user username encoding location fingerprint thumbprint
    arn kid bucket budget rate ms seconds minutes hours days variable var total failed failures
    attempts attempt success index idx column table label title description hint help text prompt
    placeholder reset strength confirmed verified supported realm server domain image tag queue
    topic address email days hours months retries protocol factory builder handler service servlet
    filter config configuration settings options option bytes chars characters cost input output
    metadata spec template num per scan scanner scanning check checks on off from to by count last next
""")
_QUALIFIERS = _words("""
    part value val plain plaintext raw b64 base64 hex old new current previous prod production
    staging live test dev default primary secondary hash string str base literal bedrock a b
""")
"""What may stand behind a name without making it another: `DB_PASSWORD_OLD`."""
_SUFFIXES = (
    "password", "passwd", "passphrase", "passcode", "secret", "apikey", "token", "secretkey", "access"
    "key", "privatekey",
    "credentials", "authkey", "sharedkey", "signingkey", "encryptionkey", "masterkey", "pwd", "kennwo"
    "rt", "passwort",
)  # fmt: skip
_LONGEST = 200

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def is_secret(name: str) -> bool:
    """Whether the value beside it is to be hidden: `DB_PASSWORD`, `clientSecret`, not `PASSWORD_FILE`."""
    return _is_secret(name[-_LONGEST:])


@lru_cache(maxsize=8192)
def _is_secret(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name) if not word.isdigit()]
    if not words:
        return False
    last = words[-1]
    if last in _QUALIFIERS and len(words) > 1:
        words = words[:-1]
        last = words[-1]
    if last in _BENIGN and not (last == "id" and len(words) > 1 and words[-2] in {"secret", "session"}):
        return False
    if last in _SECRET or last.endswith(_SUFFIXES):
        return True
    if last in {"key", "keys"} and len(words) > 1:
        return words[-2] in _KEYS
    if last in {"code", "codes"} and len(words) > 1:
        return words[-2] in _CODES
    return any(word in _STRONG for word in words)
