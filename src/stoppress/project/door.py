"""The way from ASGI to Django: by WSGI, in one thread of our own, with a bound on everything that a stranger can send.

Django under ASGI hops threads at each middleware and takes a fresh database connection for each request. Here every
request runs in one writing thread, so that the process holds exactly one writing SQLite connection, opened once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_noop

from stoppress.project import refusals
from stoppress.project.environ import BadRequest, environ_of
from stoppress.project.precedence import Acts, GivingWay
from stoppress.project.trouble import new_trouble_id, without_secrets

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
StartResponse = Callable[..., Callable[[bytes], object]]
T = TypeVar("T")
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

logger = logging.getLogger("stoppress.door")


# Kinds of problems that are refused here already, before the API's room is asked; a test holds them to its own.
_KINDS = {
    400: ("urn:stoppress:problem:bad-request", "The request cannot be read"),
    413: ("urn:stoppress:problem:too-large", "The body is too large"),
    503: ("urn:stoppress:problem:busy", "Busy"),
}


@dataclass(frozen=True)
class Limits:
    """What a request may cost before Django has seen it."""

    body_bytes: int = 1_048_576
    body_seconds: float = 30
    header_bytes: int = 32_768
    waiting: int = 64
    waiting_seconds: float = 5
    #: A long answer is sent within so much time, or broken off.
    sending_seconds: float = 600
    #: So much beyond the limit is read and thrown away, for a browser shows no answer while it still sends.
    drained_bytes: int = 16_777_216
    #: Reverse proxies, whose word on where a request comes from is taken.
    proxies: frozenset[str] = frozenset()


class Answer(msgspec.Struct, frozen=True):
    """An answer, ready to be sent; `more` are the pieces that follow the body of one that is too long to be held whole."""

    status: int
    headers: list[Header]
    body: bytes
    more: Iterator[bytes] | None = None


class Refused(Exception):
    """The request goes no further; carries the answer's status and words, with gaps to be filled after translation."""

    def __init__(self, status: int, words: str, *headers: Header, **gaps: str) -> None:
        super().__init__(words)
        self.status, self.source, self.headers, self.gaps = status, words, headers, gaps

    @property
    def words(self) -> str:
        """What is told to programs."""
        return self.source.format(**self.gaps)


class Left(Exception):
    """The client is gone; nobody waits for an answer."""


class Busy(Exception):
    """The thread had no time for the work within what it may wait; nothing was done."""


