"""The one door to other people's servers: HTTPS to machines that the whole world reaches, bounded in time and size.

An address that a stranger gave is hostile: its name may lead into our own network, its server may hang, or answer without end.
So every record of the name is checked, the connection is made to the very address that was checked, nothing is followed to
another place unseen, no proxy is taken from the environment, no cookie is kept, and every call ends within its time.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import httptools

from stoppress.toolkit.addresses import is_global

#: One call, with finding the name, connecting, sending and reading.
CALL_SECONDS = 5.0
#: What an answer may weigh, head and body together.
MOST_BYTES = 65_536
#: Calls in progress at once; more wait for their turn.
MOST_AT_ONCE = 50
_PORT = 443
_MOST_ADDRESSES = 3
#: Redirects of a page that is read; each leads through all checks once more.
MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK_BYTES = 16_384
#: A status below says that the answer is still to come.
_FIRST_FINAL = 200
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.IGNORECASE)
_TARGET = re.compile(r"[!-~]*")
_HEADER = re.compile(r"[\t -~]*")

_TROUBLES = (OSError, TimeoutError, EOFError, httptools.HttpParserError, httptools.HttpParserUpgrade)

Resolve = Callable[[str], Awaitable[Sequence[str]]]
#: Names are looked up by the system, which may take its time: in few threads, which nobody waits for.
_looking_up = ThreadPoolExecutor(max_workers=4, thread_name_prefix="names")


class Refused(Exception):
    """We do not call there: the address is not one that a stranger may lead us to."""


class Unreachable(Exception):
    """No whole answer came within the bounds."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Bounds:
    """How far we go. What differs from this is for tests, which have a server on their own machine."""

    seconds: float = CALL_SECONDS
    most_bytes: int = MOST_BYTES
    at_once: int = MOST_AT_ONCE
    may_reach: Callable[[str], bool] = is_global
    ports: frozenset[int] = frozenset({_PORT})


async def look_up(host: str) -> Sequence[str]:
    """Every address of this name, as the system finds them."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_looking_up, _addresses, host)
    return list(dict.fromkeys(found))


class Outbound:
    """Calls other people's servers; keeps a connection for the next call to the same host. Use it within `async with`."""

    def __init__(
        self,
        bounds: Bounds | None = None,
        resolve: Resolve = look_up,
        trusting: ssl.SSLContext | None = None,
    ) -> None:
        self._bounds = bounds or Bounds()
        self._resolve = resolve
        self._trusting = trusting or ssl.create_default_context()
        self._turn = asyncio.Semaphore(self._bounds.at_once)
        self._idle: dict[tuple[str, int], list[_Line]] = {}
        self._known: dict[str, asyncio.Task[list[str]]] = {}

    async def __aenter__(self) -> Outbound:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._known.values():
            task.cancel()
        for lines in self._idle.values():
            for line in lines:
                line.close()

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send this, and give the answer, whatever its status; raises Refused or Unreachable."""
        return await self._send("POST", address, headers, body)

    async def get(self, address: str, headers: Mapping[str, str]) -> Reply:
        """Ask for this, and give the answer, whatever its status: nothing is followed; raises Refused or Unreachable."""
        return await self._send("GET", address, headers, b"")

    async def read(self, address: str, headers: Mapping[str, str]) -> Reply:
        """As `get`, and a redirect is followed a few times, each as if somebody had given us its address: checked, and https."""
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self.get(address, headers)
            where = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not where:
                return reply
            address = _onward(address, where)
        raise Unreachable("too many redirects")

    async def _send(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        to, port = _read(address, self._bounds.ports)
        request = _request(method, to, headers, body)
        async with self._turn:
            try:
                async with asyncio.timeout(self._bounds.seconds):
                    return await self._call(to.hostname or "", port, request)
            except _TROUBLES as error:
                raise Unreachable(type(error).__name__) from error
            except UnicodeError as error:  # an empty label, or one of more than 63 letters
                raise Refused("This is no name of a host.") from error

    async def _call(self, host: str, port: int, request: bytes) -> Reply:
        idle = self._idle.setdefault((host, port), [])
        if idle:
            line = idle.pop()
            try:
                return await self._over(line, request, idle)
            except (OSError, EOFError):
                pass  # it was closed while nobody used it: once more, over a new one
        return await self._over(await self._connect(host, port), request, idle)

    async def _over(self, line: _Line, request: bytes, idle: list[_Line]) -> Reply:
        stays_open = False
        try:
            reply, stays_open = await line.ask(request, self._bounds.most_bytes)
            return reply
        finally:
            if stays_open:
                idle.append(line)
            else:
                line.close()

    async def _connect(self, host: str, port: int) -> _Line:
        """To the first address that answers, of those that were checked; never to a name, which could lead elsewhere by now."""
        trouble: OSError | None = None
        for address in (await self._checked(host))[:_MOST_ADDRESSES]:
            try:
                reader, writer = await asyncio.open_connection(
                    address, port, ssl=self._trusting, server_hostname=host
                )
            except OSError as error:
                trouble = error
            else:
                return _Line(reader, writer)
        raise trouble or OSError("no address")

    async def _checked(self, host: str) -> list[str]:
        """The addresses of a host, found once; one that is not the world's spoils all, for somebody has put it there."""
        task = self._known.get(host)
        if task is None:
            task = self._known[host] = asyncio.ensure_future(self._find(host))
            task.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # whoever asked may be gone
        return await asyncio.shield(task)

    async def _find(self, host: str) -> list[str]:
        found = list(await self._resolve(host))
        if not all(self._bounds.may_reach(address) for address in found):
            raise Refused(f"{host} does not lead to the open internet.")
        return found


