"""Where readers are taken off the usual path of uvicorn: hot answers at once, streams handed to a tiny protocol.

uvicorn hands a connection to its WebSocket protocol in just this way. It is no public interface, so the version is pinned,
and tests/edge/test_contract_with_uvicorn.py says what we rest on.
Use: `uvicorn.Config(app, http=Seam)`, where `app.edge` is the Edge.
"""

from __future__ import annotations

import asyncio
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from stoppress.edge.answers import SAFETY, Answer, Header, head
from stoppress.edge.edge import busy, redirect_headers, retry_after
from stoppress.edge.follower import NotNow
from stoppress.edge.open_line import OldLine, OpenLine
from stoppress.edge.plain import asked_in_query, is_of_the_desk
from stoppress.edge.routes import route

if TYPE_CHECKING:
    from stoppress.edge.edge import Edge

#: Request line and headers together.
MOST_HEADER_BYTES = 64 * 1024
#: Who sends requests and reads no answers is served no faster than he reads, from this much unread on.
MOST_UNREAD_ANSWERS = 256 * 1024

#: Requests that may wait behind an unanswered one; more of them are not read.
MOST_PIPELINED = 64

#: Headers with which a request is left to uvicorn: a body, another protocol, a question before the body.
_NOT_AT_ONCE = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})


class Waits(IntEnum):
    """What a connection waits for."""

    NOTHING = 0
    REQUEST = 1
    HEADERS = 2
    BODY = 3