class Door:
    """Lets requests through to a WSGI application, one after the other, in one thread.

    Its requests are acts, which others give way to; with `after` it gives way itself, to the acts of another door.
    """

    def __init__(
        self,
        wsgi_app: WsgiApp,
        *,
        limits: Limits | None = None,
        thread_name: str = "writing",
        after: Acts | None = None,
    ) -> None:
        self.acts = Acts()
        self._wsgi_app = wsgi_app
        self._give_way = GivingWay(after) if after else _nothing
        self._limits = limits or Limits()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=thread_name)
        self._is_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; every trouble ends as an answer in words."""
        try:
            answer = await self._pass(scope, receive)
        except Left:
            return
        except Refused as refused:
            answer = _refusal(scope, refused)
        if answer.more is None:
            await _send(answer, scope["method"], send)
        else:
            await self._send_piecewise(answer, answer.more, send, is_wanted=scope["method"] != "HEAD")

    async def do(self, work: Callable[[], T]) -> T | None:
        """Do this in the writing thread, in its turn; for work of our own, such as errands. None if the door is closed."""
        return None if self._is_closed else await asyncio.wrap_future(self._thread.submit(work))

    def lend(self, work: Callable[[], T]) -> T:
        """Do this in the writing thread and wait for it there, from another thread; raises Busy if its turn does not come."""
        if self._is_closed:
            raise Busy
        turn = self._thread.submit(work)
        try:
            return turn.result(timeout=self._limits.waiting_seconds)
        except TimeoutError:
            if turn.cancel():
                raise Busy from None
            return turn.result()  # begun: it is never broken off

    def close(self, finish: Callable[[], None] = lambda: None) -> None:
        """Let nobody in any more, and call `finish` in the thread when the last one is through."""
        self._is_closed = True
        self._thread.submit(finish)
        self._thread.shutdown(wait=True)

    async def _pass(self, scope: Scope, receive: Receive) -> Answer:
        body = await _whole_body(scope, receive, self._limits)
        try:
            environ = environ_of(scope, body, self._limits.proxies)
        except BadRequest as error:
            raise Refused(400, "{complaint}", complaint=str(error)) from error
        if self._is_closed or self.acts.count > self._limits.waiting:
            raise _full()
        with self.acts.one():
            return await self._take_turn(environ, receive)

    async def _send_piecewise(
        self, answer: Answer, more: Iterator[bytes], send: Send, *, is_wanted: bool
    ) -> None:
        """Send a long answer: each piece is made in a turn of its own, so that editors come in between, and when it is wanted.

        Who takes nothing for long, or leaves, gets no more; the connection is broken off, so that half is not taken for all.
        """
        try:
            async with asyncio.timeout(self._limits.sending_seconds):
                await send(
                    {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
                )
                piece = answer.body if is_wanted else None
                while piece is not None:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                    piece = await self.do(lambda: next(more, None))
                await send({"type": "http.response.body", "body": b""})
        except OSError:
            logger.info("A long answer was not taken to its end.")
        finally:
            await self.do(getattr(more, "close", _nothing))

    async def _take_turn(self, environ: dict[str, Any], receive: Receive) -> Answer:
        """Wait for the thread, but not for ever, and not for somebody who left."""
        turn = self._thread.submit(self._answer, environ)
        done = asyncio.ensure_future(asyncio.wrap_future(turn))
        left = asyncio.ensure_future(_until_left(receive))
        try:
            await asyncio.wait(
                (done, left), timeout=self._limits.waiting_seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if not done.done() and turn.cancel():
                raise Left if left.done() else _full()
            return await done  # begun: an act is never broken off, also when nobody waits for its answer
        finally:
            left.cancel()

    def _answer(self, environ: dict[str, Any]) -> Answer:
        self._give_way()
        return _run(self._wsgi_app, environ)


def _run(wsgi_app: WsgiApp, environ: dict[str, Any]) -> Answer:
    """Call the application in the writing thread and take its whole answer; whatever it raises becomes a plain page."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], None]:
        started[:] = [(status, headers)]
        return written.append

    try:
        chunks = wsgi_app(environ, start_response)
        if is_long := getattr(chunks, "streaming", False):
            more = _pieces(chunks)
            written.append(next(more, b""))
        else:
            _take(chunks, written)
        status, headers = started[0]
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return Answer(int(status[:3]), raw, b"".join(written), more if is_long else None)
    except Exception:
        word = new_trouble_id()
        where = without_secrets(environ["PATH_INFO"])
        logger.exception("%s %s failed; trouble %s", environ["REQUEST_METHOD"], where, word)
        return _plain(500, refusals.plain_page(word))


