"""Where a request may go."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnostics.networks import carried, refusal
from bot.diagnostics.resolve import resolved

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

METADATA = [
    "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192",
    "168.63.129.16", "fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe",
    "::169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1::a9fe:a9fe",
    "2002:a9fe:a9fe::", "2002:a9fe:a9fe::1", "2001:0:a9fe:a9fe::", "2001:0:1:1:0:0:5601:5601",
    "fd00:c1::a9fe:a9fe", "fd00:a9fe:a9fe::1", "::ffff:0:a9fe:a9fe", "::ffff:0:169.254.169.254",
    "2600:db8:a9fe:a9fe::", "2600:db8:aaa9:fea9:fe::", "2600:db8:aaaa:a9fe:a9:fe00::",
    "2600:db8:aaaa:bba9:fe:a9fe::", "2600:db8:aaaa:bbbb:a9:fea9:fe00:0", "2600:db8::a9fe:a9fe",
    "2600:1::c000:c0", "fe80::5efe:a9fe:a9fe", "2600::5efe:a9fe:a9fe", "2600::200:5efe:a9fe:a9fe",
]  # fmt: skip
NOTHING_THERE = [
    "0.0.0.0", "0.1.2.3", "169.254.1.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",  # noqa: S104 - to be refused
    "192.0.2.1", "198.51.100.1", "203.0.113.1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "2001:db8::1", "3fff::1", "100::1", "::ffff:224.0.0.1", "64:ff9b::e000:1",
]  # fmt: skip
ON_REQUEST = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "198.18.0.1", "::1", "fc00::1", "fd12::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:808:808::1",
    "2001:1::1", "4000::1", "::5.6.7.8",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize("allowed", [(), EVERYTHING])
def test_metadata_is_never_asked_in_any_spelling(address: str, allowed: tuple[object, ...]) -> None:
    assert "metadata" in refusal(address, allowed)  # type: ignore[arg-type] # networks, of either version


@pytest.mark.parametrize("address", NOTHING_THERE)
@pytest.mark.parametrize("allowed", [(), EVERYTHING])
def test_where_nothing_is_served_nothing_is_asked(address: str, allowed: tuple[object, ...]) -> None:
    assert refusal(address, allowed)  # type: ignore[arg-type] # networks, of either version


@pytest.mark.parametrize("address", ON_REQUEST)
def test_what_is_private_has_to_be_allowed(address: str) -> None:
    assert "has to allow" in refusal(address, ())
    assert refusal(address, EVERYTHING) == ""


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_needs_no_permission(address: str) -> None:
    assert refusal(address, ()) == ""


@pytest.mark.parametrize("address", ["8.8.8.8", "10.0.0.1", "::ffff:10.0.0.1"])
def test_where_networks_are_named_only_they_count(address: str) -> None:
    assert "not in the networks" in refusal(address, LOOPBACK)


def test_a_mapped_address_is_allowed_as_what_it_carries() -> None:
    assert refusal("::ffff:127.0.0.1", LOOPBACK) == ""


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3", "0x7f.1", "１.1.1.1"])  # noqa: RUF001 - that is the point
def test_what_is_no_address_is_refused(text: str) -> None:
    assert "is not an IP address" in refusal(text, EVERYTHING)


@settings(deadline=None)
@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "64:ff9b::", "2002::"]))
def test_a_wrapped_address_is_never_freer_than_what_it_carries(inner: IPv4Address, wrapper: str) -> None:
    shift = 80 if wrapper == "2002::" else 0
    address = IPv6Address(int(IPv6Address(wrapper)) | int(inner) << shift)

    assert inner in set(carried(address))
    if refusal(str(inner), ()):
        assert refusal(str(address), ())


@pytest.mark.parametrize(
    "spelling", ["2852039166", "0xA9FEA9FE", "169.254.43518", "0251.0376.0251.0376", "169.254.169.254"]
)
def test_odd_spellings_resolve_to_an_address_that_is_refused(spelling: str) -> None:
    try:
        found = resolved(spelling, 80)
    except socket.gaierror:
        return

    assert all("metadata" in refusal(address, EVERYTHING) for address in found)
