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
