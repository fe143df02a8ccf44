"""A browser that subscribed, and its push service: what it is sent it opens with its own private key."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stoppress.alerts.encoding import encoded
from stoppress.alerts.sealing import point_of, public_key
from stoppress.alerts.subscriptions import Browser
from stoppress.toolkit.outbound import Bounds, Outbound
from tests.certificate import serving_and_trusting

#: As one of the services that are known by default is named.
SERVICE = "fcm.googleapis.com"
_HERE = "127.0.0.1"


class FakeBrowser:
    """What a browser holds after it subscribed."""

    def __init__(self, name: str = "one", service: str = SERVICE) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self.point = point_of(self._key.public_key())
        self.p256dh, self.auth = encoded(self.point), encoded(self._auth)
        self.endpoint = f"https://{service}/fcm/send/{name}"

    @property
    def subscription(self) -> Browser:
        return Browser(self.endpoint, self.p256dh, self.auth)

    @property
    def given(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` says it."""
        keys = {"p256dh": self.p256dh, "auth": self.auth}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def open(self, body: bytes) -> bytes:
        """The message inside (RFC 8291 3.4, RFC 8188 2), written apart from what seals it."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        secret = self._key.exchange(ec.ECDH(), public_key(theirs))
        seed = _derived(self._auth, secret, b"WebPush: info\x00" + self.point + theirs, 32)
        key = _derived(salt, seed, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(salt, seed, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert padded.endswith(b"\x02")
        return padded[:-1]


@dataclass(frozen=True)
class Message:
    """What a push service was given for one browser."""

    path: str
    headers: Mapping[str, str]
    said: Mapping[str, Any]


@dataclass
class PushService:
    """A push service on this machine, under the name of a real one; opens what it gets, for the browsers that it knows."""

    folder: Path
    browsers: dict[str, FakeBrowser] = field(default_factory=dict)
    got: list[Message] = field(default_factory=list)
    #: What it answers, by the path; 201 where nothing is said.
    answers: dict[str, int] = field(default_factory=dict)
    retry_after: str = ""
    connections: int = 0

    def __post_init__(self) -> None:
        self._contexts: tuple[ssl.SSLContext, ssl.SSLContext] = serving_and_trusting(self.folder, SERVICE)

    def browser(self, name: str) -> FakeBrowser:
        """A new browser that has subscribed here."""
        made = FakeBrowser(name)
        self.browsers[f"/fcm/send/{name}"] = made
        return made

    async def __aenter__(self) -> PushService:
        self._server = await asyncio.start_server(self._meet, _HERE, 0, ssl=self._contexts[0])
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def caller(self) -> Outbound:
        """A client that finds this service under its real name, and trusts it."""
        return _Led(self._port, self._contexts[1])

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                first, *lines = head.strip().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines)
                body = await reader.readexactly(int(headers["content-length"]))
                status = self._take(first.split()[1], dict(line.split(": ", 1) for line in lines), body)
                more = f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
                writer.write(f"HTTP/1.1 {status} Said\r\n{more}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (EOFError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        status = self.answers.get(path, 201)
        if status == 201:
            self.got.append(Message(path, headers, json.loads(self.browsers[path].open(body))))
        return status


class _Led(Outbound):
    """As in earnest, but that the name of the service leads to this machine, and its port to the test's."""

    def __init__(self, port: int, trusting: ssl.SSLContext) -> None:
        async def here(_host: str) -> Sequence[str]:
            return [_HERE]

        super().__init__(Bounds(may_reach=lambda address: address == _HERE), here, trusting)
        self._port = port

    async def _connect(self, host: str, port: int) -> Any:
        assert port == 443
        return await super()._connect(host, self._port)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
