"""Connections at the seam: one reading of every request, a deadline for whatever waits, a bound for whatever comes."""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator

import msgspec
import pytest

from stoppress.edge.limits import Limits
from tests.edge.memory import LIFE, MemoryTail
from tests.edge.reader import Closed, Line, Listener, ask, request, wait_until, wait_until_all_have_left
from tests.edge.serving import PATIENCE_SECONDS, QUICK, Served, serving

PAGE = request("/flood/")
DELTA = request(f"/flood/live/since/{LIFE}-4")
#: Short enough for a test to see the end of it, and nothing is asserted of how long it took.
HASTY = msgspec.structs.replace(QUICK, header_seconds=1.0, body_seconds=1.0, stall_seconds=0.2)


@pytest.fixture
def hasty(tail: MemoryTail) -> Iterator[Served]:
    """An edge at the seam with short deadlines."""
    with serving("seam", tail, HASTY, keep_alive=1) as served:
        ask(served, "/flood/")
        yield served


def test_answers_come_in_the_order_of_the_questions(seam: Served) -> None:
    """P-3.8: hot answers, cold answers and a slow one, all sent at once."""
    ask(seam, "/flood/")
    with Line(seam) as line:
        line.send(
            PAGE, request("/slow"), DELTA, request("/nothing/"), request("/flood/", method=b"HEAD"), PAGE
        )
        assert line.answer().headers["content-type"].startswith("text/html")
        assert seam.paper.begun.wait(PATIENCE_SECONDS)
        seam.paper.may_answer.set()
        assert line.answer().body == b"slow"
        assert line.answer().json["head"] == 5
        assert line.answer().status == 404
        assert line.answer(is_head=True).status == 200
        assert line.answer().status == 200


def test_a_stream_behind_a_slow_answer_waits_for_its_turn(seam: Served) -> None:
    """P-5.3: it is not written into another's answer."""
    with Line(seam) as line:
        line.send(request("/slow"), request("/flood/live/stream"))
        assert seam.paper.begun.wait(PATIENCE_SECONDS)
        seam.paper.may_answer.set()
        assert line.answer().body == b"slow"
        status, headers = line.head()
        assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_a_request_may_come_byte_by_byte(seam: Served) -> None:
    """However it is cut, it is one request."""
    ask(seam, "/flood/")
    with Line(seam) as line:
        for byte in DELTA + request("/flood/live/stream"):
            line.send(bytes([byte]))
        assert line.answer().json["head"] == 5
        assert line.head()[0] == 200


@pytest.mark.parametrize("path", ["/flood/", "/flood/live/since/aaaabbbb-4", "/nothing/"])
def test_a_get_with_a_body_is_answered_and_the_next_request_is_read(seam: Served, path: str) -> None:
    """P-3.8: a body has no meaning here, and is not taken for a request."""
    ask(seam, "/flood/")
    smuggled = request("/healthz")
    with Line(seam) as line:
        line.send(request(path, b"Content-Length: %d" % len(smuggled)), smuggled, PAGE)
        assert line.answer().status in (200, 404)
        assert b"data-cursor" in line.answer().body
        line.send(request(path, b"Transfer-Encoding: chunked"), b"3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", PAGE)
        assert line.answer().status in (200, 404)
        assert b"data-cursor" in line.answer().body


