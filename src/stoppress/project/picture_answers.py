"""Answers that are a picture, or a few words where there is none; a picture that is opened by itself is a page of our origin."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from stoppress.edge.answers import matches
from stoppress.project.outputs import CACHING

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

#: It runs nothing, asks for nothing, and is what we say that it is.
SAFE: list[Header] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


class Answer(msgspec.Struct, frozen=True):
    """A whole answer; the 304 to it has the same headers."""

    status: int
    headers: list[Header]
    body: bytes = b""
    etag: bytes = b""


def picture(content_type: bytes, body: bytes, etag: bytes, *more: Header) -> Answer:
    """A picture; without its bytes, for a client that has it already."""
    headers = [
        (b"content-type", content_type),
        (b"content-disposition", b"inline"),
        (b"cache-control", CACHING["picture"].encode()),
        (b"etag", etag),
        *more,
        *SAFE,
    ]
    return Answer(200, headers, body, etag)


def busy(seconds: int, spread: int) -> Answer:
    """Ask again after so many seconds, or up to `spread` more: many come back, and not all at one moment."""
    wait = seconds + random.randrange(spread)  # noqa: S311 (jitter, no secret)
    return _words(503, b"Busy. Ask again in a moment.\n", (b"retry-after", b"%d" % wait))


def _words(status: int, words: bytes, *more: Header) -> Answer:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", CACHING["error"].encode()),
        *SAFE,
        *more,
    ]
    return Answer(status, headers, words)


NOT_THERE = _words(404, b"There is no such picture.\n")
GONE = _words(410, b"This picture was taken down.\n")
NOT_ALLOWED = _words(405, b"", (b"allow", b"GET, HEAD"))


def is_known(scope: Scope, etag: bytes) -> bool:
    """Say whether the client has this already (a cache may have made our ETag weak)."""
    return matches(dict(scope["headers"]).get(b"if-none-match", b""), etag)


async def give(answer: Answer, scope: Scope, send: Send) -> None:
    """Send it to whoever asked."""
    is_there_already = is_known(scope, answer.etag)
    headers = answer.headers
    if not is_there_already:
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    status = 304 if is_there_already else answer.status
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = b"" if is_there_already or scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