class Seam(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with our short cuts and our deadlines."""

    def __new__(cls, config: Config, *words: Any, **named: Any) -> HttpToolsProtocol:  # type: ignore[misc]
        """For an application without an edge, uvicorn's own protocol: it has no short cuts to take."""
        if not config.loaded:
            config.load()
        if edge_of(config.loaded_app) is None:
            return HttpToolsProtocol(config, *words, **named)
        return super().__new__(cls)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, refuse it when full, and let the deadline for headers run."""
        super().connection_made(transport)
        self._edge = edge = the_edge_of(self.app)
        self._is_counted = False
        self._is_one_reader = edge.limits.is_one_reader(self._address)
        self._hosts = self._second = self._asked = 0
        self._is_over = False
        self._is_answered = False
        self._stream: tuple[str, str, bool] | None = None
        self._header_bytes = 0
        self._unread, self._unread_since = 0, 0.0
        self._header_seconds = edge.limits.header_seconds
        self._waits, self._due_at = Waits.HEADERS, self.loop.time() + self._header_seconds
        self._is_counted = edge.keeper.let_in(self)
        if not self._is_counted:
            self._is_over = True
            headers = [*self.server_state.default_headers, (b"retry-after", retry_after()), _CLOSE]
            self.transport.write(edge.full.ready(b"").bytes_for(b"", False, headers))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._edge.keeper.forget(self)
        if self._is_counted:
            self._edge.keeper.count_out(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a stream that was asked for is handed over when its whole request is there."""
        if self._is_over:
            return
        if self._waits is not Waits.BODY:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._is_over:
            return
        if self._stream is not None:
            self._open_line(*self._stream)
        elif self._waits is Waits.HEADERS and self._header_bytes > MOST_HEADER_BYTES:
            self._refuse_long_headers()
        elif self._waits is Waits.NOTHING and self._is_free() and self.timeout_keep_alive_task is None:
            self._wait_for(Waits.REQUEST, self.timeout_keep_alive)  # bytes that began nothing

    def send_400_response(self, msg: str) -> None:
        """What cannot be read is told so, but never in the place of an answer that is still to come."""
        if self._stream is not None:
            return  # the request was whole; what came behind it is dropped
        is_begun = self.cycle is not None and not self.cycle.response_started
        if self._waits is Waits.BODY and is_begun and not self.pipeline:
            self.cycle.disconnected = True  # nobody waits for an answer to half a body
            self.cycle.message_event.set()
            self._say(400, b"The body of this request cannot be read.")
        else:
            self._refuse(400, b"This is no HTTP/1.1 request that can be read.")

    def on_message_begin(self) -> None:
        """A request begins: its headers have a deadline."""
        self._is_answered = False
        if self._waits is not Waits.HEADERS:  # not by _wait_for: each call counts here and below
            self._waits, self._due_at = Waits.HEADERS, self.loop.time() + self._header_seconds
        self.url = b""
        self.expect_100_continue = False
        self.headers = []
        self._hosts = 0

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; trailers behind a body are nobody's."""
        if self._waits is not Waits.HEADERS:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        elif name == b"host":
            self._hosts += 1
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer at once what needs no waiting; remember a stream; leave everything else to uvicorn."""
        if self._stream is not None or self._is_over:
            return
        if self._header_bytes > MOST_HEADER_BYTES and _length(self.headers) > MOST_HEADER_BYTES:
            self._refuse_long_headers()
            return
        self._header_bytes = 0
        if self._hosts != 1 and (self._hosts or self.parser.get_http_version() != "1.0"):
            self._refuse(400, b"A request names its host, and once (RFC 9112, 3.2).")
            return
        if self._is_one_reader and self._asks_too_often():
            self._refuse(
                429, b"So many requests in a second are too many. Wait a little.", (b"retry-after", b"1")
            )
            return
        if len(self.pipeline) >= MOST_PIPELINED:
            self._refuse(429, b"Read the answers before you ask on.")
            return
        if self._is_free() and self._answer_at_once():
            return
        self._wait_for(Waits.BODY, self._edge.limits.body_seconds)
        self._make_scope()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not (self._is_answered or self._is_over or self._stream):
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; an answer that was given at once ends it."""
        if self._stream is not None or self._is_over:
            return
        if self._is_answered:
            self._waits, self._due_at = Waits.REQUEST, self.loop.time() + self.timeout_keep_alive
        else:
            self._waits, self._due_at = Waits.NOTHING, 0.0
            super().on_message_complete()

    def is_too_slow(self, now: float) -> bool:
        """Say whether a deadline has passed: for a request, its headers, its body, or for taking what was answered."""
        if self._takes_nothing(now):
            return True
        if self._waits is Waits.NOTHING or now < self._due_at:
            return self.transport.is_closing() and not self.transport.get_write_buffer_size()
        return self._waits is Waits.BODY or self._is_free()

    def let_go(self) -> None:
        """A deadline has passed: say so to who has begun a request; end the connection in any case."""
        if self.transport.is_closing() or self._unread:
            self.transport.abort()
        elif self._waits is Waits.HEADERS and self._header_bytes and self._is_free():
            self._say(408, b"The headers did not come in time.")
        elif self._waits is Waits.BODY and not self.cycle.response_started:
            self._say(408, b"The body did not come in time.")
        else:
            self.transport.close()

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _asks_too_often(self) -> bool:
        second = int(self.loop.time())
        if second != self._second:
            self._second, self._asked = second, 0
        self._asked += 1
        return self._asked > self._edge.limits.requests_a_second

    def _takes_nothing(self, now: float) -> bool:
        unread = self.transport.get_write_buffer_size()
        if not unread or unread < self._unread or not self._unread:
            self._unread, self._unread_since = unread, now
        return bool(unread) and now - self._unread_since > 2 * self._edge.limits.stall_seconds

    def _is_free(self) -> bool:
        """Say whether nothing that came before on this connection still waits for its answer."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline

    def _answer_at_once(self) -> bool:
        method = self.parser.get_method()
        if method != b"GET" and method != b"HEAD":
            return False
        encoding = held = last = connection = b""
        for name, value in self.headers:
            if name == b"accept-encoding":
                encoding = value
            elif name == b"if-none-match":
                held = value
            elif name == b"last-event-id":
                last = value
            elif name == b"connection":
                connection = value
            elif name in _NOT_AT_ONCE:
                return False
        answer = self._edge.instant(self.url)
        if answer is not None:
            return self._give(answer, encoding, held, connection, method == b"HEAD")
        return method == b"GET" and self._wants_stream(last)

    def _give(self, answer: Answer, encoding: bytes, held: bytes, connection: bytes, is_head: bool) -> bool:
        """Write an answer from memory; False if it is better given in uvicorn's way, which waits and closes."""
        if connection and (connection.lower() != b"keep-alive" or self.parser.get_http_version() != "1.1"):
            return False
        if (
            not self.parser.should_keep_alive()
            or self.transport.get_write_buffer_size() > MOST_UNREAD_ANSWERS
        ):
            return False
        self._is_answered = True
        defaults = self.server_state.default_headers
        self.transport.write(answer.ready(encoding).bytes_for(held, is_head, defaults))
        return True

    def _wants_stream(self, last_event_id: bytes) -> bool:
        path, _, query = self.url.partition(b"?")
        if self.scheme == "https" or not path.endswith(b"/live/stream"):
            return False  # through TLS a stream takes uvicorn's way
        found = route(path.decode("ascii", "replace"))
        if found is None or found.kind != "stream" or self._edge.is_full(self._address):
            return False  # uvicorn's way refuses in words
        asked = last_event_id.decode("ascii", "replace") or asked_in_query(query)
        self._stream = (found.slug, asked, self.parser.get_http_version() == "1.0")
        self._waits, self._due_at = Waits.NOTHING, 0.0
        return True

    def _open_line(self, slug: str, asked: str, is_old: bool) -> None:
        """Hand over at once if the live blog is in memory, else as soon as it is."""
        self._is_over = True
        if slug in self._edge.loaded:
            self._hand_over(slug, asked, is_old)
            return
        self.flow.pause_reading()
        task = self.loop.create_task(self._open_first(slug, asked, is_old))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _open_first(self, slug: str, asked: str, is_old: bool) -> None:
        try:
            story = await self._edge.story(slug)
            refusal = None if story else self._edge.missing
        except NotNow as reason:
            refusal = busy(str(reason))
        address = await self._edge.address_now(slug, self._rest_of(slug)) if refusal else ""
        if self.transport is None or self.transport.is_closing():
            return
        self.flow.resume_reading()
        if address:
            headers = [*self.server_state.default_headers, *redirect_headers(address), _CLOSE]
            self.transport.write(head(308, headers))
            self.transport.close()
        elif refusal is None and not self._edge.is_full(self._address):
            self._hand_over(slug, asked, is_old)
        else:
            ready = (refusal or self._edge.no_room()).ready(b"")
            self.transport.write(ready.bytes_for(b"", False, [*self.server_state.default_headers, _CLOSE]))
            self.transport.close()

    def _rest_of(self, slug: str) -> str:
        return self.url.decode("ascii", "ignore")[len(slug) + 1 :]

    def _hand_over(self, slug: str, asked: str, is_old: bool) -> None:
        """Put a line in our place, as uvicorn does with its WebSocket protocol."""
        transport, edge = self.transport, self._edge
        if transport.is_closing():
            return
        self.connections.discard(self)
        self._unset_keepalive_if_required()
        edge.keeper.forget(self)
        kind = OldLine if is_old else OpenLine
        line = kind(transport, edge, slug, self._address)
        line.is_desk = is_of_the_desk(self.url.partition(b"?")[2])
        transport.set_protocol(line)
        line.begin(asked, self.server_state.default_headers)
        # Parser and we hold each other: let go by hand what a collector would find late.
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

    def _wait_for(self, what: Waits, seconds: float) -> None:
        self._waits, self._due_at = what, self.loop.time() + seconds

    def _refuse_long_headers(self) -> None:
        self._refuse(431, b"These headers are too long; 64 KiB are the most.")

    def _refuse(self, status: int, words: bytes, *more: Header) -> None:
        """End the connection in words, or after the answers that are still to come."""
        if self._is_free():
            self._say(status, words, *more)
        else:
            self._is_over = True
            self.cycle.keep_alive = False

    def _say(self, status: int, words: bytes, *more: Header) -> None:
        """Our last words on this connection."""
        self._is_over = True
        length = (b"content-length", b"%d" % len(words))
        headers = [*self.server_state.default_headers, *_LAST_WORDS, length, *more, _CLOSE]
        self.transport.write(head(status, headers) + words)
        self.transport.close()


_CLOSE = (b"connection", b"close")
_LAST_WORDS: list[Header] = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    *SAFETY,
]


def edge_of(app: Any) -> Edge | None:
    """The edge of the application, also when the server has wrapped it in something of its own; None if it has none."""
    while not hasattr(app, "edge") and hasattr(app, "app"):
        app = app.app
    return getattr(app, "edge", None)


def the_edge_of(app: Any) -> Edge:
    """As edge_of, where it is known that there is one."""
    edge = edge_of(app)
    assert edge is not None
    return edge


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers)
