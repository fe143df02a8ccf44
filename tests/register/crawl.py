"""Asks a running server for every output of the register, in every form, and keeps what came."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import brotli

from stoppress.project.outputs import Audience, Output, outputs

_PATIENCE_SECONDS = 60
ENCODINGS = ("", "gzip", "br")


@dataclass(frozen=True)
class Seen:
    """What came back: header names in lower case, the body as it travelled and unpacked."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    body: bytes

    @property
    def everything(self) -> bytes:
        """Headers and body, packed and unpacked, for searching."""
        return b"\n".join([json.dumps(dict(self.headers)).encode(), self.raw, self.body])


@dataclass(frozen=True)
class Story:
    """What the arranged newsroom holds, as `tests.register.arrange` says."""

    slug: str
    posts: list[str]
    withdrawn: str
    gone: str
    epoch: str
    head: int
    token: str
    members: dict[str, str]
    draft: str
    prepared: str
    picture: str
    hidden_picture: str
    gone_picture: str
    shot: str
    withdrawn_shot: str
    gone_shot: str
    hidden_shot: str
    past: str
    moments: list[str]
    secret: str
    front_epoch: str
    front_head: int
    ended: str
    poll: str
    film: str
    file: str = ""

    def addresses(self, output: Output) -> Iterator[str]:
        """Every address of this output: each post, each cursor that there ever was, and each moment."""
        posts = self.posts if "{post}" in output.address else [""]
        numbers = range(self._highest(output) + 1)
        moments = self.moments if "{moment}" in output.address else [""]
        for post, number, moment in product(posts, numbers, moments):
            yield output.filled(
                slug=self.slug,
                post=post,
                withdrawn=self.withdrawn,
                gone=self.gone,
                cursor=f"{self.epoch}-{number}",
                file=self.file,
                picture=self.picture,
                gone_picture=self.gone_picture,
                shot=self.shot,
                withdrawn_shot=self.withdrawn_shot,
                gone_shot=self.gone_shot,
                moment=moment,
                secret=self.secret,
                front=f"{self.front_epoch}-{number}",
                ended=self.ended,
                poll=self.poll,
                film=self.film,
                position="0",
            )

    def _highest(self, output: Output) -> int:
        """The last number that the address of this output can name."""
        if "{front}" in output.address:
            return self.front_head
        return self.head if "{cursor}" in output.address else 0

    def one(self, output: Output) -> str:
        """One address of this output."""
        return next(self.addresses(output))


class Crawler:
    """Asks one server; with the token where the register says that one is needed."""

    def __init__(self, url: str, token: str = "") -> None:
        self._server = urlsplit(url)
        self._token = token

    def everything(self, story: Story) -> Iterator[tuple[str, Seen]]:
        """Every output at every address, in every encoding, by GET and HEAD, and the 304 to what was just answered."""
        for output in outputs():
            for address in story.addresses(output):
                for encoding in ENCODINGS:
                    seen = self.ask(output, address, encoding=encoding)
                    yield f"{output.name}: {address} {encoding}", seen
                yield f"{output.name}: HEAD {address}", self.ask(output, address, method="HEAD")
                if tag := seen.headers.get("etag"):
                    yield (
                        f"{output.name}: {address} If-None-Match",
                        self.ask(output, address, headers={"If-None-Match": tag}),
                    )

    def ask(
        self,
        output: Output,
        address: str,
        *,
        method: str = "GET",
        encoding: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Seen:
        """One answer, whole; of a stream its beginning, up to the head."""
        sent = {"Accept-Encoding": encoding or "identity", **(headers or {})}
        if output.audience == Audience.TOKEN:
            sent["Authorization"] = f"Bearer {self._token}"
        if output.is_endless and method == "GET":
            return self._beginning(address, sent)
        return self.send(method, address, sent)

    def send(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        place: str = "127.0.0.1",
    ) -> Seen:
        """One request, one answer; `place` is the address of this machine from which it comes."""
        connection = http.client.HTTPConnection(
            self._server.hostname or "",
            self._server.port,
            timeout=_PATIENCE_SECONDS,
            source_address=(place, 0),
        )
        try:
            connection.request(method, address, body=body, headers=dict(headers))
            answer = connection.getresponse()
            named: dict[str, str] = {}
            for name, value in answer.getheaders():
                named[name.lower()] = f"{named[name.lower()]}, {value}" if name.lower() in named else value
            raw = answer.read()
        finally:
            connection.close()
        return Seen(answer.status, named, raw, _unpacked(raw, named.get("content-encoding", "")))

    def _beginning(self, address: str, headers: Mapping[str, str]) -> Seen:
        """The stream from its hello to the change that is its head."""
        lines = [f"GET {address} HTTP/1.1", f"Host: {self._server.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        where = (self._server.hostname or "", self._server.port or 80)
        with socket.create_connection(where, timeout=_PATIENCE_SECONDS) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            got = b""
            while not _is_at_head(got, address):
                more = line.recv(65_536)
                if not more:
                    break
                got += more
        head, _, body = got.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        named = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)
        }
        return Seen(int(first.split()[1]), named, body, _whole_chunks(body))


def hits(canary: str, seen: bytes) -> int:
    """How often the word stands in these bytes, plain or in base64 at any of its three alignments."""
    found = seen.count(canary.encode())
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + canary.encode())[4 if shift else 0 :].rstrip(b"=")
        found += seen.count(inner[:-2])
    return found


def story_from(text: str, **more: Any) -> Story:
    """What `tests.register.arrange` printed."""
    return Story(**json.loads(text), **more)


def _is_at_head(got: bytes, address: str) -> bool:
    """P-5.3: the hello names the head; the change that is the head comes last, and nothing comes to who is there."""
    head, end, raw = got.partition(b"\r\n\r\n")
    if not end:
        return False
    body = _whole_chunks(raw)
    if b" 200 " not in head.split(b"\r\n")[0] or b"event: reload" in body:
        return True
    hello = re.search(rb"event: ?hello\n(?:id:.*\n)?data: ?({.*})\n", body)
    if not hello:
        return False
    told = json.loads(hello[1])
    cursor = f"{told['epoch']}-{told['head']}"
    return (
        address.endswith(f"={cursor}")
        or re.search(rf"^id: ?{cursor}\n(?:.+\n)+\n".encode(), body, re.M) is not None
    )


def _whole_chunks(raw: bytes) -> bytes:
    """What has come whole of a chunked body (RFC 9112, 7.1)."""
    body, position = b"", 0
    while match := re.compile(rb"([0-9a-f]+)\r\n").match(raw, position):
        start, end = match.end(), match.end() + int(match[1], 16)
        body, position = body + raw[start:end], end + 2
    return body


def _unpacked(raw: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(raw)
    if encoding == "br":
        unpacked: bytes = brotli.decompress(raw)
        return unpacked
    return raw
