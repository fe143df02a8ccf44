"""An edge on a real socket: at the seam on uvicorn and uvloop, or as plain ASGI under hypercorn."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import hypercorn.asyncio
import hypercorn.config
import uvicorn
import uvloop

from stoppress.edge.edge import Edge
from stoppress.edge.limits import Limits
from stoppress.edge.regulator import NORMAL, Pace
from stoppress.edge.seam import Seam
from stoppress.edge.shell import Shell
from stoppress.wire.tails.tail import Tail

PATIENCE_SECONDS = 60.0
SERVERS = ("seam", "plain")

_PAGE = (
    '<!doctype html><html lang="{{slot:language}}"><head>{{slot:document}}</head><body>'
    '<main data-cursor="{{slot:cursor}}" data-since="{{slot:since}}" data-stream="{{slot:stream_url}}" '
    'data-pace="{{slot:pace}}"><div data-region="header">{{slot:header}}</div>'
    '<div data-region="shared">{{slot:shared}}</div>'
    '<div data-region="stream" data-floor="{{slot:floor}}">{{slot:stream}}</div>{{slot:older}}</main>'
    '<script type="application/ld+json">{{slot:ld}}</script>'
    + "<!-- What surrounds a page. -->" * 20
    + "</body></html>"
)
_ARCHIVE = (
    '<!doctype html><body>{{slot:newer}}<div data-region="stream">{{slot:stream}}</div>{{slot:older}}</body>'
)
_FRONT = (
    '<!doctype html><html lang="{{slot:language}}"><head>{{slot:document}}</head><body>'
    '<main data-cursor="{{slot:cursor}}" data-since="{{slot:since}}" data-stream="{{slot:stream_url}}" '
    'data-pace="{{slot:pace}}"><div data-region="live">{{slot:live}}</div>'
    '<div data-region="paused">{{slot:paused}}</div><div data-region="upcoming">{{slot:upcoming}}</div>'
    '<div data-region="stream" data-floor="{{slot:floor}}">{{slot:stream}}</div>{{slot:older}}</main>'
    '<script type="application/ld+json">{{slot:ld}}</script></body></html>'
)
DAY_WORDS = json.dumps(
    {
        "day": "{weekday} {day} {month}",
        "in_full": "{weekday} {day} {month} {year}",
        "weekdays": {str(number): f"weekday {number}" for number in range(1, 8)},
        "months": {str(number): f"month {number}" for number in range(1, 13)},
    }
)
SHELL = Shell(
    build="build1",
    style_hash="",
    page=_PAGE,
    archive=_ARCHIVE,
    front=_FRONT,
    front_archive="<!doctype html><h1>Earlier</h1>" + _ARCHIVE,
    front_older_link='<a rel="prev" href="{{slot:address}}">Earlier</a>',
    front_newer_link='<a rel="next" href="{{slot:address}}">Later</a>',
    older_link='<a rel="prev" href="{{slot:address}}">Older</a>',
    newer_link='<a rel="next" href="{{slot:address}}">Newer</a>',
    from_start="<!doctype html><body>{{slot:number}}{{slot:stream}}{{slot:back}}{{slot:next}}</body>",
    next_link='<a rel="next" href="{{slot:address}}">Next</a>',
    back_link='<a rel="prev" href="{{slot:address}}">Previous</a>',
    the_oldest="",
    nothing_here="Nothing.",
    key_event_list="<ol>{{slot:lines}}</ol>",
    key_event_line='<li><a href="#post-{{slot:post}}">{{slot:clock}} {{slot:words}}</a>',
    day_heading='<h2 data-day="{{slot:day}}">{{slot:words}}</h2>',
    day_words=DAY_WORDS,
    post_document='<title>{{slot:title}}</title><link rel="canonical" href="{{slot:canonical}}">',
    card='<meta property="og:image" content="{{slot:address}}"><meta property="og:image:alt" content="{{slot:alt}}">',
    withdrawn="Withdrawn",
    missing="<!doctype html><p>There is nothing here.",
    gone='<!doctype html><p>This was taken down. <a href="/{{slot:slug}}/">The live page</a>',
    missing_post='<!doctype html><p>There is no such post. <a href="/{{slot:slug}}/">The live page</a>',
    busy='<!doctype html><p>Try again in a few seconds. <a href="/{{slot:slug}}/">The live page</a>',
    full="<!doctype html><p>Full for the moment.",
    archive_document='<title>{{slot:title}}</title><link rel="canonical" href="{{slot:canonical}}">',
    modified='<meta property="article:modified_time" content="{{slot:moment}}">',
)
#: Quick where a test would wait, patient where a slow machine would fail it.
QUICK = Limits(
    look_seconds=0.05, heartbeat_seconds=(0.1, 0.3), catch_up_seconds=0.2, lookup_seconds=PATIENCE_SECONDS
)


@dataclass
class Paper:
    """An application around an edge, with two addresses of its own: `/slow` waits to be let, `/echo` reads a body."""

    edge: Edge
    drain_seconds: float = 0.0
    may_answer: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    loop: asyncio.AbstractEventLoop | None = None
    follows: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/slow":
            self.begun.set()
            await asyncio.to_thread(self.may_answer.wait, PATIENCE_SECONDS)
            await _say(send, b"slow")
        elif scope["path"] == "/echo":
            await _say(send, await _body(receive))
        else:
            await self.edge(scope, receive, send)

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask something of the edge within its loop."""

        async def answer() -> Any:
            return question()

        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(answer(), self.loop).result(PATIENCE_SECONDS)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.loop = asyncio.get_running_loop()
                await self.edge.start()
            else:
                await self.edge.stop(self.drain_seconds)
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


