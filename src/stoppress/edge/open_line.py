"""One reader of a stream at the seam: a transport, and nothing else that costs."""

from __future__ import annotations

import asyncio
import socket  # noqa: TID251  (options of connections that are there; opens none)
from contextlib import suppress
from typing import TYPE_CHECKING

from stoppress.edge.answers import Header, head
from stoppress.edge.plain import STREAM_HEADERS
from stoppress.edge.streams import MOST_UNREAD, Frame
from stoppress.edge.welcome import retry_frame

if TYPE_CHECKING:
    from stoppress.edge.edge import Edge

_LAST_CHUNK = b"0\r\n\r\n"
#: What the kernel may hold for one reader (it doubles this): without a bound it is megabytes that no one sees.
_KERNEL_BYTES = 32 * 1024
#: The kernel ends a connection whose other side has acknowledged nothing for so long: a phone that is gone.
_SILENT_MILLISECONDS = 25_000
#: A line that is being closed has so long to take what still waits.
_CLOSING_SECONDS = 10.0
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


class OpenLine(asyncio.Protocol):
    """A connection that has become a stream, in chunks as HTTP/1.1 wants them."""

    __slots__ = ("_address", "_allowed", "_edge", "_slug", "_stood_at", "_transport", "is_desk")

    def __init__(self, transport: asyncio.Transport, edge: Edge, slug: str, address: str) -> None:
        self._transport = transport
        self._edge = edge
        self._slug = slug
        self._address = address
        self._allowed = MOST_UNREAD
        self._stood_at = 0
        self.is_desk = False
        edge.keeper.stream_begins(address)

    def begin(self, asked: str, defaults: list[Header]) -> None:
        """Send the head and what the reader missed; from now on he has everything, or the stream ends with that."""
        _bound(self._transport)
        welcome = self._edge.enter(self._slug, asked, self)
        first = retry_frame()
        if welcome is None:
            self._transport.write(self._head(defaults) + self._bytes(first))
            self.end()
            return
        self._allowed += len(welcome.frame.bare)
        self._transport.write(self._head(defaults) + self._bytes(first) + self._bytes(welcome.frame))
        if not welcome.goes_on:
            self.end()

    def write(self, frame: Frame) -> bool:
        """Send a frame; False if this reader is too slow or gone."""
        transport = self._transport
        if transport.is_closing():
            return False
        if transport.get_write_buffer_size() > self._allowed:
            transport.abort()
            return False
        transport.write(frame.chunked)
        return True

    def is_stuck(self) -> bool:
        """Say whether nothing of what waits has moved since this was asked last."""
        unread = self._transport.get_write_buffer_size()
        stood_at, self._stood_at = self._stood_at, unread
        self._allowed = min(self._allowed, MOST_UNREAD + unread)
        return unread >= stood_at > 0

    def let_go(self) -> None:
        """End the connection at once, whatever waits."""
        self._transport.abort()

    def end(self) -> None:
        """Close after what waits; who does not take that in time is let go."""
        transport = self._transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(_CLOSING_SECONDS, transport.abort)
        self._finish(transport)
        transport.close()

    def data_received(self, data: bytes) -> None:
        """A reader of a stream has nothing to say; what it sends is dropped."""

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader is gone."""
        self._edge.keeper.stream_ends(self._address)
        self._edge.keeper.count_out(self._address)
        self._edge.leave(self._slug, self)

    def _head(self, defaults: list[Header]) -> bytes:
        return _heads.of(defaults, (b"transfer-encoding", b"chunked"))

    def _bytes(self, frame: Frame) -> bytes:
        return frame.chunked

    def _finish(self, transport: asyncio.Transport) -> None:
        transport.write(_LAST_CHUNK)


class OldLine(OpenLine):
    """A stream for HTTP/1.0, which knows no chunks and ends with the connection."""

    __slots__ = ()

    def write(self, frame: Frame) -> bool:
        """Send a frame; False if this reader is too slow or gone."""
        return super().write(_unchunked(frame))

    def _head(self, defaults: list[Header]) -> bytes:
        return _heads.of(defaults, (b"connection", b"close"))

    def _bytes(self, frame: Frame) -> bytes:
        return frame.bare

    def _finish(self, transport: asyncio.Transport) -> None:
        """The end of the connection says it."""


class _Heads:
    """The head of a stream's answer, made once a second: the server's own headers carry the date."""

    def __init__(self) -> None:
        self._defaults: list[Header] = []
        self._made: dict[Header, bytes] = {}

    def of(self, defaults: list[Header], how: Header) -> bytes:
        if defaults is not self._defaults:
            self._defaults, self._made = defaults, {}
        if how not in self._made:
            self._made[how] = head(200, [*defaults, *STREAM_HEADERS, how])
        return self._made[how]


_heads = _Heads()


def _unchunked(frame: Frame) -> Frame:
    bare = Frame.__new__(Frame)
    bare.bare = bare.chunked = frame.bare
    return bare


def _bound(transport: asyncio.Transport) -> None:
    line = transport.get_extra_info("socket")
    with suppress(OSError, AttributeError):  # no bound is better than no stream
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        if _USER_TIMEOUT is not None:
            line.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, _SILENT_MILLISECONDS)
