"""Addresses of endpoints: strict in what they may look like, so that two readers never see two hosts."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Literal
from urllib.parse import urlsplit

from bot.diagnostics.bindings import Unfit

_HOST = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?", re.ASCII
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port, and the path that every request begins with."""

    scheme: Literal["http", "https"]
    host: str
    """A name in lower case, or an IP address without brackets."""
    port: int
    prefix: str = ""
    """Empty, or `/…` without a slash at its end."""

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _port(self.scheme) else f"{host}:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.authority}{self.prefix}{path}"


def parse_origin(url: str) -> Origin | Unfit:
    """The origin that a bound address names, or why it is refused."""
    if not url.isascii() or any(mark <= " " or mark in '\\"<>^`{|}\x7f' for mark in url):
        return Unfit("its address holds a space, a control character or one that is not ASCII")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Unfit("its address cannot be read")
    if parts.scheme not in {"http", "https"}:
        return Unfit("its address is neither http:// nor https://")
    if "@" in parts.netloc:
        return Unfit("its address holds a user or password; bind a token file instead")
    if "?" in url or "#" in url:
        return Unfit("its address holds a query or fragment")
    if port == 0 or parts.netloc.endswith(":"):
        return Unfit("its address has no sound port")
    if (why := _odd_host(host)) or (why := odd_path(prefix := parts.path.rstrip("/"))):
        return Unfit(why)
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    return Origin(scheme, host, port or _port(scheme), prefix)


def odd_path(path: str) -> str:
    """Why a path is refused: two readers could disagree on where it leads. Empty when it is plain."""
    if not _PATH.fullmatch(path):
        return "its path holds an escape, a backslash, a query or another odd character"
    if any(segment in {".", ".."} for segment in path.split("/")):
        return "its path climbs with . or .."
    if "//" in path:
        return "its path has an empty segment"
    return ""


def _odd_host(host: str) -> str:
    if not host:
        return "its address names no host"
    try:
        address = ip_address(host)
    except ValueError:
        pass
    else:
        has_zone = isinstance(address, IPv6Address) and address.scope_id
        return "its address names a network interface" if has_zone else ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        return "its host is not a plain name"
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return "its host is a number in an odd spelling; write four decimal numbers"
    return ""


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