@pytest.mark.parametrize(
    "raw",
    [
        b"junk\r\n\r\n",
        b"\0\1\2\3",
        b"GET /flood/ HTTP/9.9\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        b"GET /flood/ HTTP/1.1\r\nHost: x\r\n folded: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_cannot_be_read_is_told_so_and_the_line_is_closed(seam: Served, raw: bytes) -> None:
    """P-3.8: one reading of every request, or 400."""
    ask(seam, "/flood/")
    with Line(seam) as line:
        line.send(raw)
        seen = line.answer()
        assert (seen.status, seen.headers["connection"]) == (400, "close")
        assert line.rest() == b""


def test_junk_behind_a_question_does_not_stand_in_its_answer(seam: Served) -> None:
    """The slow answer comes first and whole; then the line is closed."""
    with Line(seam) as line:
        line.send(request("/slow"), b"\0\0\0\r\n\r\n")
        assert seam.paper.begun.wait(PATIENCE_SECONDS)
        seam.paper.may_answer.set()
        assert line.answer().body == b"slow"
        assert line.rest() == b""


@pytest.mark.parametrize("pieces", [[b"a" * 70_000], [b"a" * 1_000] * 70, [b"a" * 1_000_000]])
def test_headers_that_are_too_long_are_refused(seam: Served, pieces: list[bytes]) -> None:
    """PROMISES P12: at 64 KiB, in one piece or in many."""
    with Line(seam) as line:
        try:
            line.send(b"GET /flood/ HTTP/1.1\r\nHost: x\r\n")
            for piece in pieces:
                line.send(b"X: ", piece, b"\r\n")
            line.send(b"\r\n")
            seen = line.answer()
        except (Closed, ConnectionError):
            return  # closed while we still sent
        assert (seen.status, seen.headers["connection"]) == (431, "close")


def test_an_address_without_end_is_refused(seam: Served) -> None:
    """PROMISES P12: the request line counts with the headers."""
    with Line(seam) as line:
        line.send(b"GET /" + b"a" * 100_000)
        assert line.answer().status == 431


def test_many_small_requests_in_one_piece_are_not_too_long_headers(seam: Served) -> None:
    """The bound is on one request, not on what comes together."""
    ask(seam, "/flood/")
    with Line(seam) as line:
        line.send(DELTA * 2_000)
        assert {line.answer().status for _ in range(2_000)} == {200}


@pytest.mark.parametrize("begun", [b"", b"GET /fl", b"GET /flood/ HTTP/1.1\r\nHost: x\r\n", b"\r\n\r\n"])
def test_who_does_not_finish_his_headers_is_let_go(hasty: Served, begun: bytes) -> None:
    """PROMISES P12: half a request, or nothing at all; who has begun one is told 408."""
    with Line(hasty) as line:
        line.send(begun)
        told = line.rest()
        assert told == b"" or told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert bool(told) == bool(begun)
    wait_until(lambda: len(hasty.edge.keeper) == 0, "all connections are counted out")


def test_drops_of_bytes_do_not_prolong_the_headers(hasty: Served) -> None:
    """PROMISES P12: the deadline is for the whole, not from byte to byte."""
    with Line(hasty) as line:
        line.send(b"GET /flood/ HTTP/1.1\r\n")
        with pytest.raises((Closed, ConnectionError)):
            for _ in range(1_000):
                line.send(b"X: y\r\n")
                line.socket.settimeout(0.05)
                try:
                    line._more()
                except TimeoutError:
                    continue


def test_a_body_that_dawdles_is_let_go_in_words(hasty: Served) -> None:
    """PROMISES section 0, 7: a deadline for bodies."""
    with Line(hasty) as line:
        line.send(request("/echo", b"Content-Length: 100", method=b"POST"), b"only this")
        assert line.answer().status == 408
        assert line.rest() == b""


def test_a_body_that_comes_in_time_is_read_whole(seam: Served) -> None:
    """In pieces, and after the word to go on."""
    with Line(seam) as line:
        line.send(request("/echo", b"Content-Length: 6", method=b"POST"), b"abc", b"def")
        assert line.answer().body == b"abcdef"
        line.send(request("/echo", b"Content-Length: 3", b"Expect: 100-continue", method=b"POST"))
        assert line.head()[0] == 100
        line.send(b"xyz")
        assert line.answer().body == b"xyz"


def test_a_slow_answer_is_not_cut_by_deadlines(hasty: Served) -> None:
    """Whose whole request is there waits as long as the application does, with half a request behind it."""
    with Line(hasty) as line:
        line.send(request("/slow"), b"GET /fl")
        assert hasty.paper.begun.wait(PATIENCE_SECONDS)
        with Line(hasty) as other:
            other.rest()  # closed by its deadline: so much time has passed
        hasty.paper.may_answer.set()
        assert line.answer().body == b"slow"


@pytest.mark.parametrize(
    "before", [PAGE, request("/nothing/"), PAGE + b"\r\n", request("/nothing/") + b"\r\n"]
)
def test_an_idle_connection_is_closed_in_the_end(hasty: Served, before: bytes) -> None:
    """PROMISES P12: after an answer from memory, after another one, and after bytes that begin nothing."""
    with Line(hasty) as line:
        line.send(before)
        assert line.answer().status in (200, 404)
        line.send(b"\r\n")
        assert line.rest() == b""


def test_who_asks_and_never_reads_is_let_go(hasty: Served) -> None:
    """PROMISES F12: his answers are not heaped up for ever."""
    line = Line(hasty, receive_bytes=4_096)
    line.socket.setblocking(False)
    wanted = request("/flood/") * 200
    with pytest.raises(ConnectionError):
        for _ in range(1_000_000):
            try:
                line.socket.send(wanted)
            except BlockingIOError:
                wait_until(lambda: _writable_or_gone(line), "more can be sent, or the line is gone")
    line.close()
    wait_until(lambda: len(hasty.edge.keeper) == 0, "he is counted out")


@pytest.mark.parametrize("value", [b"close", b"Close", b"keep-alive, close", b"TE, close"])
def test_who_wants_the_line_closed_has_it_closed(seam: Served, value: bytes) -> None:
    """RFC 9112 9.6: and is told so."""
    ask(seam, "/flood/")
    with Line(seam) as line:
        line.send(request("/flood/", b"Connection: " + value))
        seen = line.answer()
        assert (seen.status, seen.headers["connection"]) == (200, "close")
        assert line.rest() == b""


def test_http_1_0_is_answered_and_closed(seam: Served) -> None:
    """Old clients, and proxies that were never told otherwise."""
    ask(seam, "/flood/")
    for headers in ([], [b"Connection: keep-alive"]):
        with Line(seam) as line:
            line.send(request("/flood/", *headers, version=b"1.0"))
            assert line.answer().status == 200
            assert line.rest() == b""


@pytest.mark.parametrize("path", ["/flood/", "/flood/live/stream", "/nothing/"])
def test_another_protocol_is_not_taken_up(seam: Served, path: str) -> None:
    """An offer to upgrade is no duty: the answer is that of HTTP/1.1."""
    ask(seam, "/flood/")
    for offer in (b"h2c", b"websocket"):
        with Line(seam) as line:
            line.send(request(path, b"Connection: Upgrade", b"Upgrade: " + offer))
            assert line.head()[0] == ask_status(path)


def test_the_whole_address_is_the_address(seam: Served) -> None:
    """Absolute form, percent-encoding: the same page."""
    page = ask(seam, "/flood/").body
    assert ask(seam, "http://stop.press/flood/").body == page
    assert ask(seam, "/%66lood/").body == page


def test_too_many_connections_are_refused_in_words(tail: MemoryTail) -> None:
    """PROMISES section 0, 7: in all and by address; who is in stays."""
    for limits in (
        Limits(connections=2),
        Limits(connections_an_address=2, trusts_loopback=False),
    ):
        with serving("seam", tail, limits) as served:
            first, second = Line(served), Listener(served, "/flood/live/stream")
            second.event("hello")
            first.send(PAGE)
            assert first.answer().status == 200
            with Line(served) as third:
                seen = third.answer()
                assert seen.status == 503
                assert 5 <= int(seen.headers["retry-after"]) <= 15
                assert third.rest() == b""
            first.send(PAGE)
            assert first.answer().status == 200
            second.line.close()
            wait_until_all_have_left(served, but=1)
            with Line(served) as fourth:
                fourth.send(PAGE)
                assert fourth.answer().status == 200
            first.close()


def test_a_server_that_stops_answers_what_has_begun(tail: MemoryTail) -> None:
    """PROMISES F14: the slow answer comes, idle connections are closed, nobody hangs."""
    with (
        serving("seam", tail) as served,
        Line(served) as idle,
        Line(served) as line,
        Listener(served, "/flood/live/stream") as listener,
    ):
        idle.send(PAGE)
        assert idle.answer().status == 200
        line.send(request("/slow"))
        assert served.paper.begun.wait(PATIENCE_SECONDS)
        stopping = threading.Thread(target=served.stop)
        stopping.start()
        assert idle.rest() == b""
        served.paper.may_answer.set()
        assert line.answer().body == b"slow"
        assert {block.get("event") for block in listener.rest()} <= {None, "hello"}
        stopping.join()


def ask_status(path: str) -> int:
    """What the plain answer would be."""
    return 404 if path == "/nothing/" else 200


def _writable_or_gone(line: Line) -> bool:
    return bool(select.select([], [line.socket], [], 0)[1])
