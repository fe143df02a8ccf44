"""Speaks ASGI to an application, as a server would; what is sent and when is up to the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

Header = tuple[bytes, bytes]


@dataclass
class Request:
    """One request; `pieces` are the pieces of its body. After them the client waits, or leaves."""

    method: str = "GET"
    path: str = "/"
    headers: list[Header] = field(default_factory=list)
    pieces: Iterable[bytes] = ()
    raw_path: bytes | None = None
    query: bytes = b""
    is_endless: bool = False

    def __post_init__(self) -> None:
        self.leaves = asyncio.Event()
        self.taken = 0

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.raw_path or self.path.encode(),
            "query_string": self.query,
            "headers": self.headers,
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 54321),
        }

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """What the server tells the application of the body, piece by piece."""
        for piece in self.pieces:
            self.taken += len(piece)
            yield {"type": "http.request", "body": piece, "more_body": True}
        if not self.is_endless:
            yield {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        yield {"type": "http.disconnect"}


@dataclass
class Answer:
    """What came back; status 0 means nothing at all."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def ask(application: Any, request: Request) -> Answer:
    """Send one request and take the whole answer."""
    answer = Answer()
    messages = request.messages()

    async def receive() -> dict[str, Any]:
        return await anext(messages)

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            answer.body += message["body"]

    await application(request.scope, receive, send)
    return answer