def _take(chunks: Iterable[bytes], written: list[bytes]) -> None:
    """Take the whole of an answer, and let go of it."""
    try:
        written.extend(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a long answer; it is let go of after the last, or when nobody wants more."""
    try:
        yield from chunks
    finally:
        chunks.close()  # type: ignore[attr-defined]  # Django's, which has one


def _nothing() -> None:
    """There is nothing to let go of, nobody to give way to."""


async def refuse(
    status: int, words: str, retry_seconds: int, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer in words before anything is asked of Django; the body is read as far as a browser needs it."""
    with contextlib.suppress(Refused, Left):
        await _whole_body(scope, receive, Limits())
    headers = ((b"retry-after", b"%d" % retry_seconds),)
    await _send(_refusal(scope, Refused(status, words, *headers)), scope["method"], send)


async def told_in_words(application: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Call an ASGI application; what it raises ends as a plain page with an id, and in the log under that id."""
    has_begun = False

    async def noted(message: Message) -> None:
        nonlocal has_begun
        has_begun = True
        await send(message)

    try:
        await application(scope, receive, noted)
    except Exception:
        word = new_trouble_id()
        where = without_secrets(scope["path"])
        logger.exception("%s %s failed; trouble %s", scope["method"], where, word)
        if has_begun:
            raise  # the server breaks the connection off, so that half an answer is not taken for a whole one
        await _send(_plain(500, refusals.plain_page(word)), scope["method"], send)


async def _whole_body(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """The body, counted as it arrives, whatever `Content-Length` says; raises Refused (400, 408, 413, 431) or Left."""
    headers: list[Header] = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > limits.header_bytes:
        words = gettext_noop("The headers of this request are too long.")
        raise Refused(431, words, (b"connection", b"close"))
    if not any(name in (b"content-length", b"transfer-encoding") for name, _ in headers) and scope[
        "method"
    ] in ("GET", "HEAD"):
        return b""
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _read(receive, limits)
    except TimeoutError as error:
        words = gettext_noop(
            "The request did not arrive within {seconds} seconds. Nothing was changed; send it again."
        )
        gaps = {"seconds": f"{limits.body_seconds:g}"}
        raise Refused(408, words, (b"connection", b"close"), **gaps) from error


async def _read(receive: Receive, limits: Limits) -> bytes:
    body = bytearray()
    arrived = 0
    more = True
    while more and arrived <= limits.body_bytes + limits.drained_bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left
        chunk = message.get("body", b"")
        arrived += len(chunk)
        if arrived <= limits.body_bytes:
            body += chunk
        more = message.get("more_body", False)
    if arrived > limits.body_bytes:
        words = gettext_noop(
            "This is too long: a request may have {size} KiB. Nothing was changed; send less at once."
        )
        raise Refused(413, words, (b"connection", b"close"), size=f"{limits.body_bytes // 1024:,}")
    return bytes(body)


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _full() -> Refused:
    """No room: the client comes back in two to five seconds, not all at one moment."""
    seconds = 2 + random.randrange(4)  # noqa: S311 (jitter, no secret)
    return Refused(
        503,
        gettext_noop("The newsroom is busy. Nothing was changed; try again in a few seconds."),
        (b"retry-after", b"%d" % seconds),
    )


def _refusal(scope: Scope, refused: Refused) -> Answer:
    """A problem for programs, a page for people, a message for our own script, and for everything between the words alone."""
    if scope["path"].startswith("/api/"):
        kind, title = _KINDS.get(refused.status, ("about:blank", HTTPStatus(refused.status).phrase))
        problem = {
            "type": kind,
            "title": title,
            "status": refused.status,
            "detail": refused.words,
            "instance": f"urn:uuid:{uuid.uuid4()}",
            "errors": [],
        }
        return _plain(
            refused.status, msgspec.json.encode(problem), b"application/problem+json", refused.headers
        )
    if dict(scope["headers"]).get(b"content-type") == b"application/json":  # as our own script sends a wish
        message = refusals.said(refused.source, **refused.gaps)
        return _plain(
            refused.status,
            msgspec.json.encode({"message": message}),
            b"application/json",
            refused.headers,
        )
    if b"text/html" in dict(scope["headers"]).get(
        b"accept", b""
    ):  # as every browser asks that goes to a page
        return _plain(
            refused.status,
            refusals.refusal(refused.status, refused.source, **refused.gaps),
            more=refused.headers,
        )
    return _plain(
        refused.status, refused.words.encode() + b"\n", b"text/plain; charset=utf-8", refused.headers
    )


def _plain(
    status: int, body: bytes, content_type: bytes = b"text/html; charset=utf-8", more: Iterable[Header] = ()
) -> Answer:
    headers = [
        (b"content-type", content_type),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", refusals.policy().encode()),
        (b"referrer-policy", b"same-origin"),
        *more,
    ]
    return Answer(status, headers, body)


async def _send(answer: Answer, method: str, send: Send) -> None:
    headers = [header for header in answer.headers if header[0] != b"content-length"]
    if answer.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(answer.body)))
    with contextlib.suppress(OSError):  # the client may leave at any moment
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})
