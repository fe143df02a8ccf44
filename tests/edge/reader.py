"""Readers on raw sockets: one asks and reads whole answers, one listens to a stream."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.edge.serving import PATIENCE_SECONDS, Served


@dataclass(frozen=True)
class Seen:
    """One answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


class Closed(Exception):
    """The other side has ended the connection."""


class Line:
    """One connection, on which anything can be sent."""

    def __init__(self, served: Served, receive_bytes: int = 0) -> None:
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.connect(("127.0.0.1", served.port))
        self._held = b""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, *pieces: bytes) -> None:
        self.socket.sendall(b"".join(pieces))

    def answer(self, is_head: bool = False) -> Seen:
        """The next whole answer."""
        status, headers = self.head()
        if is_head or status in (204, 304):
            return Seen(status, headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            return Seen(status, headers, b"".join(self.chunks()))
        if "content-length" in headers:
            return Seen(status, headers, self._take(int(headers["content-length"])))
        return Seen(status, headers, self.rest())

    def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the next answer."""
        lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        return int(lines[0].split(" ")[1]), headers

    def chunks(self) -> Iterator[bytes]:
        """The chunks of a body, until the last."""
        while length := int(self._until(b"\r\n"), 16):
            yield self._take(length)
            self._take(2)
        self._take(2)

    def rest(self) -> bytes:
        """Everything until the other side ends the connection."""
        try:
            while True:
                self._more()
        except Closed:
            held, self._held = self._held, b""
            return held

    def _until(self, end: bytes) -> bytes:
        while end not in self._held:
            self._more()
        found, _, self._held = self._held.partition(end)
        return found

    def _take(self, length: int) -> bytes:
        while len(self._held) < length:
            self._more()
        taken, self._held = self._held[:length], self._held[length:]
        return taken

    def _more(self) -> None:
        try:
            data = self.socket.recv(65_536)
        except ConnectionError as error:
            raise Closed from error
        if not data:
            raise Closed
        self._held += data


class Listener:
    """One who listens to a stream; events as dictionaries of their lines, comments under the name “comment”."""

    def __init__(
        self, served: Served, path: str, *headers: bytes, version: bytes = b"1.1", receive_bytes: int = 0
    ) -> None:
        self.line = Line(served, receive_bytes)
        self.line.send(request(path, *headers, version=version))
        self.status, self.headers = self.line.head()
        self._chunks = self.line.chunks() if "transfer-encoding" in self.headers else self._unchunked()
        self._text = ""

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.line.close()

    def block(self) -> dict[str, str]:
        """The next block of the stream, whatever it is."""
        while "\n\n" not in self._text:
            try:
                self._text += next(self._chunks).decode()
            except StopIteration:
                raise Closed from None
        block, _, self._text = self._text.partition("\n\n")
        fields = (line.partition(":") for line in block.split("\n"))
        return {name or "comment": value.removeprefix(" ") for name, _, value in fields}

    def event(self, name: str = "") -> dict[str, Any]:
        """The data of the next event, which must be of this name; its id is under “id”."""
        while "event" not in (block := self.block()):
            pass
        assert not name or block["event"] == name, block
        told: dict[str, Any] = json.loads(block["data"])
        return {**told, "event": block["event"], "id": block.get("id", "")}

    def changes(self, upto: int) -> list[int]:
        """The numbers of the changes that come, until this one."""
        numbers: list[int] = []
        while not numbers or numbers[-1] < upto:
            numbers.append(self.event("change")["n"])
        return numbers

    def rest(self) -> list[dict[str, str]]:
        """All blocks that come until the stream ends."""
        blocks = []
        try:
            while True:
                blocks.append(self.block())
        except Closed:
            return blocks

    def _unchunked(self) -> Iterator[bytes]:
        while True:
            if self.line._held:
                held, self.line._held = self.line._held, b""
                yield held
            try:
                self.line._more()
            except Closed:
                return


def request(path: str, *headers: bytes, method: bytes = b"GET", version: bytes = b"1.1") -> bytes:
    """The bytes of one request."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return b"%s %s HTTP/%s\r\nHost: stop.press\r\n%s\r\n" % (method, path.encode(), version, lines)


def ask(served: Served, path: str, *headers: bytes, method: bytes = b"GET") -> Seen:
    """Ask once, on a connection of its own, and read the whole answer."""
    with Line(served) as line:
        line.send(request(path, *headers, method=method))
        return line.answer(is_head=method == b"HEAD")


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait for something to hold; fail in words if it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"It never came about that {what}."
        time.sleep(0.01)


def wait_until_all_have_left(served: Served, but: int = 0) -> None:
    """Wait until no stream is open, and of all connections only so many."""
    wait_until(lambda: served.edge.open_streams == 0, "the streams are counted out")
    wait_until(
        lambda: len(served.edge.keeper) <= but or served.kind != "seam", "the connections are counted out"
    )
