"""The stream, as docs/protocol.md section 5 promises it, at the seam and by plain ASGI."""

from __future__ import annotations

import asyncio
import threading

import msgspec
import pytest

from stoppress.wire.change import HIGHEST_NUMBER
from tests.edge.memory import LIFE, NEXT_LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Closed, Line, Listener, ask, request, wait_until, wait_until_all_have_left
from tests.edge.serving import QUICK, SERVERS, Served, serving

STREAM = "/flood/live/stream"


def test_hello_comes_first_and_tells_what_was_got(served: Served) -> None:
    """P-5.3: epoch, head and pace, before anything else."""
    with Listener(served, STREAM) as listener:
        hello = listener.event("hello")
        assert (hello["epoch"], hello["head"], hello["pace"]) == (LIFE, 5, 5)


def test_a_change_is_one_event_with_its_cursor(served: Served, flood: MemoryWire) -> None:
    """P-5.1: the id is the cursor after it, the data the object of the delta."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        flood.publish("The dam holds")
        event = listener.event("change")
    assert event.pop("id") == f"{LIFE}-6"
    assert event.pop("event") == "change"
    assert event == flood.changes[-1].travelling()


def test_several_changes_of_one_moment_keep_each_its_event(
    served: Served, flood: MemoryWire, tail: MemoryTail
) -> None:
    """P-5.1: together on the line, apart in the stream, in order."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        with tail.lock:
            for _ in range(7):
                flood.publish()
        assert listener.changes(upto=12) == list(range(6, 13))


@pytest.mark.parametrize("how", ["header", "query", "both"])
def test_who_comes_back_is_told_what_he_missed(served: Served, flood: MemoryWire, how: str) -> None:
    """P-5.2: by Last-Event-ID or by query; the header wins; collapsed."""
    flood.publish("Again", index=2)
    path = {"header": STREAM, "query": f"{STREAM}?x=1&since={LIFE}-3&y=", "both": f"{STREAM}?since={LIFE}-6"}[
        how
    ]
    headers = [] if how == "query" else [f"Last-Event-ID: {LIFE}-3".encode()]
    with Listener(served, path, *headers) as listener:
        assert listener.event("hello")["head"] == 6
        assert [listener.event("change")["n"] for _ in range(2)] == [5, 6]
        flood.publish()
        assert listener.event("change")["n"] == 7


@pytest.mark.parametrize(
    "asked", ["", "x", "aaaabbbb-", "aaaabbbb-99999999999999999999", "x" * 3_000, "%0d%0aid: 3"]
)
def test_who_brings_no_cursor_begins_at_the_head(served: Served, flood: MemoryWire, asked: str) -> None:
    """P-5.2: without a cursor, or with a malformed one, as the query or as the header."""
    with (
        Listener(served, f"{STREAM}?since={asked.replace(' ', '')}") as first,
        Listener(served, STREAM, f"Last-Event-ID: {asked}".encode()) as second,
    ):
        assert first.event("hello")["head"] == second.event("hello")["head"] == 5
        flood.publish()
        assert first.event("change")["n"] == second.event("change")["n"] == 6


@pytest.mark.parametrize("cursor", ["zzzzzzzz-3", "zzzzzzzz-900"])
def test_another_epoch_is_told_to_load_the_page_and_the_stream_ends(served: Served, cursor: str) -> None:
    """P-5.4: hello, reload, the end."""
    with Listener(served, f"{STREAM}?since={cursor}") as listener:
        assert listener.event("hello")["epoch"] == LIFE
        assert listener.event("reload")["head"] == 5
        assert listener.rest() == []
    wait_until(lambda: served.edge.open_streams == 0, "the stream is counted out")


@pytest.mark.parametrize("kind", SERVERS)
def test_who_is_hopelessly_behind_loads_the_page_again(kind: str) -> None:
    """P-5.4: older than is kept; or more missed than a slow line should carry."""
    wire = MemoryWire()
    for _ in range(1_200):
        wire.publish("x" * 2_000)
    with serving(kind, MemoryTail(flood=wire)) as served:
        for number in (3, 900):
            with Listener(served, f"{STREAM}?since={LIFE}-{number}") as listener:
                listener.event("hello")
                assert listener.event("reload")["head"] == wire.head
        with Listener(served, f"{STREAM}?since={LIFE}-{wire.head - 50}") as listener:
            listener.event("hello")
            assert listener.changes(upto=wire.head) == list(range(wire.head - 49, wire.head + 1))


