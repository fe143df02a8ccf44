"""What strangers can make an edge remember: nothing that grows (PROMISES F12)."""

from __future__ import annotations

import random
import string

from stoppress.edge.limits import Limits
from tests.edge.memory import LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Line, Listener, ask, request, wait_until
from tests.edge.serving import Served, serving

GUESSES = 3_000


def test_thousands_of_guessed_addresses_are_not_remembered(seam: Served) -> None:
    """Slugs, posts, queries, cursors and encodings of their own making: nothing of it is kept beyond a bound."""
    chance = random.Random(7)
    ask(seam, "/flood/")
    with Line(seam) as line:
        for _ in range(GUESSES // 50):
            guesses = [_guess(chance) for _ in range(50)]
            line.send(*guesses)
            assert all(line.answer().status in (200, 400, 404, 503) for _ in guesses)
    follower, kept = seam.edge._follower, seam.edge._kept
    assert set(follower.stories) == {"flood"}
    assert follower.audiences == {}
    assert follower._opening == {}
    assert follower.troubles == {}
    assert len(kept.by_path) <= 1 + 6  # the page, and a delta for each number there is


def test_streams_of_guessed_slugs_leave_nothing_behind(seam: Served) -> None:
    """An audience is made for live blogs that exist, and leaves with its story."""
    for number in range(50):
        assert ask(seam, f"/guess-{number}/live/stream").status == 404
    assert seam.edge._follower.audiences == {}


def test_readers_who_leave_leave_nothing_behind(seam: Served) -> None:
    """No object of a reader outlives his connection."""
    for _ in range(100):
        with Listener(seam, "/flood/live/stream") as listener:
            listener.event("hello")
    wait_until(lambda: seam.edge.open_streams == 0, "all are counted out")
    audience = seam.edge._follower.audiences["flood"]
    assert (audience._readers, audience._ahead) == (set(), {})
    wait_until(lambda: len(seam.edge.keeper) == 0, "no connection is counted any more")
    assert seam.edge.keeper._talking == set()
    assert seam.edge.keeper._by_address == {}


def test_live_blogs_in_memory_have_a_bound_and_those_with_readers_stay(tail: MemoryTail) -> None:
    """The longest unasked leaves first; it comes back when it is asked for."""
    for number in range(20):
        tail.wires[f"blog-{number}"] = MemoryWire()
    with serving("seam", tail, Limits(stories_in_memory=5, look_seconds=0.05)) as served:
        with Listener(served, "/blog-0/live/stream") as listener:
            listener.event("hello")
            for number in range(20):
                assert ask(served, f"/blog-{number}/").status == 200
            assert len(served.edge.loaded) == 5
            assert "blog-0" in served.edge.loaded
            tail.wires["blog-0"].publish()
            assert listener.event("change")["n"] == 3
        assert ask(served, "/blog-1/").status == 200


def _guess(chance: random.Random) -> bytes:
    word = "".join(chance.choices(string.ascii_lowercase, k=12))
    number = chance.randrange(2**53)
    return chance.choice(
        [
            request(f"/{word}/"),
            request(f"/{word}/live/since/{LIFE}-{number % 7}"),
            request(f"/flood/?{word}"),
            request(f"/flood/p/{word}/"),
            request(f"/flood/before/{word}"),
            request(f"/flood/live/since/{word[:8]}-{number}"),
            request(f"/flood/live/since/{LIFE}-{number % 6}?{word}"),
            request("/flood/", b"Accept-Encoding: " + word.encode()),
            request("/flood/", b'If-None-Match: "' + word.encode() + b'"'),
        ]
    )
