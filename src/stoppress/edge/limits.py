"""The bounds of one edge; everything that waits has a deadline, everything that queues a bound."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """The bounds of one edge."""

    streams: int = 50_000
    connections: int = 60_000
    #: Generous: a stadium, a newsroom or a phone network stands behind one address.
    connections_an_address: int = 12_000
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    #: The edge looks by itself so often, hints or not.
    look_seconds: float = 1.0
    stories_in_memory: int = 200
    waiting_lookups: int = 64
