"""Pages from memory the plain way: a raw ASGI app on uvicorn that answers with ready bytes, and 304 by ETag.

Called as `raw_asgi.py PORT FOLDER`; the folder holds the very bodies the product answered with, so that both send the
same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ETAG = b'W/"bench000-1"'


def make_app(folder: Path) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """An app that answers `/<name>` with the bytes of `<folder>/<name>`."""
    ready = {f"/{file.name}": prepared(file.read_bytes()) for file in folder.iterdir()}
    unchanged = {"type": "http.response.start", "status": 304, "headers": [(b"etag", ETAG)]}
    nothing = {"type": "http.response.body", "body": b""}

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        found = ready.get(scope["path"])
        if found is None:
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send(nothing)
            return
        for name, value in scope["headers"]:
            if name == b"if-none-match" and value == ETAG:
                await send(unchanged)
                await send(nothing)
                return
        start, body = found
        await send(start)
        await send(body)

    return app


def prepared(body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two ASGI messages of one answer, made once."""
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-encoding", b"br"),
        (b"content-length", b"%d" % len(body)),
        (b"etag", ETAG),
        (b"vary", b"Accept-Encoding"),
        (b"cache-control", b"public, max-age=2, s-maxage=10"),
    ]
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


if __name__ == "__main__":
    uvicorn.run(
        make_app(Path(sys.argv[2])),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
        backlog=4096,
    )
