"""When the wire is in trouble: readers keep the last good page, and the edge says so aloud (PROMISES F9, F22)."""

from __future__ import annotations

import logging

import msgspec
import pytest

from stoppress.wire.change import Change
from tests.edge.memory import LIFE, MemoryTail, MemoryWire, post_id
from tests.edge.reader import Line, Listener, Seen, ask, request, wait_until
from tests.edge.serving import QUICK, Served, serving


def test_a_flipped_bit_is_told_and_the_last_good_page_is_served(
    served: Served, flood: MemoryWire, caplog: pytest.LogCaptureFixture
) -> None:
    """P-3.9, F22: nothing is skipped in silence: page, delta and stream stay at the number before it."""
    good = ask(served, "/flood/").body
    with Listener(served, "/flood/live/stream") as listener, caplog.at_level(logging.ERROR, "stoppress.edge"):
        listener.event("hello")
        flood.broken_at = 6
        flood.publish("flipped")
        flood.publish("behind it")
        wait_until(lambda: ask(served, "/healthz").status == 503, "the edge says that it is not well")
        assert "Change 6" in ask(served, "/healthz").json["trouble"]
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert ask(served, "/flood/").body == good
        assert ask(served, f"/flood/live/since/{LIFE}-5").json["changes"] == []
        flood.broken_at = None
        assert listener.changes(upto=7) == [6, 7]
    wait_until(lambda: ask(served, "/healthz").status == 200, "all is well again")


def test_one_wire_in_trouble_leaves_the_others_alone(
    served: Served, tail: MemoryTail, flood: MemoryWire
) -> None:
    """F22: a flipped bit in one live blog is no other's affair."""
    tail.wires["storm"] = MemoryWire()
    ask(served, "/storm/")
    ask(served, "/flood/")
    flood.broken_at = 6
    flood.publish()
    with Listener(served, "/storm/live/stream") as listener:
        listener.event("hello")
        tail.wires["storm"].publish()
        assert listener.event("change")["n"] == 3
    assert "flood" in ask(served, "/healthz").json["trouble"]


def test_a_live_blog_that_cannot_be_opened_is_refused_in_words(served: Served, flood: MemoryWire) -> None:
    """P-3.9, F22: with nothing good in memory there is nothing to serve; the next one who asks is served as soon as there is."""
    flood.broken_at = 2
    for path in ("/flood/", f"/flood/live/since/{LIFE}-1", "/flood/live/stream", f"/flood/p/{post_id(1)}/"):
        assert _is_refusal(ask(served, path))
    assert ask(served, "/healthz").status == 503
    flood.broken_at = None
    assert ask(served, "/flood/").status == 200
    wait_until(lambda: ask(served, "/healthz").status == 200, "all is well again")


def test_a_tail_that_fails_leaves_readers_the_last_good_page(served: Served, tail: MemoryTail) -> None:
    """P-3.9, F9: whatever the tail meets, there are no error pages, and the edge catches up by itself."""
    good = ask(served, "/flood/").body
    tail.failure = OSError("disk I/O error")
    wait_until(lambda: "disk I/O error" in ask(served, "/healthz").json["trouble"], "the trouble is told")
    assert ask(served, "/flood/").body == good
    assert _is_refusal(ask(served, "/unknown-now/"))
    assert _is_refusal(ask(served, f"/flood/before/{post_id(2)}"))
    tail.failure = None
    tail.wires["flood"].publish("after the repair")
    wait_until(lambda: b"after the repair" in ask(served, "/flood/").body, "the edge has caught up")
    assert ask(served, "/healthz").status == 200


def test_a_gap_in_the_news_is_bridged_by_the_page_as_it_stands(
    served: Served, tail: MemoryTail, flood: MemoryWire
) -> None:
    """F9: a tail that does not keep everything; readers have the last word on each part, in order."""
    with Listener(served, "/flood/live/stream") as listener:
        listener.event("hello")
        after = flood.after

        def with_a_gap(number: int, limit: int = 1_000) -> list[Change]:
            return after(number, limit)[1 if number == 5 else 0 :]

        setattr(flood, "after", with_a_gap)  # noqa: B010  (a method of one wire only)
        with tail.lock:
            flood.publish()
            flood.publish()
            flood.publish("twice", index=4)
        assert listener.changes(upto=8) == [7, 8]
    assert ask(served, "/healthz").status == 200


def test_so_many_taken_away_that_the_page_is_read_anew(
    served: Served, tail: MemoryTail, flood: MemoryWire
) -> None:
    """P-3.3: the page shows twenty again, and the readers are told what made it so."""
    for _ in range(97):
        flood.publish()
    ask(served, "/flood/")
    with Listener(served, "/flood/live/stream") as listener:
        listener.event("hello")
        first = flood.head + 1
        with tail.lock:
            for index in range(60, 101):
                flood.remove(post_id(index))
        assert listener.changes(upto=flood.head) == list(range(first, flood.head + 1))
    body = ask(served, "/flood/").body.decode()
    assert [post_id(index) in body for index in range(40, 60)] == [True] * 20
    assert 'data-floor="40"' in body


def test_too_many_look_ups_at_once_are_refused_and_memory_still_answers(tail: MemoryTail) -> None:
    """P-3.9, F12: guessed addresses do not pile up; what is in memory is not touched by them."""
    with serving("seam", tail, msgspec.structs.replace(QUICK, look_seconds=60, waiting_lookups=3)) as served:
        assert ask(served, "/flood/").status == 200
        tail.may_answer.clear()
        waiting = [Line(served) for _ in range(8)]
        for number, line in enumerate(waiting):
            line.send(request(f"/guess-{number}/"))
        refused = [line.answer() for line in waiting[4:]]
        assert all(_is_refusal(seen) for seen in refused)
        assert ask(served, "/flood/").status == 200
        tail.may_answer.set()
        assert {line.answer().status for line in waiting[:4]} <= {404, 503}
        assert ask(served, "/guess-9/").status == 404


def test_a_wire_that_does_not_answer_is_not_waited_for_without_end(tail: MemoryTail) -> None:
    """F9: a look-up has a deadline."""
    with serving("seam", tail, msgspec.structs.replace(QUICK, look_seconds=60, lookup_seconds=0.1)) as served:
        tail.may_answer.clear()
        assert _is_refusal(ask(served, "/flood/"))
        tail.may_answer.set()
        wait_until(lambda: ask(served, "/flood/").status == 200, "the wire answers again")


def _is_refusal(seen: Seen) -> bool:
    return (
        seen.status == 503
        and 5 <= int(seen.headers["retry-after"]) <= 15
        and seen.headers["cache-control"] == "no-store"
        and b"Try again" in seen.body
    )