def test_a_restore_tells_open_pages_to_load_again(
    served: Served, flood: MemoryWire, tail: MemoryTail
) -> None:
    """P-5.4, P-2.5: who listens when the epoch changes is told so; who comes then meets the new one."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        with tail.lock:
            flood.begin_anew()
        reload = listener.event("reload")
        assert (reload["epoch"], reload["head"]) == (NEXT_LIFE, 4)
        assert listener.rest() == []
    with Listener(served, STREAM) as listener:
        assert listener.event("hello")["epoch"] == NEXT_LIFE
        flood.publish()
        assert listener.event("change")["id"] == f"{NEXT_LIFE}-5"


def test_who_is_ahead_of_this_edge_is_told_nothing_twice(served: Served, flood: MemoryWire) -> None:
    """P-5.2: a reader who comes from an edge that is further never goes back, and misses nothing after that."""
    with Listener(served, f"{STREAM}?since={LIFE}-8") as ahead, Listener(served, STREAM) as other:
        assert ahead.event("hello")["head"] == 8
        assert other.event("hello")["head"] == 5
        for number in range(6, 12):
            flood.publish()
            assert other.event("change")["n"] == number
        assert ahead.changes(upto=11) == [9, 10, 11]


def test_a_number_from_far_in_the_future_waits_quietly(served: Served, flood: MemoryWire) -> None:
    """P-5.2: it is a cursor like any other; nothing is told, nothing breaks for the others."""
    with (
        Listener(served, f"{STREAM}?since={LIFE}-{HIGHEST_NUMBER}") as ahead,
        Listener(served, STREAM) as other,
    ):
        assert ahead.event("hello")["head"] == HIGHEST_NUMBER
        other.event("hello")
        flood.publish()
        assert other.event("change")["n"] == 6
        assert ahead.block() == {"comment": ""}


def test_when_to_come_back_is_set_with_jitter(served: Served) -> None:
    """P-5.5: between two and eight seconds, not the same for all."""
    pauses = set()
    for _ in range(20):
        with Listener(served, STREAM) as listener:
            pauses.add(int(listener.block()["retry"]))
    assert len(pauses) > 1
    assert all(2_000 <= pause <= 8_000 for pause in pauses)


def test_silence_is_broken_by_a_comment(served: Served) -> None:
    """P-5.5: a heartbeat when nothing else was sent; again and again."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        assert [listener.block() for _ in range(3)] == [{"comment": ""}] * 3


def test_a_slow_reader_is_let_go_and_comes_back_with_his_number(served: Served, flood: MemoryWire) -> None:
    """P-5.6: he takes nothing, the others have everything, and he misses nothing either."""
    slow = Listener(served, STREAM, receive_bytes=4_096)
    slow.event("hello")
    with Listener(served, STREAM) as healthy:
        healthy.event("hello")
        upto = flood.head
        while served.edge.readers("flood") == 2:
            flood.publish("x" * 20_000)
            upto += 1
            assert healthy.changes(upto=upto)[-1] == upto
            assert upto < 2_000, "the slow reader is never let go"
    numbers = [int(block["id"].partition("-")[2]) for block in _until_the_end(slow) if "id" in block]
    assert numbers == list(range(6, 6 + len(numbers)))
    with Listener(served, f"{STREAM}?since={LIFE}-{upto - 3}") as again:
        again.event("hello")
        assert again.changes(upto=upto) == [upto - 2, upto - 1, upto]


@pytest.mark.parametrize("kind", SERVERS)
def test_a_stalled_reader_of_a_quiet_story_is_let_go_too(
    kind: str, flood: MemoryWire, tail: MemoryTail
) -> None:
    """P-5.6: less than the bound, but nothing of it moves: the line is dead."""
    limits = msgspec.structs.replace(QUICK, stall_seconds=0.2)
    with serving(kind, tail, limits) as served:
        stalled = Listener(served, STREAM, receive_bytes=2_048)
        stalled.event("hello")
        while served.edge.readers("flood") == 1 and flood.head < 5_000:
            flood.publish("x" * 4_000)
            wait_until(lambda: served.edge.loaded["flood"].cursor == flood.cursor, "the edge has caught up")
        wait_until(lambda: served.edge.open_streams == 0, "the stalled reader is let go")
        stalled.line.close()


def test_a_burst_reaches_whoever_reads(served: Served, flood: MemoryWire, tail: MemoryTail) -> None:
    """P-5.1, P-5.6: an import of many posts into an open page costs no reader his line, and goes beyond one look."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        with tail.lock:
            for _ in range(2_500):
                flood.publish("x" * 1_000)
        assert listener.changes(upto=flood.head) == list(range(6, flood.head + 1))
    assert str(flood.cursor) in ask(served, "/flood/").body.decode()


def test_one_change_larger_than_the_bound_reaches_whoever_reads(served: Served, flood: MemoryWire) -> None:
    """P-5.6: the bound is on what is left unread, not on what is sent."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        flood.publish("x" * 300_000)
        assert len(listener.event("change")["html"]) > 300_000


def test_readers_who_join_while_posts_come_in_miss_nothing_and_hear_nothing_twice(
    served: Served, flood: MemoryWire
) -> None:
    """P-5.2: history meets live without a seam, however they fall together."""
    ends = threading.Event()

    def publish() -> None:
        while not ends.wait(0.002):  # one after the other, faster than frames are sent
            flood.publish()

    publishing = threading.Thread(target=publish)
    publishing.start()
    try:
        for _ in range(40):
            with Listener(served, STREAM) as listener:
                first = listener.event("hello")["head"] + 1
                assert listener.changes(upto=first + 5) == list(range(first, first + 6))
    finally:
        ends.set()
        publishing.join()


