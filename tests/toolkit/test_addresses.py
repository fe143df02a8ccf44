"""Which addresses a stranger's name may lead us to (PROMISES S1, S2)."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.toolkit.addresses import is_global

_WORLD = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "64:ff9b::808:808"]
_NOT = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *(
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
    ),
    *("100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3ffe::1", "3fff::1", "fc00::1"),
    *("fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "4000::1"),
    *("2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1"),
    *("localhost", "127.1", "0x7f.1", "2130706433", "1.1.1.1.1", "", " 8.8.8.8", "8.8.8.8 "),
]
_PRIVATE = st.sampled_from(
    [ipaddress.ip_network(each) for each in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12")]
    + [ipaddress.ip_network(each) for each in ("192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/8", "224.0.0.0/3")]
).flatmap(lambda network: st.integers(int(network[0]), int(network[-1])))
_WRAPPED = [
    lambda number: number,  # ::a.b.c.d
    lambda number: 0xFFFF << 32 | number,
    lambda number: 0xFFFF << 48 | number,
    lambda number: 0x64_FF9B << 96 | number,
    lambda number: 0x64_FF9B_0001 << 80 | number,
    lambda number: 0x2002 << 112 | number << 80,
    lambda number: 0x2001 << 112 | (number ^ 0xFFFF_FFFF),
    lambda number: 0x2606_4700 << 96 | 0x5EFE << 32 | number,
    lambda number: 0x2606_4700 << 96 | 0x0200_5EFE << 32 | number,
]


@pytest.mark.parametrize("address", _WORLD)
def test_the_worlds_addresses_are_reached(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize("address", _NOT)
def test_nothing_else_is(address: str) -> None:
    assert not is_global(address)


@given(_PRIVATE, st.sampled_from(_WRAPPED))
def test_no_wrapping_makes_a_private_address_the_worlds(number: int, wrap: object) -> None:
    assert not is_global(str(ipaddress.IPv6Address(wrap(number))))  # type: ignore[operator]
    assert not is_global(str(ipaddress.IPv4Address(number)))
