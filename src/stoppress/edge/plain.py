"""A stream through plain ASGI, for servers without our seam: the same frames, written by a task a reader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from stoppress.edge.answers import SAFETY, Headers
from stoppress.edge.streams import MOST_UNREAD, Frame
from stoppress.edge.welcome import retry_after, welcome

if TYPE_CHECKING:
    from stoppress.edge.edge import Edge

STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    *SAFETY,
]


class PlainReader:
    """Holds what is not sent yet, up to the bound."""

    def __init__(self) -> None:
        self._frames: list[bytes] = []
        self._unread = 0
        self._news = asyncio.Event()
        self._stood_at = -1
        self.has_ended = False

    def write(self, frame: Frame) -> bool:
        self._unread += len(frame.bare)
        if self._unread > MOST_UNREAD:
            self.end()
            return False
        self._frames.append(frame.bare)
        self._news.set()
        return True

    def is_stuck(self) -> bool:
        stood_at, self._stood_at = self._stood_at, self._unread
        return self._unread > 0 and self._unread == stood_at

    def end(self) -> None:
        self.has_ended = True
        self._news.set()

    async def next(self) -> bytes:
        """Everything that waits, once there is something."""
        await self._news.wait()
        self._news.clear()
        frames, self._frames = self._frames, []
        return b"".join(frames)

    def sent(self, count: int) -> None:
        """So many bytes have gone to the server."""
        self._unread -= count


async def stream(
    edge: Edge,
    slug: str,
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Answer one request for the stream, until the reader leaves or is let go."""
    story = await edge.story(slug)
    if story is None:
        await _short(send, 404, [])
        return
    if edge.is_full():
        await _short(send, 503, [(b"retry-after", retry_after())])
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return
    headers = dict(scope["headers"])
    asked = headers.get(b"last-event-id", b"").decode("ascii", "replace")
    asked = asked or parse_qs(scope["query_string"].decode("ascii", "replace")).get("since", [""])[0]
    first, goes_on = welcome(story, asked)
    reader = PlainReader()
    audience = edge.audience(slug)
    if goes_on:
        audience.join(reader)
    edge.open_streams += 1
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await send({"type": "http.response.body", "body": first, "more_body": goes_on})
        if goes_on:
            await _pump(reader, leaving, send)
            await send({"type": "http.response.body", "body": b""})
    finally:
        edge.open_streams -= 1
        leaving.cancel()
        audience.leave(reader)


async def _pump(
    reader: PlainReader, leaving: asyncio.Future[None], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    while not reader.has_ended and not leaving.done():
        coming = asyncio.ensure_future(reader.next())
        await asyncio.wait((coming, leaving), return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            coming.cancel()
            return
        body = await coming
        if body:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            reader.sent(len(body))


async def _left(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _short(send: Callable[[dict[str, Any]], Awaitable[None]], status: int, headers: Headers) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*headers, (b"cache-control", b"no-store"), *SAFETY, (b"content-length", b"0")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
