"""The bounds of one edge; everything that waits has a deadline, everything that queues a bound."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """The bounds of one edge."""

    streams: int = 50_000
    connections: int = 60_000
    #: Generous: a stadium, a newsroom or a phone network stands behind one address.
    connections_an_address: int = 12_000
    streams_an_address: int = 6_000
    #: A connection that asks for more in one second is told 429; a reader's own pace is one request in five seconds.
    requests_a_second: int = 200
    #: Reverse proxies, behind which many readers stand: the bounds of one address or connection do not hold for them.
    proxies: frozenset[str] = frozenset()
    #: Whoever comes from this very machine is taken for a reverse proxy.
    trusts_loopback: bool = True
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    #: A reader who has not taken a byte of what waits for him for so long is let go (twice that at the most).
    stall_seconds: float = 12.0
    #: A comment goes to streams that have been silent for so long, so that all know the line stands (P-5.5).
    heartbeat_seconds: tuple[float, float] = (15.0, 25.0)
    #: The edge looks by itself so often, hints or not.
    look_seconds: float = 1.0
    #: A question to the wire, on behalf of a reader.
    lookup_seconds: float = 5.0
    waiting_lookups: int = 64
    #: How long one who is ahead of us is kept waiting for our own tail, and how many are at once (P-4.5).
    catch_up_seconds: float = 1.0
    catching_up: int = 1_000
    stories_in_memory: int = 100
    #: Ready answers of all live blogs together, in every encoding.
    answer_bytes: int = 64 * 1024 * 1024

    def is_one_reader(self, address: str) -> bool:
        """Say whether the bounds of one address hold for this one; there is none behind a Unix socket."""
        if not address or address in self.proxies:
            return False
        return not (self.trusts_loopback and (address.startswith("127.") or address == "::1"))