@dataclass
class _Line:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes, most_bytes: int) -> tuple[Reply, bool]:
        """Send, and read one answer; and say whether the connection can be used once more."""
        self.writer.write(request)
        await self.writer.drain()
        heard = _Heard()
        parser = heard.parser = httptools.HttpResponseParser(heard)
        size = 0
        while not heard.is_whole:
            chunk = await self.reader.read(_CHUNK_BYTES)
            size += len(chunk)
            if not chunk:
                raise EOFError
            if size > most_bytes:
                raise OSError("the answer is too long")
            parser.feed_data(chunk)
            heard.is_whole = heard.is_whole and parser.get_status_code() >= _FIRST_FINAL
        reply = Reply(parser.get_status_code(), heard.headers, bytes(heard.body))
        return reply, heard.stays_open

    def close(self) -> None:
        self.writer.transport.abort()  # without waiting for a goodbye


@dataclass
class _Heard:
    """What the parser tells of an answer."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    is_whole: bool = False
    stays_open: bool = False
    parser: Any = None

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, piece: bytes) -> None:
        self.body += piece

    def on_message_complete(self) -> None:
        self.is_whole = True
        self.stays_open = bool(self.parser.should_keep_alive())  # only now: it is forgotten at once


def _read(address: str, ports: frozenset[int]) -> tuple[SplitResult, int]:
    """The address in its pieces, and the port; raises Refused for what is no plain https address."""
    try:
        to = urlsplit(address)
        port = to.port or _PORT
    except ValueError as error:
        raise Refused("This is no address.") from error
    is_plain = to.scheme == "https" and not to.username and not to.password and not to.fragment
    if not is_plain or port not in ports or not _HOST.fullmatch(to.hostname or ""):
        raise Refused("Only plain https addresses are called.")
    if not _TARGET.fullmatch(to.path + to.query):
        raise Refused("This address holds letters that no address has.")
    return to, port


def _onward(address: str, where: str) -> str:
    """Where a redirect leads, without the place within that page."""
    try:
        return urlsplit(urljoin(address, where))._replace(fragment="").geturl()
    except ValueError as error:
        raise Refused("A redirect leads to what is no address.") from error


def _request(method: str, to: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
    target = (to.path or "/") + (f"?{to.query}" if to.query else "")
    length = {} if method == "GET" else {"Content-Length": str(len(body))}
    said = {"Host": to.netloc, **headers, **length, "Accept-Encoding": "identity"}
    if not all(_HEADER.fullmatch(f"{name}{value}") for name, value in said.items()):
        raise Refused("A header cannot hold these letters.")
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


def _addresses(host: str) -> list[str]:
    found: list[Any] = socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)
    return [str(record[4][0]) for record in found]
