"""Who may come in: connections are counted, in all and by address, and those that dawdle are let go."""

from __future__ import annotations

import asyncio
from typing import Protocol

from stoppress.edge.limits import Limits


class Connection(Protocol):
    """One connection that still talks HTTP."""

    client: tuple[str, int] | None
    loop: asyncio.AbstractEventLoop

    def is_too_slow(self, now: float, header_seconds: float, body_seconds: float) -> bool:
        """Say whether a deadline has passed."""

    def let_go(self) -> None:
        """End the connection in words."""


class Doorkeeper:
    """Counts connections in all and by address, and lets those go whose deadline has passed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_address: dict[str, int] = {}
        self._in_all = 0
        self._talking: set[Connection] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    def let_in(self, connection: Connection) -> bool:
        """Count a new connection; False if there are too many."""
        address = connection.client[0] if connection.client else ""
        held = self._by_address.get(address, 0)
        if self._in_all >= self._limits.connections or held >= self._limits.connections_an_address:
            return False
        self._by_address[address] = held + 1
        self._in_all += 1
        self._talking.add(connection)
        if self._sweeper is None:
            self._sweeper = connection.loop.call_later(1.0, self._sweep, connection.loop)
        return True

    def let_out(self, connection: Connection) -> None:
        """The connection is gone."""
        self.forget(connection)
        self.count_out(connection.client[0] if connection.client else "")

    def forget(self, connection: Connection) -> None:
        """The connection has become a stream; it still counts."""
        self._talking.discard(connection)

    def count_out(self, address: str) -> None:
        """One connection less."""
        self._in_all -= 1
        held = self._by_address.get(address, 0) - 1
        if held > 0:
            self._by_address[address] = held
        else:
            self._by_address.pop(address, None)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in tuple(self._talking):
            if connection.is_too_slow(now, self._limits.header_seconds, self._limits.body_seconds):
                connection.let_go()
        self._sweeper = loop.call_later(1.0, self._sweep, loop) if self._talking else None
