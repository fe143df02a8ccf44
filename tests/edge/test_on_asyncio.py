"""The seam without uvloop, as on machines that have none: what differs there are transports, buffers and refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stoppress.edge.limits import Limits
from stoppress.edge.open_line import OpenLine
from tests.edge.memory import LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Line, Listener, ask, request, wait_until
from tests.edge.serving import QUICK, Served, serving

KIND = "seam on asyncio"
STREAM = "/flood/live/stream"


@pytest.fixture
def served(tail: MemoryTail) -> Iterator[Served]:
    with serving(KIND, tail) as one:
        yield one


def test_page_delta_and_stream_are_answered_on_kept_lines(served: Served, flood: MemoryWire) -> None:
    with Line(served) as line, Listener(served, STREAM) as listener:
        line.send(*[request("/flood/"), request(f"/flood/live/since/{LIFE}-5")] * 3)
        assert [line.answer().status for _ in range(6)] == [200] * 6
        assert listener.event("hello")["head"] == 5
        assert [type(reader) for reader in served.paper.ask(lambda: _readers(served))] == [OpenLine]
        flood.publish()
        served.edge.look()
        assert listener.changes(upto=6) == [6]


def _readers(served: Served) -> list[object]:
    return list(served.edge._follower.audiences["flood"]._everybody())


def test_a_reader_who_does_not_read_is_let_go(served: Served, flood: MemoryWire) -> None:
    with Listener(served, STREAM, receive_bytes=4096), Listener(served, STREAM) as other:
        other.event("hello")
        wait_until(lambda: served.edge.readers("flood") == 2, "both listen")
        sent = 5
        while served.edge.readers("flood") == 2:
            assert sent < 400, "who does not read is still there"
            flood.publish("x" * 20_000)
            sent += 1
            served.edge.look()
            assert other.changes(upto=sent) == [sent]
        wait_until(lambda: served.edge.open_streams == 1, "the stream is counted out")


def test_half_a_head_and_junk_are_told_so(tail: MemoryTail) -> None:
    with serving(KIND, tail, Limits(header_seconds=0.3)) as served:
        with Line(served) as junk:
            junk.send(b"junk\r\n\r\n")
            assert junk.answer().status == 400
        with Line(served) as slow:
            slow.send(b"GET /flood/ HTTP/1.1\r\nHo")
            assert slow.answer().status == 408


def test_too_many_connections_are_refused_in_words(tail: MemoryTail) -> None:
    limits = Limits(look_seconds=QUICK.look_seconds, connections=1)
    with serving(KIND, tail, limits) as served, Line(served) as one:
        one.send(request("/flood/"))
        assert one.answer().status == 200
        with Line(served) as two:
            assert two.answer().status == 503
        one.close()
        wait_until(lambda: len(served.edge.keeper) == 0, "the first is counted out")
        assert ask(served, "/flood/").status == 200


def test_a_server_that_stops_closes_its_streams(tail: MemoryTail) -> None:
    with serving(KIND, tail) as served, Listener(served, STREAM) as listener:
        listener.event("hello")
        served.stop()
        assert all("data" not in block for block in listener.rest())