@dataclass
class Served:
    """A server that answers."""

    kind: str
    port: int
    paper: Paper
    stop: Callable[[], None]

    @property
    def edge(self) -> Edge:
        return self.paper.edge


@contextmanager
def serving(
    kind: str,
    tail: Tail,
    limits: Limits = QUICK,
    keep_alive: int = 20,
    pace: Callable[[], Pace] = lambda: NORMAL,
) -> Iterator[Served]:
    """Serve this tail's wires until the block is left; “seam on asyncio” is the seam without uvloop."""
    paper = Paper(Edge(tail, {"en": SHELL}, limits, pace=pace))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        port = listener.getsockname()[1]
        if kind == "plain":
            stop = _plain(paper, listener, keep_alive)
        else:
            loop_factory = asyncio.new_event_loop if kind == "seam on asyncio" else uvloop.new_event_loop
            stop = _at_the_seam(paper, listener, keep_alive, loop_factory)
        try:
            yield Served(kind, port, paper, stop)
        finally:
            paper.may_answer.set()
            stop()


def _at_the_seam(
    paper: Paper,
    listener: socket.socket,
    keep_alive: int,
    loop_factory: Callable[[], asyncio.AbstractEventLoop],
) -> Callable[[], None]:
    config = uvicorn.Config(
        paper,
        http=Seam,
        ws="none",
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        log_level="critical",
        timeout_keep_alive=keep_alive,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)

    def run() -> None:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(server.serve(sockets=[listener]))

    def stop() -> None:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive(), "The server did not end."

    thread = threading.Thread(target=run, name="seam", daemon=True)
    thread.start()
    return stop


def _plain(paper: Paper, listener: socket.socket, keep_alive: int) -> Callable[[], None]:
    config = hypercorn.config.Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = keep_alive
    config.graceful_timeout = 1
    config.loglevel = "CRITICAL"
    ends = threading.Event()

    async def told_to_end() -> None:
        await asyncio.to_thread(ends.wait)

    def run() -> None:
        asyncio.run(hypercorn.asyncio.serve(paper, config, shutdown_trigger=told_to_end))  # type: ignore[arg-type]

    def stop() -> None:
        ends.set()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive(), "The server did not end."

    thread = threading.Thread(target=run, name="plain", daemon=True)
    thread.start()
    return stop


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _say(send: Any, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
