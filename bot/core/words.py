"""Words that a program can take for nothing but a value, and the kinds of them that have a name.

What stands here holds whatever a type, a pattern or an author says: `unsafe` is asked of each value that is a
`word`, and of each value of any type that is about to become an argument.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

WORD_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of word with a name: which words are of it, and how people are told."""

    pattern: str
    """Of ASCII, matched whole."""
    says: str
    """A noun and, where it helps, what it is made of."""
    example: str = ""
    never: str = ""
    """What may stand nowhere in it."""

    def told(self, zone: str = "") -> str:
        """What would fit, in words a person can act on."""
        if zone:
            return f"{self.says} in {zone}, such as api.{zone}"
        return f"{self.says}, such as {self.example}" if self.example else self.says

    def fits(self, word: str) -> bool:
        if not re.fullmatch(self.pattern, word, re.ASCII):
            return False
        return not self.never or re.search(self.never, word, re.ASCII) is None


_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NUMERIC = r"(^|\.)(0x[0-9a-f]*|[0-9]+)$"
"""A last label of which resolvers make an address: `2130706433`, `0x7f.1`."""
_KEY = rf"({_LABEL}(\.{_LABEL})*/)?[A-Za-z0-9]([A-Za-z0-9_.-]{{0,61}}[A-Za-z0-9])?"
_TERM = rf"(!?{_KEY}|{_KEY}(=|==|!=)([A-Za-z0-9]([A-Za-z0-9_.-]{{0,61}}[A-Za-z0-9])?)?)"
_AWS_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_AWS_NEVER = r"--|-$"

PRESETS: Mapping[str, Preset] = {
    "slug": Preset(r"[a-z0-9][a-z0-9_-]{0,62}", "one word of small letters, digits, - and _"),
    "duration": Preset(r"[1-9][0-9]{0,4}[smhdw]", "a duration", "15m"),
    "semver": Preset(r"v?[0-9]+\.[0-9]+\.[0-9]+(-[A-Za-z0-9.]+)?(\+[A-Za-z0-9.]+)?", "a version", "1.4.0"),
    "uuid": Preset(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "a UUID in small letters",
        "00000000-0000-4000-8000-000000000000",
    ),
    "git-ref": Preset(
        r"[A-Za-z0-9_][A-Za-z0-9._/+@-]*",
        "a branch, a tag or a commit of git",
        "release/1.4",
        never=r"\.\.|//|/\.|@\{|\.lock(/|$)|[./]$",
    ),
    "k8s-name": Preset(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?", "the name of a Kubernetes object", "api-7d9f"),
    "k8s-namespace": Preset(_LABEL, "a Kubernetes namespace", "payments"),
    "k8s-selector": Preset(
        rf"{_TERM}(,{_TERM})*", "a label selector of Kubernetes, without spaces", "app=api,tier!=cache"
    ),
    "container": Preset(r"[A-Za-z0-9][A-Za-z0-9_.-]*", "the name of a container", "api-1"),
    "systemd-unit": Preset(r"[A-Za-z0-9_][A-Za-z0-9:_.@-]*", "a unit of systemd", "nginx.service"),
    "dns-name": Preset(rf"{_LABEL}(\.{_LABEL})*", "a DNS name", "api.example.com", never=_NUMERIC),
    "aws-id": Preset(r"[A-Za-z0-9][A-Za-z0-9:._/-]*", "an identifier of AWS", "vol-0a1b2c3d"),
    "aws-arn": Preset(
        r"arn:aws(-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:[A-Za-z0-9][A-Za-z0-9:._/+=@-]*",
        "an ARN",
        "arn:aws:sns:eu-west-1:123456789012:alerts",
    ),
    "aws-region": Preset(r"[a-z]{2}(-[a-z]+)+-[1-9]", "a region of AWS", "eu-west-1"),
    "ec2-instance": Preset(r"i-([0-9a-f]{8}|[0-9a-f]{17})", "an EC2 instance", "i-0123456789abcdef0"),
    "rds-instance": Preset(_AWS_NAME, "an RDS instance", "orders-prod", never=rf"{_AWS_NEVER}|.{{64}}"),
    "rds-snapshot": Preset(
        rf"((rds|awsbackup):)?{_AWS_NAME}",
        "an RDS snapshot",
        "rds:orders-prod-2026-01-15-03-10",
        never=_AWS_NEVER,
    ),
    "ecs-cluster": Preset(r"[A-Za-z0-9][A-Za-z0-9_-]*", "an ECS cluster", "prod"),
    "ecs-service": Preset(r"[A-Za-z0-9][A-Za-z0-9_-]*", "an ECS service", "checkout"),
    "lambda-function": Preset(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}", "a Lambda function", "resize-images"),
    "s3-bucket": Preset(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "an S3 bucket",
        "orders-backup",
        never=r"\.\.|\.-|-\.|^[0-9.]+$|^xn--|--",
    ),
}
"""Kinds of `word` by the name that a type gives them."""

CHOICES: Mapping[str, Preset] = {
    "host-port": Preset(
        rf"({_LABEL}(\.{_LABEL})*|\[[0-9a-f:]+\]):([1-9][0-9]{{0,3}}|[1-5][0-9]{{4}}|6[0-4][0-9]{{3}}|65[0-4][0-9]{{2}}"
        r"|655[0-2][0-9]|6553[0-5])",
        "a host and a port",
        "db.example.com:5432",
    ),
    "endpoint": Preset(r"[a-z0-9][a-z0-9_-]{0,47}", "an endpoint of the system", "daemon"),
}
"""Kinds of `enum`: a person picks one of the options, and each option is of the kind."""

_OPENS = re.compile(r"(?:^|[=,])(?:[@<]|(?:fileb?|https?|ext):|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""How an argument, or what follows `=` or `,` in it, begins where programs open a file or an address instead:
`@name` and `<name` (curl), `file://` (aws), `ext::` (git)."""


def unsafe(text: str, longest: int = WORD_LIMIT, *, free: bool = False, opens: bool = True) -> str:
    """Why the text cannot be one argument, as the end of a sentence; empty when it can.

    `free`: a text that people wrote, which may hold letters of every alphabet. `opens`: a program gets
    it, and not an address that the bot itself puts together.
    """
    if not text:
        return "is empty"
    if len(text) > longest:
        return f"has {len(text)} characters; {longest} are possible"
    if text.startswith("-"):
        return "begins with a dash, so a program would take it for an option"
    if any(not mark.isprintable() for mark in text):
        odd = next(mark for mark in text if not mark.isprintable())
        return f"holds a character that cannot be seen (U+{ord(odd):04X}); remove it"
    if not free and not text.isascii():
        return "holds characters that are not ASCII"
    if (plain := unicodedata.normalize("NFKC", text)) != text:
        odd = next((mark for mark in text if unicodedata.normalize("NFKC", mark) != mark), text[0])
        return f"holds `{odd}`, which has a plainer form; write {short(plain)}"
    if opens and _OPENS.search(text):
        return "begins like a file or an address, which some programs would open"
    return ""


def lies_in(name: str, zone: str) -> bool:
    """Whether a DNS name is the zone or below it."""
    return name == zone or name.endswith(f".{zone}")


def short(value: object) -> str:
    """A value as a refusal quotes it; what cannot be seen is spelled."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(mark if mark.isprintable() else f"U+{ord(mark):04X}" for mark in text[:61])
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"
