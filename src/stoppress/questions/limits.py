"""How many letters are taken: by address, by its neighbourhood, by live blog, in all. Nothing of it is ever stored.

An address is known here as a hash under a random key, which is renewed each day with everything that was counted under it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: So many counts are held; beyond that, strangers are counted together.
MOST_HELD = 50_000
#: The key of the hashes, and with it all counts of addresses, live so long.
KEY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Rate:
    """So many at once; and after that one in so many seconds."""

    burst: float
    seconds: float


@dataclass(frozen=True)
class Rates:
    """The rates of one sort of sending."""

    address: Rate
    neighbourhood: Rate
    blog: Rate
    everywhere: Rate


#: Letters with proof of work; and those without, of which most are a machine's when there are many.
PROVEN = Rates(Rate(10, 60), Rate(100, 6), Rate(3_000, 0.05), Rate(6_000, 0.02))
PLAIN = Rates(Rate(3, 300), Rate(30, 30), Rate(1_000, 1), Rate(2_000, 0.5))
#: Requests, before anybody has read them: what one person never needs.
KNOCKS = Rates(Rate(60, 5), Rate(600, 0.5), Rate(20_000, 0.005), Rate(20_000, 0.005))
#: The same for votes: many phones come from one address of their carrier, and all at the same moment.
VOTE_KNOCKS = Rates(Rate(200, 1), Rate(2_000, 0.1), Rate(20_000, 0.005), Rate(20_000, 0.005))


class Buckets:
    """Token buckets by name: full at first, filled again with time."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: dict[bytes, tuple[float, float, Rate]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()

    def left(self, name: bytes, rate: Rate) -> float:
        """How much is in this bucket now."""
        amount, at, _ = self._held.get(name, (rate.burst, 0.0, rate))
        return min(rate.burst, amount + (self._now() - at) / rate.seconds)

    def take(self, wanted: Iterable[tuple[bytes, Rate]]) -> float:
        """Take one out of each of these buckets, or none; returns the seconds to wait, 0 if they were taken."""
        now = self._now()
        named = [(self._room_for(name), rate) for name, rate in wanted]
        amounts = [(name, rate, self.left(name, rate)) for name, rate in named]
        wait = max((1 - amount) * rate.seconds for _, rate, amount in amounts)
        if wait > 0:
            return wait
        for name, rate, amount in amounts:
            self._held[name] = (amount - 1, now, rate)
        return 0.0

    def _room_for(self, name: bytes) -> bytes:
        """The name of the bucket; when too many are held, all newcomers share one (nobody who is counted is let go)."""
        if name in self._held or len(self._held) < MOST_HELD:
            return name
        full = [held for held, (_, _, rate) in self._held.items() if self.left(held, rate) >= rate.burst]
        for held in full:
            del self._held[held]
        return name if full else b"others"


class Limits:
    """Lets letters through as long as neither one address, nor a neighbourhood, nor a live blog has too many."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets = Buckets(now)
        self._renew()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, rates: Rates, sort: str, address: str, blog: str) -> float:
        """Count one sending; returns the seconds to wait, 0 if it may pass. A refused one counts for nothing.

        While a live blog has used up half of what it has at once, an address that has sent already must wait, so that
        many machines do not keep out the one person who comes among them.
        """
        if self._now() - self._renewed_at > KEY_SECONDS:
            self._renew()
        single, neighbourhood = _networks(address)
        of_address, of_blog = self._name(sort, single), self._name(sort, blog)
        is_busy = self._buckets.left(of_blog, rates.blog) < rates.blog.burst / 2
        if is_busy and self._buckets.left(of_address, rates.address) < rates.address.burst:
            return rates.address.seconds
        return self._buckets.take(
            [
                (of_address, rates.address),
                (self._name(sort, neighbourhood), rates.neighbourhood),
                (of_blog, rates.blog),
                (self._name(sort, "everywhere"), rates.everywhere),
            ]
        )

    def is_busy(self, rates: Rates, sort: str, blog: str) -> bool:
        """Whether this live blog has used up half of what it has at once."""
        return self._buckets.left(self._name(sort, blog), rates.blog) < rates.blog.burst / 2

    def _renew(self) -> None:
        self._key = secrets.token_bytes(32)
        self._renewed_at = self._now()
        self._buckets.clear()

    def _name(self, sort: str, name: str) -> bytes:
        return hashlib.blake2b(f"{sort} {name}".encode(), key=self._key, digest_size=16).digest()


def _networks(address: str) -> tuple[str, str]:
    """The address (of IPv6 its /64: one home has 2^64 of them) and its neighbourhood: /24, of IPv6 /48."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown", "unknown neighbourhood"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = (32, 24) if parsed.version == 4 else (64, 48)
    single, neighbourhood = (str(ipaddress.ip_network((parsed, each), strict=False)) for each in bits)
    return single, f"all of {neighbourhood}"
