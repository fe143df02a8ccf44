"""Answers made once and given many times: each with its bytes ready for every encoding."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

import brotli

Header = tuple[bytes, bytes]
Headers = list[Header]

#: Below this size compressing costs more bytes than it saves.
_WORTH_COMPRESSING = 400
#: Above this size brotli's better qualities would hold up everybody else: 2 MB cost 8 ms instead of 60.
_TOO_LONG_FOR_CARE = 128 * 1024
#: A longer Accept-Encoding is nobody's; it is read as none.
_LONGEST_ACCEPT = 200
#: Browsers send a handful of different ones; more than that are not worth remembering.
_MOST_HEADERS = 16

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    b"frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types stoppress stoppress-worker"
)
#: What every answer says beside its policy of content.
_CARE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
SAFETY: Headers = [(b"content-security-policy", POLICY), *_CARE]
#: What a 304 repeats of the answer that it stands for (RFC 9110 15.4.5).
_KEPT_IN_304 = frozenset({b"etag", b"cache-control", b"vary", b"surrogate-key", b"content-security-policy"})

NO_STORE = b"no-store"
PAGE_CACHE = b"public, max-age=2, s-maxage=10, stale-while-revalidate=30, stale-if-error=600"


class Ready:
    """One answer in one encoding: as ASGI wants it, and as the bytes of HTTP/1.1."""

    __slots__ = (
        "_defaults",
        "_full",
        "_head",
        "_not_modified",
        "body",
        "etag",
        "headers",
        "not_modified_headers",
        "status",
    )

    def __init__(self, status: int, headers: Headers, body: bytes, etag: bytes) -> None:
        self.status, self.body, self.etag = status, body, etag
        self.headers = [*headers, (b"content-length", b"%d" % len(body))]
        self.not_modified_headers = [header for header in headers if header[0] in _KEPT_IN_304]
        self._defaults: Sequence[Header] | None = None
        self._full = self._head = self._not_modified = b""

    def bytes_for(self, if_none_match: bytes, is_head: bool, defaults: Sequence[Header]) -> bytes:
        """The bytes of the answer to one request; `defaults` are the server's own headers, another list each second."""
        if defaults is not self._defaults:
            self._stamp(defaults)
        if if_none_match and matches(if_none_match, self.etag):
            return self._not_modified
        return self._head if is_head else self._full

    def _stamp(self, defaults: Sequence[Header]) -> None:
        self._defaults = defaults
        self._head = head(self.status, [*defaults, *self.headers])
        self._full = self._head + self.body
        self._not_modified = head(304, [*defaults, *self.not_modified_headers])


class Answer:
    """One answer in every encoding; compressed at the first request for it."""

    __slots__ = ("_body", "_by_header", "_headers", "_ready", "_tag", "status")

    def __init__(
        self,
        status: int,
        body: str,
        content_type: bytes,
        *,
        tag: str = "",
        cache: bytes = NO_STORE,
        key: str = "",
        more: Sequence[Header] = (),
        policy: bytes = POLICY,
    ) -> None:
        self.status = status
        self._body = body.encode()
        self._tag = tag
        self._ready: dict[bytes, Ready] = {}
        self._by_header: dict[bytes, Ready] = {}
        self._headers: Headers = [(b"content-type", content_type), (b"cache-control", cache)]
        self._headers += [(b"content-security-policy", policy), *_CARE, *more]
        if key:
            self._headers.append((b"surrogate-key", key.encode()))

    @property
    def weight(self) -> int:
        """About how many bytes of memory it holds once it is asked for in every encoding."""
        return 4 * len(self._body) + 4_000

    def ready(self, accept_encoding: bytes) -> Ready:
        """The answer in the best encoding that this header allows."""
        return self._by_header.get(accept_encoding) or self._find(accept_encoding)

    def _find(self, accept_encoding: bytes) -> Ready:
        encoding = best_encoding(accept_encoding) if len(self._body) >= _WORTH_COMPRESSING else b""
        found = self._ready.get(encoding) or self._make(encoding)
        if len(self._by_header) < _MOST_HEADERS and len(accept_encoding) <= _LONGEST_ACCEPT:
            self._by_header[accept_encoding] = found
        return found

    def _make(self, encoding: bytes) -> Ready:
        body = _compressed(self._body, encoding)
        etag = b'W/"%s-%s"' % (self._tag.encode(), encoding or b"plain") if self._tag else b""
        headers = [*self._headers, (b"vary", b"Accept-Encoding")]
        if encoding:
            headers.append((b"content-encoding", encoding))
        if etag:
            headers.append((b"etag", etag))
        made = self._ready[encoding] = Ready(self.status, headers, body, etag)
        return made


def allowing_style(style_hash: str) -> bytes:
    """The policy of content for pages in which this one style stands (https://www.w3.org/TR/CSP3/#style-src)."""
    return POLICY.replace(b"style-src 'self'", f"style-src 'self' '{style_hash}'".encode())


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


def best_encoding(accept_encoding: bytes) -> bytes:
    """br, gzip or nothing, by an Accept-Encoding header (RFC 9110 12.5.3)."""
    return _best_encoding(accept_encoding) if len(accept_encoding) <= _LONGEST_ACCEPT else b""


def head(status: int, headers: Sequence[Header]) -> bytes:
    """Status line and headers as they travel in HTTP/1.1."""
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %s\r\n%s\r\n" % (status, HTTPStatus(status).phrase.encode(), lines)


@lru_cache(maxsize=512)
def _best_encoding(accept_encoding: bytes) -> bytes:
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
    is_long = len(body) > _TOO_LONG_FOR_CARE
    if encoding == b"br":
        return bytes(brotli.compress(body, quality=1 if is_long else 5))
    if encoding == b"gzip":
        return gzip.compress(body, 1 if is_long else 6, mtime=0)
    return body
