"""Which addresses a request may go to.

Written out from the IANA special-purpose registries, because the standard library's own idea of "global" lets
metadata services, NAT64 and multicast through.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from bot.diagnostics.bindings import Network

Address: TypeAlias = IPv4Address | IPv6Address


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(word) for word in text.split())


METADATA = _networks("""
    169.254.169.254/32 169.254.169.253/32 169.254.170.2/32 169.254.170.23/32
    100.100.100.200/32 192.0.0.192/32 168.63.129.16/32
    fd00:ec2::254/128 fd00:ec2::253/128 fd00:ec2::23/128 fd20:ce::254/128 fd00:42::42/128
    fd00:c1::a9fe:a9fe/128 fd00:a9fe:a9fe::1/128
""")
"""Where clouds hand out credentials to whoever asks from inside. Never, whatever is allowed.

Amazon, Google, Azure, Oracle, Alibaba, Scaleway, Akamai; those of others are link-local, so in NEVER.
"""

NEVER = _networks("""
    0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24
    192.88.99.0/24
    ::/128 fe80::/10 fec0::/10 ff00::/8 2001:db8::/32 3fff::/20 100::/64 100:0:0:1::/64 5f00::/16
    2001:2::/48 2001:10::/28
""")
"""This network, link- and site-local, multicast, reserved, documentation, discard: no service is there."""

ON_REQUEST = _networks("""
    127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 192.0.0.0/24 198.18.0.0/15
    192.31.196.0/24 192.52.193.0/24 192.175.48.0/24
    ::1/128 fc00::/7 2001::/23 2002::/16 64:ff9b:1::/48 2620:4f:8000::/48
""")
"""Loopback, private, shared, benchmarking, tunnels: only where the operator's `network` says so."""

_GLOBAL_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")
_COMPATIBLE = ip_network("::/96")
_TRANSLATED = ip_network("::ffff:0:0:0/96")
_PREFIXES = (32, 40, 48, 56, 64, 96)
"""Lengths of a NAT64 prefix (RFC 6052)."""


def refusal(text: str, allowed: Sequence[Network]) -> str:
    """Why a request may not go to the address; empty when it may. `allowed`: it must lie in one of them."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return f"{text} is not an IP address"
    forms = (address, *carried(address))
    if any(_within(form, METADATA) for form in (*forms, *_translated(address))):
        return f"{text} leads to a cloud's metadata service, which is never asked"
    if any(_within(form, NEVER) for form in forms):
        return f"{text} is link-local, multicast, reserved or documentation; nothing is served there"
    return _not_allowed(text, address, allowed)


def carried(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses inside an IPv6 one: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP."""
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address in _COMPATIBLE and number > 1:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address in _NAT64 or address in _TRANSLATED:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address in _NAT64_LOCAL:
        has_short_prefix = number & 0xFF_FFFF_FFFF == 0
        yield _behind(address, 48 if has_short_prefix else 96)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if number >> 32 & 0xFFFFFFFF in {0x00005EFE, 0x02005EFE}:
        yield IPv4Address(number & 0xFFFFFFFF)


def _translated(address: Address) -> Iterator[IPv4Address]:
    """What the address would carry if its prefix were that of a NAT64, which nobody can see."""
    if isinstance(address, IPv6Address):
        for length in _PREFIXES:
            yield _behind(address, length)


def _behind(address: IPv6Address, length: int) -> IPv4Address:
    """RFC 6052: the 32 bits behind a prefix of that many bits, without the zero byte that is the ninth."""
    bits = f"{int(address):0128b}"
    behind = bits[96:] if length == 96 else bits[length:64] + bits[72:]
    return IPv4Address(int(behind[:32], 2))


def _not_allowed(text: str, address: Address, allowed: Sequence[Network]) -> str:
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    forms = (address,) if inner is None else (address, inner)
    if any(_within(form, allowed) for form in forms):
        return ""
    if allowed:
        return f"{text} is not in the networks that are allowed for this endpoint"
    plain = inner or address
    nat64 = next(carried(plain), None) if plain in _NAT64 else None
    served = nat64 or plain
    if _within(served, ON_REQUEST) or (isinstance(served, IPv6Address) and served not in _GLOBAL_V6):
        return f"{text} is private; the operator has to allow its network for this endpoint"
    return ""


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
