"""The front page at the edge: the live page whose name is empty, with cards where posts stand on others."""

from __future__ import annotations

import json
import re

from stoppress.edge.answers import Answer
from stoppress.edge.kept import Kept
from stoppress.edge.routes import route
from stoppress.wire.front import FRONT
from tests.edge.memory import LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Listener, ask, wait_until
from tests.edge.serving import Served


def _house(tail: MemoryTail, ended: int = 2) -> MemoryWire:
    """A front page with one live blog in each phase, and so many that have ended."""
    wire = MemoryWire(pace=10)
    for place, region in enumerate(("upcoming", "paused", "live", "live"), 1):
        _card(wire, region, place)
    for place in range(11, 11 + ended):
        _card(wire, "stream", place)
    tail.wires[FRONT] = wire
    return wire


def _card(wire: MemoryWire, region: str, place: int, blog: int | None = None) -> None:
    key = f"blog/blog{blog or place:08d}"
    html = f'<article data-part="{key}" data-place="{place}">{region}</article>'
    wire.put(key, region, place, html, ld={"@type": "LiveBlogPosting", "headline": key})


def _regions(body: str) -> dict[str, list[str]]:
    """The numbers of the cards in each region."""
    return {
        region: re.findall(r'data-part="blog/blog0*(\d+)"', inner)
        for region, inner in re.findall(r'<div data-region="(\w+)"[^>]*>(.*?)</div>', body, re.DOTALL)
    }


def test_the_cards_stand_in_the_regions_of_their_phases_by_falling_place(
    served: Served, tail: MemoryTail
) -> None:
    """P-7.1, P-7.2, P-2.6; its own addresses are those of a live page without a name."""
    house = _house(tail)
    seen = ask(served, "/")
    body = seen.body.decode()
    assert seen.status == 200
    assert _regions(body) == {"live": ["4", "3"], "paused": ["2"], "upcoming": ["1"], "stream": ["12", "11"]}
    assert f'data-cursor="{LIFE}-{house.head}"' in body
    assert 'data-since="/live/since/"' in body
    assert 'data-stream="/live/stream"' in body
    assert seen.headers["surrogate-key"] == FRONT
    assert ask(served, "/", f"If-None-Match: {seen.headers['etag']}".encode()).status == 304


def test_a_card_that_moves_is_told_by_stream_and_delta_and_stands_where_it_went(
    served: Served, tail: MemoryTail
) -> None:
    """P-7.2, P-6.2."""
    house = _house(tail)
    before = house.cursor
    with Listener(served, "/live/stream") as listener:
        listener.event("hello")
        _card(house, "stream", 13, blog=4)
        told = listener.event("change")
    assert (told["n"], told["key"], told["region"]) == (house.head, "blog/blog00000004", "stream")
    body = ask(served, "/").body.decode()
    assert _regions(body)["live"] == ["3"]
    assert _regions(body)["stream"] == ["4", "12", "11"]
    delta = json.loads(ask(served, f"/live/since/{before}").body)
    assert [(change["key"], change["region"]) for change in delta["changes"]] == [
        ("blog/blog00000004", "stream")
    ]


def test_a_house_without_a_wire_is_not_there_and_a_live_blog_cannot_be_in_its_way(
    served: Served, tail: MemoryTail
) -> None:
    assert ask(served, "/").status == 404
    for name in ("live", "before"):
        tail.wires[name] = MemoryWire()
    _house(tail)
    served.edge.look()
    wait_until(lambda: ask(served, "/").status == 200, "the house is seen")
    assert b'data-since="/live/live/since/"' in ask(served, "/live/").body
    assert ask(served, "/before/").status == 200
    assert ask(served, f"/{FRONT}/").status == 404


def test_earlier_coverage_is_paged(served: Served, tail: MemoryTail) -> None:
    """P-7.3."""
    _house(tail, ended=45)
    body = ask(served, "/").body.decode()
    assert _regions(body)["stream"] == [str(number) for number in range(55, 35, -1)]
    address = re.search(r'rel="prev" href="(/before/\w{12}/)"', body)
    assert address
    older = ask(served, address[1])
    assert older.status == 200
    assert b"<h1>Earlier</h1>" in older.body
    assert _regions(older.body.decode())["stream"] == [str(number) for number in range(50, 30, -1)]
    assert ask(served, "/before/nosuchblog00/").status == 404


def test_what_is_kept_of_the_front_page_goes_when_it_moves_on() -> None:
    kept = Kept(10_000)
    small = Answer(200, "x", b"text/plain")
    for path in (b"/", b"/live/since/aaaabbbb-1"):
        kept.keep(FRONT, path, small)
    kept.keep("live", b"/live/", small)
    assert list(kept.by_path) == [b"/live/since/aaaabbbb-1", b"/live/"]
    kept.drop(FRONT)
    assert list(kept.by_path) == [b"/live/"]
    assert kept.bytes == small.weight


def test_addresses_of_the_front_page_are_none_of_a_live_blogs() -> None:
    for path in ("/", "/live/since/aaaabbbb-1", "/live/stream", "/before/aaaaaaaaaaaa/"):
        found = route(path)
        assert found
        assert found.slug == FRONT
    assert route(f"/{FRONT}/live/stream") is None
