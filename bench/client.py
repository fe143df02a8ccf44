"""A small HTTP client for what is asked once or one after the other."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from bench.readers import Subject
from bench.table import NotRun

TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    """One answer, as it came (bodies are not unpacked), and how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; header names are written with underscores."""
        return self.ask("GET", path, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """Send a JSON body."""
        return self.ask("POST", path, body, {"Content_Type": "application/json", **headers})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Send one request and read the whole answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.perf_counter()
        self.connection.request(method, path, body, {**self.headers, **named})
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content, took)


def wanted(answer: Answer, what: str, status: int = 200) -> Answer:
    """The answer, if it has this status; else NotRun with what it said."""
    if answer.status != status:
        said = answer.body[:200].decode(errors="replace")
        raise NotRun(f"{what} was answered {answer.status} instead of {status}: {said}")
    return answer


def cursor_of(subject: Subject) -> tuple[str, int]:
    """Epoch and head of a live page, as its stream's hello tells them (P-5.3)."""
    request = f"GET {subject.stream_path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
    with socket.create_connection(("127.0.0.1", subject.server.port), TIMEOUT_SECONDS) as connection:
        connection.sendall(request.encode())
        heard = b""
        while b"event: hello" not in heard or b"}" not in heard.partition(b"event: hello")[2]:
            fresh = connection.recv(65536)
            if not fresh:
                raise NotRun(f"the stream of {subject.server.name} ended before its hello: {heard[:200]!r}")
            heard += fresh
    told = heard.partition(b"event: hello")[2].partition(b"data:")[2]
    hello = json.loads(told[: told.index(b"}") + 1])
    return hello["epoch"], hello["head"]
