"""Event streams the usual way: a plain ASGI app on uvicorn with a task and a queue for each reader."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: As many unsent changes as a reader may have; enough for any phase of the benchmark.
ROOM = 1000

queues: set[asyncio.Queue[bytes]] = set()
number = 0


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """GET /stream is an event stream, POST /publish sends its body to all of them, the rest is a plain page."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/stream":
        await stream(receive, send)
    elif scope["path"] == "/publish":
        await publish(receive, send)
    else:
        await answer(send, 200, b"plain")


async def stream(receive: Receive, send: Send) -> None:
    """Write what comes into this reader's queue until the reader leaves."""
    own: asyncio.Queue[bytes] = asyncio.Queue(ROOM)
    queues.add(own)
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"event: hello\ndata: {}\n\n", "more_body": True})
    leaving = asyncio.ensure_future(wait_until_gone(receive))
    writing = asyncio.ensure_future(write_all(own, send))
    await asyncio.wait((leaving, writing), return_when=asyncio.FIRST_COMPLETED)
    writing.cancel()
    queues.discard(own)


async def write_all(own: asyncio.Queue[bytes], send: Send) -> None:
    """Send each event of the queue."""
    while True:
        await send({"type": "http.response.body", "body": await own.get(), "more_body": True})


async def wait_until_gone(receive: Receive) -> None:
    """Return when the reader has closed; uvicorn's `send` alone does not say so."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def publish(receive: Receive, send: Send) -> None:
    """Frame the body once and put it into every queue."""
    global number
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    number += 1
    event = b"id: bench000-%d\nevent: change\ndata: %b\n\n" % (number, body)
    await answer(send, 204, b"")
    for queue in queues:
        queue.put_nowait(event)


async def answer(send: Send, status: int, body: bytes) -> None:
    """A whole small answer."""
    headers = [(b"content-length", b"%d" % len(body))] if status != 204 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
        backlog=4096,
    )
