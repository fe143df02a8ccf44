"""Who may come in: connections are counted, in all and by address, and those that dawdle are let go."""

from __future__ import annotations

import asyncio
from typing import Protocol

from stoppress.edge.limits import Limits

#: How often deadlines are looked at.
_SWEEP_SECONDS = 1.0


class Connection(Protocol):
    """One connection that still talks HTTP."""

    client: tuple[str, int] | None
    loop: asyncio.AbstractEventLoop

    def is_too_slow(self, now: float) -> bool:
        """Say whether a deadline has passed."""

    def let_go(self) -> None:
        """End the connection, in words where somebody may read them."""


class Doorkeeper:
    """Counts connections in all and by address, and lets those go whose deadline has passed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_address: dict[str, int] = {}
        self._in_all = 0
        #: Open streams, and how many of them each address has.
        self.streams = 0
        self._streams_of: dict[str, int] = {}
        self._talking: set[Connection] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return self._in_all

    def let_in(self, connection: Connection) -> bool:
        """Count a new connection; False if there are too many. A refused one is watched, too, until it is gone."""
        address = connection.client[0] if connection.client else ""
        held = self._by_address.get(address, 0)
        self._talking.add(connection)
        if self._sweeper is None:
            self._sweeper = connection.loop.call_later(_SWEEP_SECONDS, self._sweep, connection.loop)
        if self._in_all >= self._limits.connections:
            return False
        if held >= self._limits.connections_an_address and self._limits.is_one_reader(address):
            return False
        self._by_address[address] = held + 1
        self._in_all += 1
        return True

    def forget(self, connection: Connection) -> None:
        """The connection is gone, or has become a stream, which still counts."""
        self._talking.discard(connection)

    def count_out(self, address: str) -> None:
        """One connection less."""
        self._in_all -= 1
        held = self._by_address.get(address, 0) - 1
        if held > 0:
            self._by_address[address] = held
        else:
            self._by_address.pop(address, None)

    def has_room_for_stream(self, address: str) -> bool:
        """Say whether one more stream may be opened from this address (P-5.7)."""
        if self.streams >= self._limits.streams:
            return False
        held = self._streams_of.get(address, 0)
        return held < self._limits.streams_an_address or not self._limits.is_one_reader(address)

    def stream_begins(self, address: str) -> None:
        """One stream more."""
        self.streams += 1
        self._streams_of[address] = self._streams_of.get(address, 0) + 1

    def stream_ends(self, address: str) -> None:
        """One stream less."""
        self.streams -= 1
        held = self._streams_of.get(address, 0) - 1
        if held > 0:
            self._streams_of[address] = held
        else:
            self._streams_of.pop(address, None)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in tuple(self._talking):
            if connection.is_too_slow(now):
                connection.let_go()
        self._sweeper = loop.call_later(_SWEEP_SECONDS, self._sweep, loop) if self._talking else None
