"""Everybody who listens: one small object a reader, one frame for all, the same bytes written to each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from random import Random
from typing import Protocol

import msgspec

from stoppress.edge.limits import Limits
from stoppress.wire.change import Change, Cursor

logger = logging.getLogger("stoppress.edge")

#: A reader with more than this unread is let go, and comes back with its number (P-5.6).
MOST_UNREAD = 64 * 1024
#: A burst travels in frames of about this size, so that a reader on a fair line never has too much unread.
FRAME_BYTES = 32 * 1024
#: Between two writes the loop serves others: a request beside 10,000 streams waits 4 ms instead of 75.
SLICE = 200
#: Changes that come within this time travel in one write: cost is per write, not per byte.
GATHER_SECONDS = 0.05
#: When streams are closed over a time, so many slices a second, of at least so many readers.
SLICES_A_SECOND = 20
LEAST_SLICE = 20

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


class Reader(Protocol):
    """One open stream."""

    #: Somebody of the newsroom at her desk: she is sent everything, and not counted among those who read (P-5.10).
    is_desk: bool

    def write(self, frame: Frame) -> bool:
        """Send it; False if this reader is too slow or gone, and was let go."""

    def is_stuck(self) -> bool:
        """Say whether nothing of what waits has moved since this was asked last."""

    def let_go(self) -> None:
        """End the connection at once, whatever waits."""

    def end(self) -> None:
        """Close the stream after what waits; the reader comes back by itself."""


class Frame:
    """The same bytes for everybody: bare for ASGI servers and HTTP/1.0, chunked for the seam."""

    __slots__ = ("bare", "chunked")

    def __init__(self, bare: bytes) -> None:
        self.bare = bare
        self.chunked = b"%x\r\n%s\r\n" % (len(bare), bare)


_HEARTBEAT = Frame(b":\n\n")


class Audience:
    """The readers of one live blog, in one life of its wire."""

    def __init__(self, epoch: str, limits: Limits) -> None:
        self._epoch = epoch.encode()
        self._limits = limits
        self._readers: set[Reader] = set()
        #: Readers who have more than was written so far, with their number: what they have is not told again.
        self._ahead: dict[Reader, int] = {}
        self._waiting: list[Change] = []
        self._sender: asyncio.Task[None] | None = None
        self._heart: asyncio.Task[None] | None = None
        self._sent_at = 0.0

    def __len__(self) -> int:
        return len(self._readers) + len(self._ahead)

    def count(self) -> int:
        """How many of them read, and do not sit at the desk."""
        return sum(not reader.is_desk for reader in self._everybody())

    def join(self, reader: Reader, number: int, head: int) -> None:
        """Let this reader, who has everything up to `number`, have what comes after it; we stand at `head`."""
        if self._waiting or number > head:
            self._ahead[reader] = number
        else:
            self._readers.add(reader)
        if self._heart is None or self._heart.done():
            self._heart = asyncio.ensure_future(self._beat())

    def leave(self, reader: Reader) -> None:
        """The reader is gone."""
        self._readers.discard(reader)
        self._ahead.pop(reader, None)

    def tell(self, changes: Sequence[Change]) -> None:
        """Send these changes to everybody, together with what comes in the next moment."""
        if not len(self):
            return
        self._waiting += changes
        if self._sender is None or self._sender.done():
            self._sender = asyncio.ensure_future(self._send())

    async def turn_away(self, cursor: Cursor) -> None:
        """Tell everybody to load the page again, and close (P-5.4)."""
        self._waiting.clear()
        await self._write(self._everybody(), Frame(reload_event(cursor)))
        await self.close(0.0)

    async def close(self, seconds: float) -> None:
        """End all streams in slices over this time, so that they do not all come back at once (P-5.8)."""
        readers = self._everybody()
        length = max(LEAST_SLICE, min(SLICE, len(readers) // max(1, int(seconds * SLICES_A_SECOND))))
        starts = range(0, len(readers), length)
        for start in starts:
            for reader in readers[start : start + length]:
                self.leave(reader)
                reader.end()
            if start + length < len(readers):
                await asyncio.sleep(seconds / len(starts))

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            changes, frame = self._next_frame()
            # From beginning to beginning: a pause after the writing let ten changes a second queue up.
            begun_at = loop.time()
            ahead = tuple(self._ahead.items())
            await self._write(tuple(self._readers), frame)
            self._tell_who_is_ahead(ahead, changes)
            await asyncio.sleep(max(0.0, begun_at + GATHER_SECONDS - loop.time()))

    def _next_frame(self) -> tuple[list[Change], Frame]:
        """Take from what waits as much as makes one frame, but one change at least."""
        events: list[bytes] = []
        length = 0
        for change in self._waiting:
            event = change_event(change, self._epoch)
            if events and length + len(event) > FRAME_BYTES:
                break
            events.append(event)
            length += len(event)
        changes, self._waiting = self._waiting[: len(events)], self._waiting[len(events) :]
        return changes, Frame(b"".join(events))

    def _tell_who_is_ahead(self, ahead: Iterable[tuple[Reader, int]], changes: list[Change]) -> None:
        last = changes[-1].number
        frames: dict[int, Frame] = {}
        for reader, number in ahead:
            if number > last or reader not in self._ahead:
                continue
            del self._ahead[reader]
            self._readers.add(reader)
            if number == last:
                continue
            rest = [change_event(change, self._epoch) for change in changes if change.number > number]
            frame = frames.get(number) or frames.setdefault(number, Frame(b"".join(rest)))
            self._write_to(reader, frame)

    async def _write(self, readers: Sequence[Reader], frame: Frame) -> None:
        self._sent_at = asyncio.get_running_loop().time()
        for index, reader in enumerate(readers, 1):
            self._write_to(reader, frame)
            if not index % SLICE:
                await asyncio.sleep(0)

    def _write_to(self, reader: Reader, frame: Frame) -> None:
        try:
            stays = reader.write(frame)
        except Exception:  # one broken line must not cost the others their news
            logger.exception("A stream could not be written to; its reader is let go.")
            stays = False
            reader.let_go()
        if not stays:
            self.leave(reader)

    async def _beat(self) -> None:
        """While there are readers: a comment when nothing else was sent for long, and an eye on those who take nothing."""
        least, most = self._limits.heartbeat_seconds
        tick = min((most - least) / 2, self._limits.stall_seconds / 2)
        loop = asyncio.get_running_loop()
        checked_at = self._sent_at = loop.time()
        patience = _jitter.uniform(least, most - tick)
        while len(self):
            await asyncio.sleep(tick)
            if loop.time() - checked_at >= self._limits.stall_seconds:
                checked_at = loop.time()
                await self._let_the_stuck_go()
            if loop.time() - self._sent_at >= patience:
                patience = _jitter.uniform(least, most - tick)
                await self._write(self._everybody(), _HEARTBEAT)

    async def _let_the_stuck_go(self) -> None:
        for index, reader in enumerate(self._everybody(), 1):
            if reader.is_stuck():
                reader.let_go()
                self.leave(reader)
            if not index % SLICE:
                await asyncio.sleep(0)

    def _everybody(self) -> tuple[Reader, ...]:
        return (*self._readers, *self._ahead)


def change_event(change: Change, epoch: str | bytes) -> bytes:
    """One change as an event (P-5.1)."""
    data = msgspec.json.encode(change.travelling())
    life = epoch.encode() if isinstance(epoch, str) else epoch
    return b"id: %s-%d\nevent: change\ndata: %s\n\n" % (life, change.number, data)


def hello_event(cursor: Cursor, pace: int) -> bytes:
    """The first event (P-5.3)."""
    data = msgspec.json.encode({"epoch": cursor.epoch, "head": cursor.number, "pace": pace})
    return b"event: hello\ndata: %s\n\n" % data


def reload_event(cursor: Cursor) -> bytes:
    """Load the page again (P-5.4)."""
    data = msgspec.json.encode({"epoch": cursor.epoch, "head": cursor.number})
    return b"event: reload\ndata: %s\n\n" % data


def retry_line(milliseconds: int) -> bytes:
    """After how long a reader whose line broke comes back (P-5.5)."""
    return b"retry: %d\n\n" % milliseconds
