"""Everybody who listens: one small object a reader, one frame for all, the same bytes written to each."""

from __future__ import annotations

import asyncio
import logging
from random import Random
from typing import Protocol

import msgspec

from stoppress.wire.change import Change, Cursor, collapse

logger = logging.getLogger("stoppress.edge")

#: A reader with more than this unread is let go, and comes back with its number (P-5.6).
MOST_UNREAD = 64 * 1024
#: Between two writes the loop serves others: a request beside 10,000 streams waits 4 ms instead of 75.
SLICE = 200
#: Changes that come within this time travel in one write: cost is per write, not per byte.
GATHER_SECONDS = 0.05
#: A comment so that proxies and readers know the line stands (P-5.5).
HEARTBEAT_SECONDS = (15.0, 25.0)
HEARTBEAT = b":\n\n"

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


class Reader(Protocol):
    """One open stream."""

    def write(self, frame: Frame) -> bool:
        """Send it; False if this reader is too slow and was let go."""

    def is_stuck(self) -> bool:
        """Say whether nothing has moved since this was asked last."""

    def end(self) -> None:
        """Close the stream; the reader comes back by itself."""


class Frame:
    """The same bytes for everybody: bare for ASGI servers, chunked for the seam."""

    __slots__ = ("bare", "chunked")

    def __init__(self, bare: bytes) -> None:
        self.bare = bare
        self.chunked = b"%x\r\n%s\r\n" % (len(bare), bare)


_HEARTBEAT_FRAME = Frame(HEARTBEAT)


class Audience:
    """The readers of one live blog."""

    def __init__(self) -> None:
        self.readers: set[Reader] = set()
        self._waiting: list[Change] = []
        self._epoch = ""
        self._sender: asyncio.Task[None] | None = None
        self._heart: asyncio.Task[None] | None = None
        self._has_sent = False

    def join(self, reader: Reader) -> None:
        """Let this reader have every frame from now on."""
        self.readers.add(reader)
        if self._heart is None or self._heart.done():
            self._heart = asyncio.ensure_future(self._beat())

    def leave(self, reader: Reader) -> None:
        """The reader is gone."""
        self.readers.discard(reader)

    def tell(self, changes: list[Change], epoch: str) -> None:
        """Send these changes to everybody, together with what comes in the next moment."""
        if not self.readers:
            return
        self._epoch = epoch
        self._waiting += changes
        if self._sender is None or self._sender.done():
            self._sender = asyncio.ensure_future(self._send())

    async def tell_reload(self, cursor: Cursor) -> None:
        """Another epoch: everybody loads the page again (P-5.4)."""
        await self._write(Frame(reload_event(cursor)))
        await self.close(0.0)

    async def close(self, seconds: float) -> None:
        """End all streams in slices over this time, so that they do not all come back at once (P-5.8)."""
        readers = list(self.readers)
        slices = max(1, (len(readers) + SLICE - 1) // SLICE)
        for start in range(0, len(readers), SLICE):
            for reader in readers[start : start + SLICE]:
                reader.end()
                self.readers.discard(reader)
            await asyncio.sleep(seconds / slices)
        if self._heart:
            self._heart.cancel()

    async def _send(self) -> None:
        while self._waiting:
            changes, self._waiting = self._waiting, []
            frame = Frame(b"".join(change_event(change, self._epoch) for change in changes))
            await self._write(frame)
            await asyncio.sleep(GATHER_SECONDS)

    async def _write(self, frame: Frame) -> None:
        self._has_sent = True
        for index, reader in enumerate(tuple(self.readers), 1):
            if not reader.write(frame):
                self.readers.discard(reader)
            if not index % SLICE:
                await asyncio.sleep(0)

    async def _beat(self) -> None:
        while self.readers:
            self._has_sent = False
            await asyncio.sleep(_jitter.uniform(*HEARTBEAT_SECONDS))
            await self._let_the_stuck_go()
            if not self._has_sent:
                await self._write(_HEARTBEAT_FRAME)

    async def _let_the_stuck_go(self) -> None:
        for index, reader in enumerate(tuple(self.readers), 1):
            if reader.is_stuck():
                reader.end()
                self.readers.discard(reader)
            if not index % SLICE:
                await asyncio.sleep(0)


def change_event(change: Change, epoch: str) -> bytes:
    """One change as an event (P-5.1)."""
    data = msgspec.json.encode(change.travelling())
    return b"id: %s-%d\nevent: change\ndata: %s\n\n" % (epoch.encode(), change.number, data)


def hello_event(cursor: Cursor, pace: int) -> bytes:
    """The first event (P-5.3), with the time after which to come back (P-5.5)."""
    data = msgspec.json.encode({"epoch": cursor.epoch, "head": cursor.number, "pace": pace})
    return b"retry: %d\nevent: hello\ndata: %s\n\n" % (_jitter.randrange(2_000, 8_000), data)


def reload_event(cursor: Cursor) -> bytes:
    """Load the page again (P-5.4)."""
    data = msgspec.json.encode({"epoch": cursor.epoch, "head": cursor.number})
    return b"event: reload\ndata: %s\n\n" % data


def missed_events(changes: list[Change], epoch: str) -> bytes:
    """What a reader missed, collapsed (P-5.2)."""
    return b"".join(change_event(change, epoch) for change in collapse(changes))
