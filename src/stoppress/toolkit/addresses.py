"""Which addresses of the internet belong to the whole world: those that a stranger's name may lead us to."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Of IPv6, only this much has been given out for the world (RFC 4291 2.4).
_WORLD = ipaddress.IPv6Network("2000::/3")
#: IPv4 that a network without it reaches through its translator (RFC 6052); as good as the address inside.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: Parts of the world's range that lead elsewhere: tunnels that hide an IPv4 address, documentation, benchmarks, relays.
_ELSEWHERE = tuple(
    ipaddress.ip_network(one)
    for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20", "192.88.99.0/24")
)
#: ISATAP (RFC 5214) writes an IPv4 address behind one of these words, under any prefix.
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def is_global(address: str) -> bool:
    """Whether this is one address of one machine that the whole world reaches; an IPv4 address inside counts, too.

    `ipaddress.is_global` alone is too weak: it says so of NAT64 and 6to4 addresses of loopback, and of multicast.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        return _is_global_6(parsed)
    return _is_global_4(parsed)


def _is_global_6(address: ipaddress.IPv6Address) -> bool:
    if address.scope_id:
        return False
    inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _NAT64:
        return _is_global_4(inside)
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP and not _is_global_4(inside):
        return False
    return address in _WORLD and address.is_global and not _leads_elsewhere(address)


def _is_global_4(address: ipaddress.IPv4Address) -> bool:
    refused = address.is_multicast or address.is_reserved or _leads_elsewhere(address)
    return address.is_global and not refused


def _leads_elsewhere(address: _Address) -> bool:
    return any(address.version == each.version and address in each for each in _ELSEWHERE)
