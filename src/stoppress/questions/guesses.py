"""Slowing down those who guess secrets: counted by network in memory alone, so that no address is kept anywhere."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from threading import Lock

from stoppress.toolkit import clock

WINDOW_SECONDS = 600
MOST_WRONG = 30
#: Networks that are remembered; beyond, the oldest is forgotten.
_MOST_NETWORKS = 10_000
#: New at every start: what stands in memory tells no address either.
_SALT = secrets.token_bytes(16)


class Guesses:
    """Counts wrong tries of each network within a window."""

    def __init__(self, *, most: int = MOST_WRONG, window_seconds: float = WINDOW_SECONDS) -> None:
        self._most, self._window = most, window_seconds
        self._wrong: OrderedDict[bytes, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def must_wait(self, address: str) -> int:
        """Seconds for which this network is not listened to; 0: come in."""
        with self._lock:
            began, count = self._wrong.get(_network(address), (0.0, 0))
        left = began + self._window - clock.now().timestamp()
        return max(1, int(left)) if count >= self._most and left > 0 else 0

    def count(self, address: str) -> None:
        """One wrong try more."""
        now, network = clock.now().timestamp(), _network(address)
        with self._lock:
            began, count = self._wrong.pop(network, (now, 0))
            if now - began > self._window:
                began, count = now, 0
            self._wrong[network] = (began, count + 1)
            if len(self._wrong) > _MOST_NETWORKS:
                self._wrong.popitem(last=False)

    def forget(self) -> None:
        """Begin anew; for tests."""
        with self._lock:
            self._wrong.clear()


def _network(address: str) -> bytes:
    """The address, or for IPv6 its /64 (one home has 2^64 of them), hashed."""
    try:
        parsed = ipaddress.ip_address(address)
        name = (
            str(ipaddress.ip_network((parsed, 64), strict=False))
            if isinstance(parsed, ipaddress.IPv6Address)
            else str(parsed)
        )
    except ValueError:
        name = "unknown"
    return hashlib.sha256(_SALT + name.encode()).digest()
