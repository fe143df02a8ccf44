"""Public pictures, from memory where they are asked for often; no editor waits for them, nor they for an editor."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from stoppress.media.finding import Found
from stoppress.project.outputs import CACHING

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

PREFIX = "/media/"

#: An answer is given again so long without another look: a picture that was taken down is gone from here within it.
TRUSTED_SECONDS = 0.25
#: Pictures are held in memory up to so many bytes; beyond it all are forgotten.
HELD_BYTES = 32 * 1024 * 1024
#: Names that are looked for at one moment; beyond it: 503.
MOST_LOOKS = 64
#: No name of ours is longer.
_LONGEST_NAME = 60

#: A picture that is opened by itself is a page of our origin: it runs nothing, asks for nothing, and is what we say that it is.
_SAFE: list[Header] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


class Answer(msgspec.Struct, frozen=True):
    """A whole answer; the 304 to it has the same headers."""

    status: int
    headers: list[Header]
    body: bytes
    etag: bytes = b""


class Pictures:
    """Answers `/media/…`: 200 for a public picture, 410 for one that was taken down, 404 for all else.

    `find` is called in one thread of our own, so that it may hold a database connection.
    """

    def __init__(self, find: Callable[[str], Found]) -> None:
        self._find = find
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._held: dict[str, tuple[float, Answer]] = {}
        self._held_bytes = 0
        self._looks: dict[str, asyncio.Future[Answer]] = {}

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, _words(405, b"", (b"allow", b"GET, HEAD")))
            return
        answer = await self._answer(scope["path"][len(PREFIX) :])
        is_known = bool(answer.etag) and answer.etag in _known(scope)
        await _send(send, answer, is_known=is_known, is_head=scope["method"] == "HEAD")

    def close(self, finish: Callable[[], None] = lambda: None) -> None:
        """Look for nothing more, and call `finish` in the thread."""
        self._thread.submit(finish)
        self._thread.shutdown(wait=True)

    async def _answer(self, name: str) -> Answer:
        if len(name) > _LONGEST_NAME:
            return _NOT_THERE
        looked_at, answer = self._held.get(name, (0.0, _NOT_THERE))
        if answer.etag and time.monotonic() - looked_at < TRUSTED_SECONDS:
            return answer
        look = self._looks.get(name)
        if look is None:
            if len(self._looks) >= MOST_LOOKS:
                return _busy()
            look = self._looks[name] = asyncio.ensure_future(self._look(name))
        return await asyncio.shield(look)  # who leaves does not take it from the others

    async def _look(self, name: str) -> Answer:
        """Many may wait for one look."""
        try:
            looked_at = time.monotonic()
            found = await asyncio.wrap_future(self._thread.submit(self._find, name))
            answer = _answer_of(found)
            self._hold(name, looked_at, answer)
            return answer
        finally:
            del self._looks[name]

    def _hold(self, name: str, looked_at: float, answer: Answer) -> None:
        """Keep what is public; names that are nothing would be kept for whoever makes them up."""
        if earlier := self._held.pop(name, None):
            self._held_bytes -= len(earlier[1].body)
        if answer.status != 200:
            return
        if self._held_bytes + len(answer.body) > HELD_BYTES:
            self._held.clear()
            self._held_bytes = 0
        self._held[name] = looked_at, answer
        self._held_bytes += len(answer.body)


def _answer_of(found: Found) -> Answer:
    if found.is_gone:
        return _GONE
    if not found.body:
        return _NOT_THERE
    etag = b'"%b"' % hashlib.sha256(found.body).hexdigest()[:20].encode()
    headers = [
        (b"content-type", b"image/webp"),
        (b"content-disposition", b"inline"),
        (b"cache-control", CACHING["picture"].encode()),
        (b"etag", etag),
        *_SAFE,
    ]
    return Answer(200, headers, found.body, etag)


def _words(status: int, words: bytes, *more: Header) -> Answer:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", CACHING["error"].encode()),
        *_SAFE,
        *more,
    ]
    return Answer(status, headers, words)


_NOT_THERE = _words(404, b"There is no such picture.\n")
_GONE = _words(410, b"This picture was taken down.\n")


def _busy() -> Answer:
    """Many come back, and not all at one moment."""
    seconds = 1 + random.randrange(3)  # noqa: S311 (jitter, no secret)
    return _words(503, b"Busy. Ask again in a moment.\n", (b"retry-after", b"%d" % seconds))


def _known(scope: Scope) -> list[bytes]:
    """What the client has already (a cache may have made our ETag weak)."""
    asked = dict(scope["headers"]).get(b"if-none-match", b"")
    return [tag.strip().removeprefix(b"W/") for tag in asked.split(b",")]


async def _send(send: Send, answer: Answer, *, is_known: bool = False, is_head: bool = False) -> None:
    headers = answer.headers
    if not is_known:
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    await send(
        {"type": "http.response.start", "status": 304 if is_known else answer.status, "headers": headers}
    )
    body = b"" if is_known or is_head else answer.body
    await send({"type": "http.response.body", "body": body})