def test_a_full_edge_refuses_in_words_and_puts_nobody_out(tail: MemoryTail, flood: MemoryWire) -> None:
    """P-5.7: 503 with a pause that differs; who is in stays, the delta stays open."""
    for kind in SERVERS:
        with serving(kind, tail, msgspec.structs.replace(QUICK, streams=2)) as served:
            with Listener(served, STREAM) as first, Listener(served, STREAM) as second:
                first.event("hello")
                second.event("hello")
                refused = [ask(served, STREAM) for _ in range(12)]
                assert {seen.status for seen in refused} == {503}
                assert len({seen.headers["retry-after"] for seen in refused}) > 1
                assert all(5 <= int(seen.headers["retry-after"]) <= 15 for seen in refused)
                assert ask(served, f"/flood/live/since/{flood.cursor}").status == 200
                flood.publish()
                assert first.event("change")["n"] == second.event("change")["n"] == flood.head
            wait_until_all_have_left(served)
            with Listener(served, STREAM) as third:
                third.event("hello")


def test_a_server_that_stops_closes_its_streams(tail: MemoryTail) -> None:
    """P-5.8: with a proper end, and new ones are refused while it does."""
    for kind in SERVERS:
        with serving(kind, tail) as served:
            listeners = [Listener(served, STREAM) for _ in range(50)]
            for listener in listeners:
                listener.event("hello")
            drained = served.paper.ask(lambda: served.edge.is_full())
            assert drained is False
            _drain(served, 0.2)
            assert ask(served, STREAM).status == 503
            assert ask(served, "/flood/").status == 200
            for listener in listeners:
                assert "change" not in {block.get("event") for block in listener.rest()}
            wait_until_all_have_left(served)


def test_the_stream_is_kept_by_nobody(served: Served) -> None:
    """P-5.9: no-store, and proxies are told not to gather it."""
    with Listener(served, STREAM) as listener:
        assert listener.status == 200
        assert listener.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert listener.headers["cache-control"] == "no-store"
        assert listener.headers["x-accel-buffering"] == "no"
        assert "set-cookie" not in listener.headers


def test_an_old_proxy_is_served_without_chunks(seam: Served, flood: MemoryWire) -> None:
    """P-5.1: HTTP/1.0 knows none; the stream ends with the connection."""
    with Listener(seam, f"{STREAM}?since={LIFE}-4", version=b"1.0") as listener:
        assert "transfer-encoding" not in listener.headers
        assert listener.event("hello")["head"] == 5
        flood.publish()
        assert listener.changes(upto=6) == [5, 6]


def test_a_stream_that_opens_its_story_is_a_light_one_too(seam: Served) -> None:
    """P-5.2: the first reader after a start does not stay in the slow way for ever."""
    with Listener(seam, f"{STREAM}?since={LIFE}-3") as listener:
        listener.event("hello")
        assert listener.changes(upto=5) == [4, 5]
        (reader,) = seam.paper.ask(lambda: seam.edge._follower.audiences["flood"]._everybody())
        assert type(reader).__name__ == "OpenLine"


def test_what_a_listener_sends_is_dropped(seam: Served, flood: MemoryWire) -> None:
    """P-5.1: a stream has nothing to be asked."""
    with Line(seam) as line:
        line.send(request(STREAM), b"\0junk" * 1_000)
        assert line.head()[0] == 200
        line.send(b"x" * 100_000)
        flood.publish()
        told = b""
        chunks = line.chunks()
        while b"event: change" not in told:
            told += next(chunks)


def test_memory_forgets_what_was_taken_down(served: Served, flood: MemoryWire, tail: MemoryTail) -> None:
    """P-6.4: nothing of its text is left in the edge, and no old cursor brings it back."""
    with Listener(served, STREAM) as listener:
        listener.event("hello")
        post = flood.publish("an unlawful secret")
        listener.changes(upto=6)
        with tail.lock:
            flood.remove(post)
        assert listener.event("change")["do"] == "remove"
    story = served.edge.loaded["flood"]
    assert not any("secret" in change.html for change in [*story.recent.changes, *story.stream])
    for number in range(8):
        assert b"secret" not in ask(served, f"/flood/live/since/{LIFE}-{number}").body


def _until_the_end(listener: Listener) -> list[dict[str, str]]:
    blocks = []
    try:
        while True:
            blocks.append(listener.block())
    except (Closed, ValueError):  # cut in the middle of a frame
        return blocks
    finally:
        listener.line.close()


def _drain(served: Served, seconds: float) -> None:
    assert served.paper.loop is not None
    asyncio.run_coroutine_threadsafe(served.edge.drain(seconds), served.paper.loop).result(20)


def test_a_desk_is_told_everything_and_is_not_counted_among_the_readers(
    served: Served, flood: MemoryWire
) -> None:
    """P-5.10"""
    with Listener(served, f"{STREAM}?at=desk&since={LIFE}-5") as desk, Listener(served, STREAM) as reader:
        for each in (desk, reader):
            each.event("hello")
        assert served.edge.readers("flood") == 1
        flood.publish()
        served.edge.look()
        assert desk.changes(upto=6) == reader.changes(upto=6) == [6]
