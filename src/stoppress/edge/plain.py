"""A stream through plain ASGI, for servers without our seam: the same frames, written by a task a reader."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from stoppress.edge.answers import SAFETY, Headers
from stoppress.edge.streams import MOST_UNREAD, Frame
from stoppress.edge.welcome import retry_frame

if TYPE_CHECKING:
    from stoppress.edge.edge import Edge

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    *SAFETY,
]
_SINCE = re.compile(rb"(?:^|&)since=([A-Za-z0-9-]{0,40})(?:&|$)")


class PlainReader:
    """Holds what is not sent yet, up to the bound."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.has_ended = asyncio.Event()
        self.is_let_go = asyncio.Event()
        self._frames: list[bytes] = []
        self._unread = 0
        self._allowed = MOST_UNREAD
        self._news = asyncio.Event()
        self._stood_at = 0
        self.is_desk = False

    def greet(self, frame: Frame) -> None:
        """The first frame may be long; what it holds does not count against the reader while he takes it."""
        self._allowed += len(frame.bare)
        self.write(frame)

    def write(self, frame: Frame) -> bool:
        if self._unread > self._allowed:
            self.let_go()
            return False
        self._unread += len(frame.bare)
        self._frames.append(frame.bare)
        self._news.set()
        return True

    def is_stuck(self) -> bool:
        stood_at, self._stood_at = self._stood_at, self._unread
        self._allowed = min(self._allowed, MOST_UNREAD + self._unread)
        return self._unread >= stood_at > 0

    def let_go(self) -> None:
        self.is_let_go.set()
        self.end()

    def end(self) -> None:
        self.has_ended.set()
        self._news.set()

    async def pump(self, send: Send) -> None:
        """Send what there is and what comes, until the end."""
        while True:
            frames, self._frames = self._frames, []
            body = b"".join(frames)
            if body:
                await send({"type": "http.response.body", "body": body, "more_body": True})
                self._unread -= len(body)
            elif self.has_ended.is_set():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            else:
                await self._news.wait()
                self._news.clear()


async def listen(edge: Edge, reader: PlainReader, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for the stream of an open live blog, until the reader leaves or is let go."""
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    address = client_of(scope)
    edge.keeper.stream_begins(address)
    reader.is_desk = is_of_the_desk(scope["query_string"])
    try:
        reader.write(retry_frame())
        # The story may have moved on, or away, while the server sent: who enters is told from where it stands now.
        welcome = edge.enter(reader.slug, _asked(scope), reader)
        if welcome is not None:
            reader.greet(welcome.frame)
        if welcome is None or not welcome.goes_on:
            reader.end()
        await _until_it_ends(reader, receive, send)
    finally:
        edge.keeper.stream_ends(address)
        edge.leave(reader.slug, reader)


def client_of(scope: Scope) -> str:
    """The address from which a request comes; empty behind a Unix socket."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def asked_in_query(query: bytes) -> str:
    """The cursor in a query string, or nothing."""
    found = _SINCE.search(query)
    return found[1].decode() if found else ""


def is_of_the_desk(query: bytes) -> bool:
    """Say whether the query names the desk as the place where it is asked."""
    return query.startswith(b"at=desk&")


def _asked(scope: Scope) -> str:
    headers = dict(scope["headers"])
    asked: str = headers.get(b"last-event-id", b"").decode("ascii", "replace")
    return asked or asked_in_query(scope["query_string"])


async def _until_it_ends(reader: PlainReader, receive: Receive, send: Send) -> None:
    """Send until the reader leaves, or is let go because nothing can be sent to him any more."""
    pumping = asyncio.ensure_future(reader.pump(send))
    watching = [
        pumping,
        asyncio.ensure_future(_left(receive)),
        asyncio.ensure_future(reader.is_let_go.wait()),
    ]
    try:
        await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
