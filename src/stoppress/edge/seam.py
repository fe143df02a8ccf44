"""Where readers are taken off the usual path of uvicorn: hot answers at once, streams handed to a tiny protocol.

uvicorn hands a connection to its WebSocket protocol in just this way. It is no public interface, so the version is pinned,
and tests/edge/test_contract_with_uvicorn.py says what we rest on.
Use: `uvicorn.Config(app, http=Seam)`, where `app.edge` is the Edge.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from stoppress.edge.answers import Answer
from stoppress.edge.edge import bytes_for
from stoppress.edge.plain import STREAM_HEADERS
from stoppress.edge.routes import route
from stoppress.edge.streams import MOST_UNREAD, Audience, Frame
from stoppress.edge.welcome import retry_after, welcome

if TYPE_CHECKING:
    from stoppress.edge.edge import Edge

#: Request line and headers together.
MOST_HEADER_BYTES = 64 * 1024
#: Somebody who sends requests and reads no answers is let go with this much unread.
MOST_UNREAD_ANSWERS = 1024 * 1024

_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    + b"".join(b"%s: %s\r\n" % header for header in STREAM_HEADERS)
    + b"transfer-encoding: chunked\r\n\r\n"
)
_LAST_CHUNK = b"0\r\n\r\n"


class Seam(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with our short cuts and our deadlines."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, refuse it when full, and let the deadline for headers run."""
        super().connection_made(transport)
        self._edge: Edge | None = getattr(self.app, "edge", None)
        self._answered = False
        self._stream = b""
        self._header_bytes = 0
        self._asked_since = self.loop.time()
        self._idle_since = self._body_since = 0.0
        self._is_counted = self._edge is not None
        if self._edge is not None and not self._edge.keeper.let_in(self):
            self._is_counted = False
            self._say(
                b"503 Service Unavailable",
                b"Full for the moment. Try again in a few seconds.",
                b"retry-after: %s\r\n" % retry_after(),
            )

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._edge is not None and self._is_counted:
            self._edge.keeper.let_out(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a stream that was asked for is handed over when the whole request is there."""
        if self._asked_since:
            self._header_bytes += len(data)
            if self._header_bytes > MOST_HEADER_BYTES + 256 * 1024:
                self._say(
                    b"431 Request Header Fields Too Large",
                    b"These headers are too long; 64 KiB are the most.",
                )
                return
        super().data_received(data)
        if self._stream and self.parser is not None:
            self._hand_over()
        elif self._asked_since and self._header_bytes > MOST_HEADER_BYTES and not self.transport.is_closing():
            self._say(
                b"431 Request Header Fields Too Large", b"These headers are too long; 64 KiB are the most."
            )

    def on_message_begin(self) -> None:
        """A request begins: its headers have a deadline."""
        if self._stream:
            return
        self._answered = False
        self._asked_since = self._asked_since or self.loop.time()
        self._idle_since = 0.0
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_url(self, url: bytes) -> None:
        if not self._stream:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._stream:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Answer at once what needs no waiting; remember a stream; leave everything else to uvicorn."""
        if self._stream:
            return
        self._asked_since, self._header_bytes = 0.0, 0
        if self._edge is not None and self._is_free() and self._answer_at_once(self._edge):
            return
        self._body_since = self.loop.time()
        self._make_scope()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._answered and not self._stream:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; on a connection that is not kept, so is the conversation."""
        self._body_since = 0.0
        if self._stream:
            return
        if not self._answered:
            super().on_message_complete()
        elif not self.parser.should_keep_alive():
            self.transport.close()
        else:
            self._idle_since = self.loop.time()

    def is_too_slow(self, now: float, header_seconds: float, body_seconds: float) -> bool:
        """Say whether a deadline has passed: for headers (a silent connection included) or for a body."""
        if self._idle_since and now - self._idle_since > self.timeout_keep_alive:
            self.transport.close()
        waits_for_headers = self._asked_since and now - self._asked_since > header_seconds
        waits_for_body = self._body_since and now - self._body_since > body_seconds
        return bool(waits_for_headers or waits_for_body)

    def let_go(self) -> None:
        """A deadline has passed."""
        if not self.transport.is_closing():
            self._say(b"408 Request Timeout", b"The request did not come in time.")

    def _is_free(self) -> bool:
        """Say whether nothing that came before on this connection still waits for its answer."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline

    def _answer_at_once(self, edge: Edge) -> bool:
        method = self.parser.get_method()
        if (method != b"GET" and method != b"HEAD") or self.parser.get_http_version() != "1.1":
            return False
        encoding = held = last = b""
        for name, value in self.headers:
            if name == b"accept-encoding":
                encoding = value
            elif name == b"if-none-match":
                held = value
            elif name == b"last-event-id":
                last = value
            elif name in {b"content-length", b"transfer-encoding", b"upgrade", b"expect"}:
                return False
        answer = edge.instant(self.url)
        if answer is not None:
            self._write(answer, encoding, held, method == b"HEAD")
            return True
        return method == b"GET" and self._wants_stream(edge, last)

    def _write(self, answer: Answer, encoding: bytes, held: bytes, is_head: bool) -> None:
        self._answered = True
        if self.transport.get_write_buffer_size() > MOST_UNREAD_ANSWERS:
            self.transport.abort()
            return
        self.transport.write(bytes_for(answer.ready(encoding), held, is_head))

    def _wants_stream(self, edge: Edge, last_event_id: bytes) -> bool:
        path, _, query = self.url.partition(b"?")
        if not path.endswith(b"/live/stream"):
            return False
        found = route(path.decode("ascii", "replace"))
        if found is None or found.kind != "stream" or found.slug not in edge.loaded or edge.is_full():
            return False  # the plain path opens the live blog, or refuses in words
        asked = last_event_id or parse_qs(query.decode("ascii", "replace")).get("since", [""])[0].encode()
        self._stream = found.slug.encode() + b" " + asked
        return True

    def _hand_over(self) -> None:
        """Put a Stream in our place, as uvicorn does with its WebSocket protocol."""
        edge, transport = self._edge, self.transport
        assert edge is not None
        slug, _, asked = self._stream.decode("ascii", "replace").partition(" ")
        story = edge.loaded[slug]
        first, goes_on = welcome(story, asked)
        self.connections.discard(self)
        self._unset_keepalive_if_required()
        edge.keeper.forget(self)
        if not goes_on:
            transport.write(_STREAM_HEAD + Frame(first).chunked + _LAST_CHUNK)
            transport.close()
            return
        stream = Stream(transport, edge, edge.audience(slug), self.client[0] if self.client else "")
        transport.set_protocol(stream)
        transport.write(_STREAM_HEAD + Frame(first).chunked)
        self._is_counted = False
        self.parser = self.transport = self.flow = self.cycle = None  # type: ignore[assignment]

    def _make_scope(self) -> None:
        """As uvicorn's own on_message_begin, but only when a scope is needed at all."""
        self.scope = {  # type: ignore[typeddict-item]
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "root_path": self.root_path,
            "headers": self.headers,
            "state": self.app_state.copy(),
        }

    def _say(self, status: bytes, words: bytes, more: bytes = b"") -> None:
        self.transport.write(
            b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n%sconnection: close\r\n\r\n%s"
            % (status, len(words), more, words)
        )
        self.transport.close()


class Stream(asyncio.Protocol):
    """One reader at the seam: a transport, and nothing else that costs."""

    __slots__ = ("_address", "_audience", "_edge", "_stood_at", "_transport")

    def __init__(self, transport: asyncio.Transport, edge: Edge, audience: Audience, address: str) -> None:
        self._transport = transport
        self._edge = edge
        self._audience = audience
        self._address = address
        self._stood_at = 0
        edge.open_streams += 1
        audience.join(self)

    def write(self, frame: Frame) -> bool:
        transport = self._transport
        if transport.get_write_buffer_size() > MOST_UNREAD:
            transport.abort()
            return False
        transport.write(frame.chunked)
        return True

    def is_stuck(self) -> bool:
        unread = self._transport.get_write_buffer_size()
        stood_at, self._stood_at = self._stood_at, unread
        return unread > 0 and unread >= stood_at > 0

    def end(self) -> None:
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.write(_LAST_CHUNK)
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """A reader of a stream has nothing to say; what it sends is dropped."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._edge.open_streams -= 1
        self._edge.keeper.count_out(self._address)
        self._audience.leave(self)
