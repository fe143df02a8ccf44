"""The product's edge and seam on uvicorn with a wire in memory: what the other hubs are compared with.

Called as `python -m bench.edge_only PORT`. Readers connect to /bench/live/stream; POST /publish appends its body as a new post.
Everything from the tail's news to the socket is the product's own code; nothing of Django is loaded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import uvicorn

from stoppress.edge.edge import Edge
from stoppress.edge.limits import Limits
from stoppress.edge.seam import Seam
from stoppress.edge.shell import Shell
from stoppress.wire.change import Change, Cursor, Part, put
from stoppress.wire.tails.tail import News, OlderPage, Opening

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

NAME = "bench"
EPOCH = "bench000"

#: As the SQLite tail hands out.
HELD, RECENT = 40, 1_000

TEXT = "<!doctype html><title>bench</title>{{slot:stream}}"
SHELL = Shell("bench", "", TEXT, TEXT, *[""] * 18, "missing", "gone")


class MemoryTail:
    """A Tail over a list; the edge asks it from its own thread, so each look reads the length once."""

    def __init__(self) -> None:
        document = Part("document", "document", 0, "", json.dumps({"language": "en", "pace": 5}))
        self.changes: list[Change] = [put(1, document)]

    def append(self, html: str) -> int:
        """The next change: a post on top."""
        number = len(self.changes) + 1
        part = Part(f"post/{number:012d}", "stream", number, html)
        self.changes.append(put(number, part))
        return number

    def open(self, name: str) -> Opening | None:
        if name != NAME:
            return None
        head = len(self.changes)
        posts = self.changes[max(1, head - HELD) : head][::-1]
        floor = max(head - RECENT, 0)
        recent = self.changes[floor:head]
        return Opening(Cursor(EPOCH, head), self.changes[:1], posts, head - 1 > HELD, recent, floor)

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        head = len(self.changes)
        held = known[NAME].number if NAME in known else head
        return {NAME: News(Cursor(EPOCH, head), self.changes[held:head])} if head > held else {}

    def part(self, name: str, key: str) -> Change | None:
        return None

    def elsewhere(self, name: str, key: str) -> str | None:
        return None

    def newest(self, name: str, limit: int, only_marked: bool) -> list[Change]:
        return []

    def older(self, name: str, key: str) -> OlderPage | None:
        return None

    def older_anchor(self, name: str, place: int) -> str | None:
        return self.changes[1].key

    def close(self) -> None:
        """There is nothing to let go of."""


class EdgeAlone:
    """An ASGI application of the edge and an address for publishing."""

    def __init__(self) -> None:
        self.tail = MemoryTail()
        self.edge = Edge(self.tail, {"en": SHELL}, Limits())

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["path"] == "/publish":
            await self.publish(receive, send)
        else:
            await self.edge(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Start and stop with the server; open the live blog at once, so that the first reader finds it."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.edge.start()
                await self.edge.story(NAME)
            else:
                await self.edge.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def publish(self, receive: Receive, send: Send) -> None:
        """Append the body, answer, and let the edge look, as a commit in the same process would."""
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.tail.append(body.decode())
        self.edge.look()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(
        EdgeAlone(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http=Seam,
        lifespan="on",
        proxy_headers=False,
        access_log=False,
        log_level="warning",
        backlog=4096,
    )
