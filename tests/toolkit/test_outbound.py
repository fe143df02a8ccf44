"""The one door to the outside: where it does not go, and that everything it does has an end (PROMISES S1, S2, F24)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from stoppress.toolkit.outbound import MOST_REDIRECTS, Bounds, Outbound, Refused, Reply, Unreachable
from tests.certificate import serving_and_trusting

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_HERE = "127.0.0.1"
_FINE = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nLocation: https://push.example/m/1\r\n\r\nok"


class Server:
    """A server on this machine, under a name; counts who connects, and keeps what was asked."""

    def __init__(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext], answering: Answering) -> None:
        self._serving, self._trusting = contexts
        self._answering = answering
        self.connections = 0
        self.body_bytes = 4
        self.asked: list[bytes] = []

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(self._meet, _HERE, 0, ssl=self._serving)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def caller(self, *found: str, **bounds: object) -> Outbound:
        """A client that finds these addresses under every name, and may reach this machine unless told otherwise."""

        async def resolve(_host: str) -> Sequence[str]:
            return found or (_HERE,)

        allowed = {"may_reach": lambda address: address == _HERE, "ports": frozenset({self.port})}
        return Outbound(Bounds(**{**allowed, **bounds}), resolve, self._trusting)  # type: ignore[arg-type]

    def address(self, path: str = "/m/1") -> str:
        return f"https://push.example:{self.port}{path}"

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                self.asked.append(
                    await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(self.body_bytes)
                )
                await self._answering(reader, writer)
        except (EOFError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return serving_and_trusting(Path(tmp_path_factory.mktemp("tls")), "push.example")


def _saying(answer: bytes) -> Answering:
    async def answering(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return answering


def _send(contexts: tuple[ssl.SSLContext, ssl.SSLContext], answering: Answering, **bounds: object) -> Reply:
    async def run() -> Reply:
        async with Server(contexts, answering) as server, server.caller(**bounds) as caller:
            return await caller.post(server.address(), {}, b"body")

    return asyncio.run(run())


Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


def test_a_call_is_answered_and_the_connection_used_again(contexts: Contexts) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server, server.caller() as caller:
            for _ in range(3):
                reply = await caller.post(server.address("/m?a=b"), {"TTL": "60"}, b"body")
                assert (reply.status, reply.body) == (201, b"ok")
                assert reply.headers["location"] == "https://push.example/m/1"
            assert server.connections == 1
            assert server.asked[0].startswith(b"POST /m?a=b HTTP/1.1\r\nHost: push.example:")
            assert b"\r\nTTL: 60\r\n" in server.asked[0]
            assert server.asked[0].endswith(b"\r\n\r\nbody")
            assert b"cookie" not in server.asked[0].lower()

    asyncio.run(run())


def test_what_is_asked_for_without_a_body_is_answered_and_a_redirect_is_not_followed(
    contexts: Contexts,
) -> None:
    moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: https://10.0.0.1/\r\n\r\n"

    async def run() -> None:
        async with Server(contexts, _saying(moved)) as server, server.caller() as caller:
            server.body_bytes = 0
            reply = await caller.get(server.address("/about?a=b"), {"Accept": "application/json"})
            assert reply.status == 302
            assert server.asked[0].startswith(b"GET /about?a=b HTTP/1.1\r\nHost: push.example:")
            assert b"content-length" not in server.asked[0].lower()
            assert server.connections == 1

    asyncio.run(run())


def test_what_is_asked_for_is_never_within_our_own_network(contexts: Contexts) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server, server.caller("10.0.0.1") as caller:
            with pytest.raises(Refused):
                await caller.get(server.address(), {})
            assert server.connections == 0

    asyncio.run(run())


def test_a_connection_that_was_closed_while_idle_is_opened_anew(contexts: Contexts) -> None:
    async def once(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_FINE)
        await writer.drain()
        writer.close()

    async def run() -> None:
        async with Server(contexts, once) as server, server.caller() as caller:
            for _ in range(3):
                assert (await caller.post(server.address(), {}, b"body")).status == 201
            assert server.connections == 3

    asyncio.run(run())


@pytest.mark.parametrize(
    "found", [("10.0.0.1",), ("::1",), (_HERE, "10.0.0.1"), ("169.254.169.254", _HERE), ("::ffff:127.0.0.1",)]
)
def test_one_record_that_is_not_the_worlds_spoils_the_name(
    contexts: Contexts, found: tuple[str, ...]
) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server, server.caller(*found) as caller:
            with pytest.raises(Refused):
                await caller.post(server.address(), {}, b"body")
            assert server.connections == 0

    asyncio.run(run())


def test_unless_told_otherwise_our_own_machine_is_not_called(contexts: Contexts) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server:
            async with Outbound(Bounds(ports=frozenset({server.port}))) as caller:
                for host in ("127.0.0.1", "localhost", "2130706433", "127.1"):
                    with pytest.raises((Refused, Unreachable)):
                        await caller.post(f"https://{host}:{server.port}/", {}, b"body")
            assert server.connections == 0

    asyncio.run(run())


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.example"])
def test_what_is_no_name_of_a_host_is_refused(host: str) -> None:
    async def run() -> None:
        async with Outbound() as caller:
            with pytest.raises(Refused, match="no name of a host"):
                await caller.get(f"https://{host}/x.png", {})

    asyncio.run(run())


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example/",
        "https://push.example:8443/",
        "https://user@push.example/",
        "https://push.example/#x",
        "https://[::1]/",
        "https://push.example/a b",
        "https://push.example/\r\nX: y",
        "https://push.exämple/",
        "https://push.example:0x1bb/",
        "file:///etc/passwd",
        "gopher://push.example/",
        "https://",
        "",
    ],
)
def test_only_plain_https_addresses_are_called(address: str) -> None:
    async def nobody(_host: str) -> Sequence[str]:
        raise AssertionError("it was looked up")

    async def run() -> None:
        async with Outbound(resolve=nobody) as caller:
            with pytest.raises(Refused):
                await caller.post(address, {}, b"")

    asyncio.run(run())


def test_a_header_cannot_begin_another(contexts: Contexts) -> None:
    async def run() -> None:
        async with Outbound() as caller:
            with pytest.raises(Refused):
                await caller.post("https://push.example/", {"Topic": "a\r\nX: y"}, b"")

    asyncio.run(run())


def test_a_redirect_is_an_answer_and_is_not_followed(contexts: Contexts) -> None:
    moved = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    assert _send(contexts, _saying(moved)).status == 307


def test_a_word_that_the_answer_is_still_to_come_is_not_the_answer(contexts: Contexts) -> None:
    assert _send(contexts, _saying(b"HTTP/1.1 103 Early Hints\r\n\r\n" + _FINE)).status == 201


def test_a_server_without_the_right_certificate_is_not_told_anything(contexts: Contexts) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server, server.caller() as caller:
            with pytest.raises(Unreachable):
                await caller.post(f"https://other.example:{server.port}/", {}, b"body")
            assert server.asked == []

    asyncio.run(run())


async def _silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _dripping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _endless(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"." * 65_536)
        await writer.drain()


async def _hanging_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    "answering", [_silent, _dripping, _endless, _hanging_up, _saying(b"SSH-2.0-x\r\n\r\n")]
)
def test_a_server_that_gives_no_whole_answer_ends_as_unreachable(
    contexts: Contexts, answering: Answering
) -> None:
    with pytest.raises(Unreachable):
        _send(contexts, answering, seconds=0.3)


def test_a_name_that_is_never_found_ends_as_unreachable() -> None:
    async def never(_host: str) -> Sequence[str]:
        return [await asyncio.Event().wait() and ""]

    async def run() -> None:
        async with Outbound(Bounds(seconds=0.05), never) as caller:
            for _ in range(2):
                with pytest.raises(Unreachable):
                    await caller.post("https://push.example/", {}, b"")

    asyncio.run(run())


def test_so_many_are_called_at_once_and_no_more(contexts: Contexts) -> None:
    inside = most = 0

    async def slowly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(20):
            await asyncio.sleep(0)
        inside -= 1
        writer.write(_FINE)

    async def run() -> None:
        async with Server(contexts, slowly) as server, server.caller(at_once=4) as caller:
            calls = [caller.post(server.address(), {}, b"body") for _ in range(20)]
            assert {reply.status for reply in await asyncio.gather(*calls)} == {201}
            assert server.connections <= 4

    asyncio.run(run())
    assert most <= 4


def _leading(where: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {where}\r\n\r\n".encode()


def test_a_page_that_is_read_is_followed_to_where_it_stands_now(contexts: Contexts) -> None:
    async def by_path(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_old = server.asked[-1].startswith(b"GET /old ")
        writer.write(_leading("/new#here") if is_old else _FINE)
        await writer.drain()

    async def run() -> None:
        async with server, server.caller() as caller:
            reply = await caller.read(server.address("/old"), {})
            assert (reply.status, reply.body) == (201, b"ok")
            assert [line.split(b" ")[1] for line in server.asked] == [b"/old", b"/new"]

    server = Server(contexts, by_path)
    server.body_bytes = 0
    asyncio.run(run())


@pytest.mark.parametrize(
    "where",
    [
        "http://push.example/",
        "https://push.example:8443/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://user@push.example/",
        "//169.254.169.254/latest/",
        "https://[/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_is_checked_as_if_a_stranger_had_given_its_address(contexts: Contexts, where: str) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_leading(where))) as server, server.caller() as caller:
            server.body_bytes = 0
            with pytest.raises(Refused):
                await caller.read(server.address(), {})
            assert server.connections == 1

    asyncio.run(run())


def test_a_redirect_to_a_name_within_our_own_network_is_refused(contexts: Contexts) -> None:
    async def resolve(host: str) -> Sequence[str]:
        return ("10.0.0.1",) if host == "inside.example" else (_HERE,)

    async def run() -> None:
        async with Server(contexts, _saying(b"")) as server:
            server.body_bytes = 0
            server._answering = _saying(_leading(f"https://inside.example:{server.port}/"))
            bounds = Bounds(may_reach=lambda address: address == _HERE, ports=frozenset({server.port}))
            async with Outbound(bounds, resolve, contexts[1]) as caller:
                with pytest.raises(Refused):
                    await caller.read(server.address(), {})

    asyncio.run(run())


def test_who_leads_round_in_circles_is_left(contexts: Contexts) -> None:
    async def run() -> None:
        async with Server(contexts, _saying(_leading("/again"))) as server, server.caller() as caller:
            server.body_bytes = 0
            with pytest.raises(Unreachable):
                await caller.read(server.address(), {})
            assert len(server.asked) == MOST_REDIRECTS + 1

    asyncio.run(run())


def test_a_name_that_is_given_another_address_after_it_was_checked_leads_nowhere_else(
    contexts: Contexts,
) -> None:
    """DNS rebinding: the connection is made to the address that was checked, and the name is not looked up once more."""
    looked_up: list[str] = []

    async def rebinding(host: str) -> Sequence[str]:
        looked_up.append(host)
        return (_HERE,) if len(looked_up) == 1 else ("10.0.0.1",)

    async def run() -> None:
        async with Server(contexts, _saying(_FINE)) as server:
            bounds = Bounds(may_reach=lambda address: address == _HERE, ports=frozenset({server.port}))
            async with Outbound(bounds, rebinding, contexts[1]) as caller:
                for _ in range(2):
                    assert (await caller.post(server.address(), {}, b"body")).status == 201
            assert looked_up == ["push.example"]
            async with Outbound(bounds, rebinding, contexts[1]) as caller:
                with pytest.raises(Refused):
                    await caller.post(server.address(), {}, b"body")

    asyncio.run(run())


def test_an_answer_may_weigh_so_much_and_no_more(contexts: Contexts) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"." * 1_000
    assert len(_send(contexts, _saying(answer), most_bytes=len(answer)).body) == 1_000
    with pytest.raises(Unreachable):
        _send(contexts, _saying(answer), most_bytes=len(answer) - 1)
