"""What strangers send to the seam: unsound requests, too many of them, and from too many lines of one address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from stoppress.edge.limits import Limits
from stoppress.edge.seam import MOST_PIPELINED, Seam
from tests.edge.memory import LIFE, MemoryTail
from tests.edge.reader import Line, Listener, ask, request, wait_until
from tests.edge.serving import QUICK, Served, serving

DELTA = f"/flood/live/since/{LIFE}-5"


def bounded(**bounds: Any) -> Limits:
    """The quick limits with other bounds, for readers of this machine, too."""
    return Limits(look_seconds=QUICK.look_seconds, trusts_loopback=False, **bounds)


def echoed(body: bytes, *headers: bytes) -> bytes:
    return request("/echo", *headers, method=b"POST") + body


UNSOUND = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "zeros": b"\x00" * 200,
    "no target": b"GET\r\n\r\n",
    "a version of its own": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "a header with a space": b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n folded: y\r\nHost: x\r\n\r\n",
    "a zero in a header": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
    "two lengths": echoed(b"ab", b"Content-Length: 1", b"Content-Length: 2"),
    "length and chunks": echoed(b"0\r\n\r\n", b"Content-Length: 3", b"Transfer-Encoding: chunked"),
    "chunks and length": echoed(b"0\r\n\r\n", b"Transfer-Encoding: chunked", b"Content-Length: 3"),
    "a coding of its own": echoed(b"0\r\n\r\n", b"Transfer-Encoding: xchunked"),
    "chunks that are none": echoed(b"zz\r\n\r\n", b"Transfer-Encoding: chunked"),
    "a length below nothing": echoed(b"", b"Content-Length: -1"),
    "a length in other words": echoed(b"", b"Content-Length: 1e3"),
    "no host": b"GET /flood/ HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /flood/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no host elsewhere": b"GET /nothing/ HTTP/1.1\r\n\r\n",
    "a tunnel": b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("unsound", UNSOUND.values(), ids=UNSOUND.keys())
def test_what_is_no_sound_request_is_told_so_in_words_and_is_the_last(seam: Served, unsound: bytes) -> None:
    ask(seam, "/flood/")
    with Line(seam) as line:
        line.send(unsound, request(DELTA))
        seen = line.answer()
        assert seen.status == 400
        assert b"request" in seen.body
        assert line.rest() == b""
    assert ask(seam, DELTA).status == 200


def test_an_old_client_need_not_name_the_host(seam: Served) -> None:
    with Line(seam) as line:
        line.send(b"GET /flood/ HTTP/1.0\r\n\r\n")
        assert line.answer().status == 200


@pytest.mark.parametrize("first", [request("/flood/"), echoed(b"four", b"Content-Length: 4")])
def test_slow_headers_on_a_kept_connection_are_told_so(tail: MemoryTail, first: bytes) -> None:
    with serving("seam", tail, Limits(header_seconds=0.3), keep_alive=60) as served:
        ask(served, "/flood/")
        with Line(served) as line:
            line.send(first)
            assert line.answer().status == 200
            line.send(b"GET / HT")
            assert line.answer().status == 408
            assert line.rest() == b""


def test_who_asks_on_without_reading_is_answered_so_far_and_no_further(seam: Served) -> None:
    seam.paper.may_answer.clear()
    with Line(seam) as line:
        line.send(request("/slow"), *[echoed(b"1", b"Content-Length: 1")] * (3 * MOST_PIPELINED))
        wait_until(seam.paper.begun.is_set, "the first request is being answered")
        seam.paper.may_answer.set()
        assert line.answer().body == b"slow"
        answers = line.rest().count(b"HTTP/1.1 200 OK")
    assert 0 < answers <= MOST_PIPELINED + 1


# ---- bounds of one address and one connection


def test_a_greedy_connection_is_told_to_wait_and_the_others_are_not(tail: MemoryTail) -> None:
    with serving("seam", tail, bounded(requests_a_second=20)) as served, Line(served) as patient:
        ask(served, "/flood/")
        with Line(served) as greedy:
            greedy.send(*[request(DELTA)] * 200)
            statuses: list[int] = []
            while not statuses or statuses[-1] == 200:
                seen = greedy.answer()
                statuses.append(seen.status)
            assert seen.status == 429
            assert int(seen.headers["retry-after"]) > 0
            assert len(statuses) >= 20
            assert greedy.rest() == b""
        patient.send(request(DELTA))
        assert patient.answer().status == 200


@pytest.fixture
def crowded(tail: MemoryTail) -> Iterator[Served]:
    """An edge that lets an address have two streams and four connections."""
    with serving("seam", tail, bounded(streams_an_address=2, connections_an_address=4)) as served:
        ask(served, "/flood/")
        yield served


def test_one_address_has_so_many_streams_and_may_still_poll(crowded: Served) -> None:
    with ExitStack() as held:
        listeners = [held.enter_context(Listener(crowded, "/flood/live/stream")) for _ in range(2)]
        for listener in listeners:
            listener.event("hello")
        refused = ask(crowded, "/flood/live/stream")
        assert refused.status == 503
        assert "retry-after" in refused.headers
        assert ask(crowded, DELTA).status == 200
        assert crowded.edge.readers("flood") == 2
    wait_until(lambda: crowded.edge.open_streams == 0, "both have left")
    with Listener(crowded, "/flood/live/stream") as again:
        again.event("hello")


def test_one_address_has_so_many_connections_and_those_who_are_in_stay(crowded: Served) -> None:
    with ExitStack() as held:
        lines = [held.enter_context(Line(crowded)) for _ in range(4)]
        for line in lines:
            line.send(request(DELTA))
            assert line.answer().status == 200
        with Line(crowded) as fifth:
            seen = fifth.answer()
            assert seen.status == 503
            assert "retry-after" in seen.headers
        lines[0].send(request(DELTA))
        assert lines[0].answer().status == 200


def test_a_reverse_proxy_is_no_single_reader(tail: MemoryTail) -> None:
    for limits in (
        Limits(connections_an_address=1, streams_an_address=1, requests_a_second=1),
        bounded(connections_an_address=1, requests_a_second=1, proxies=frozenset({"127.0.0.1"})),
    ):
        with serving("seam", tail, limits) as served, Line(served) as one, Line(served) as two:
            for line in (one, two):
                line.send(*[request("/flood/")] * 5)
                assert [line.answer().status for _ in range(5)] == [200] * 5


# ---- what the seam is not for


def test_an_application_without_an_edge_is_served_by_uvicorns_own_protocol() -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        """Answers nothing."""

    config = uvicorn.Config(app, http=Seam, lifespan="off", log_config=None, loop="asyncio")
    config.load()
    state = uvicorn.server.ServerState()
    made = Seam(config=config, server_state=state, app_state={}, _loop=object())
    assert type(made) is HttpToolsProtocol
