"""Answers made once and given many times: each with its bytes ready for every encoding."""

from __future__ import annotations

import gzip
from functools import lru_cache
from http import HTTPStatus

import brotli

Headers = list[tuple[bytes, bytes]]

#: Below this size compressing costs more bytes than it saves.
_WORTH_COMPRESSING = 400

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; "
    b"connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    b"frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types stoppress"
)
SAFETY: Headers = [
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]

NO_STORE = b"no-store"
PAGE_CACHE = b"public, max-age=2, s-maxage=10, stale-while-revalidate=30, stale-if-error=600"


class Ready:
    """One answer in one encoding: as ASGI wants it, and as the bytes of HTTP/1.1."""

    __slots__ = (
        "body",
        "etag",
        "head_raw",
        "headers",
        "not_modified_headers",
        "not_modified_raw",
        "raw",
        "status",
    )

    def __init__(self, status: int, headers: Headers, body: bytes, etag: bytes) -> None:
        self.status, self.body, self.etag = status, body, etag
        self.headers = [*headers, (b"content-length", b"%d" % len(body))]
        kept = {b"etag", b"cache-control", b"vary", b"surrogate-key", b"content-security-policy"}
        self.not_modified_headers = [header for header in headers if header[0] in kept]
        self.head_raw = _head(status, self.headers)
        self.raw = self.head_raw + body
        self.not_modified_raw = _head(304, self.not_modified_headers)


class Answer:
    """One answer in every encoding; compressed at the first request for it."""

    __slots__ = ("_body", "_headers", "_ready", "_tag", "status")

    def __init__(
        self,
        status: int,
        body: str,
        content_type: bytes,
        *,
        tag: str = "",
        cache: bytes = NO_STORE,
        key: str = "",
    ) -> None:
        self.status = status
        self._body = body.encode()
        self._tag = tag
        self._ready: dict[bytes, Ready] = {}
        self._headers: Headers = [(b"content-type", content_type), (b"cache-control", cache), *SAFETY]
        if key:
            self._headers.append((b"surrogate-key", key.encode()))

    def ready(self, accept_encoding: bytes) -> Ready:
        """The answer in the best encoding that this header allows."""
        encoding = best_encoding(accept_encoding) if len(self._body) >= _WORTH_COMPRESSING else b""
        return self._ready.get(encoding) or self._make(encoding)

    def _make(self, encoding: bytes) -> Ready:
        body = _compressed(self._body, encoding)
        etag = b'W/"%s-%s"' % (self._tag.encode(), encoding or b"plain") if self._tag else b""
        headers = [*self._headers, (b"vary", b"accept-encoding")]
        if encoding:
            headers.append((b"content-encoding", encoding))
        if etag:
            headers.append((b"etag", etag))
        made = self._ready[encoding] = Ready(self.status, headers, body, etag)
        return made


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Say whether the reader holds this very answer (weak comparison, RFC 9110 13.1.2)."""
    if not if_none_match or not etag:
        return False
    if if_none_match == etag:
        return True
    bare = etag.removeprefix(b"W/")
    return if_none_match.strip() == b"*" or any(
        held.strip().removeprefix(b"W/") == bare for held in if_none_match.split(b",")
    )


@lru_cache(maxsize=512)
def best_encoding(accept_encoding: bytes) -> bytes:
    """br, gzip or nothing, by an Accept-Encoding header (RFC 9110 12.5.3)."""
    weights: dict[bytes, float] = {}
    for item in accept_encoding.lower().split(b","):
        name, _, parameters = item.strip().partition(b";")
        weights[name.strip()] = _weight(parameters)
    for encoding in (b"br", b"gzip"):
        if weights.get(encoding, weights.get(b"*", 0.0)) > 0:
            return encoding
    return b""


def _weight(parameters: bytes) -> float:
    name, _, value = parameters.strip().partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _compressed(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"br":
        return bytes(brotli.compress(body, quality=5))
    if encoding == b"gzip":
        return gzip.compress(body, 6, mtime=0)
    return body


def _head(status: int, headers: Headers) -> bytes:
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %s\r\n%s\r\n" % (status, HTTPStatus(status).phrase.encode(), lines)
