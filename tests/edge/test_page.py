"""The page, as docs/protocol.md section 3 promises it, at the seam and by plain ASGI."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

from tests.edge.memory import LIFE, MemoryTail, MemoryWire, post_id
from tests.edge.reader import Line, Listener, ask, request, wait_until
from tests.edge.serving import Served


def test_the_page_is_whole_without_script(served: Served, flood: MemoryWire) -> None:
    """P-3.1: what stands on the page is byte for byte what travels."""
    seen = ask(served, "/flood/")
    assert seen.status == 200
    assert seen.headers["content-type"] == "text/html; charset=utf-8"
    for part in flood.page().as_mapping().values():
        assert part.html.encode() in seen.body


def test_the_page_says_where_it_stands_and_where_to_ask(served: Served, flood: MemoryWire) -> None:
    """P-3.2: cursor, delta, stream and pace; a page that shows its whole stream has the floor 0 (P-2.4)."""
    body = ask(served, "/flood/").body.decode()
    assert f'data-cursor="{LIFE}-{flood.head}"' in body
    assert 'data-since="/flood/live/since/"' in body
    assert 'data-stream="/flood/live/stream"' in body
    assert 'data-pace="5"' in body
    assert 'data-floor="0"' in body


def test_the_page_shows_the_newest_twenty_and_a_way_to_older_ones(served: Served, flood: MemoryWire) -> None:
    """P-3.3, P-2.4: the floor is the place of the lowest post shown."""
    for _ in range(22):
        flood.publish()
    body = ask(served, "/flood/").body.decode()
    assert re.findall(r'data-part="post/(\w+)"', body) == [post_id(index) for index in range(25, 5, -1)]
    assert 'data-floor="6"' in body
    assert 'rel="prev"' in body


def test_no_post_falls_between_the_page_and_its_older_posts(served: Served, flood: MemoryWire) -> None:
    """P-3.3, P-3.7: page and older pages together hold every post, while posts come in one by one."""
    for _ in range(45):
        flood.publish()
        wait_until(lambda: f"{flood.cursor}" in ask(served, "/flood/").body.decode(), "the page has moved on")
        seen, address = _posts_and_older(ask(served, "/flood/").body)
        while address:
            older, address = _posts_and_older(ask(served, address).body)
            seen |= older
        assert seen == {post_id(index) for index in range(1, flood.posts + 1)}


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_the_page_comes_in_the_best_encoding_that_is_taken(served: Served, encoding: str) -> None:
    """P-3.4: one answer for each encoding, told apart by ETag and Vary."""
    plain = ask(served, "/flood/")
    seen = ask(served, "/flood/", b"Accept-Encoding: " + encoding.encode())
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert seen.headers.get("content-encoding", "") == encoding
    assert unpack(seen.body) == plain.body
    assert seen.headers["vary"] == "Accept-Encoding"
    assert (seen.headers["etag"] == plain.headers["etag"]) == (encoding == "")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (b"gzip, br", "br"),
        (b"br;q=0, gzip", "gzip"),
        (b"*", "br"),
        (b"identity", ""),
        (b"gzip;q=nonsense", ""),
        (b"br" + b"x" * 5_000, ""),
    ],
)
def test_what_is_not_taken_is_not_sent(served: Served, accepted: bytes, encoding: str) -> None:
    """P-3.4: Accept-Encoding is read as RFC 9110 says, and nonsense as none."""
    assert (
        ask(served, "/flood/", b"Accept-Encoding: " + accepted).headers.get("content-encoding", "")
        == encoding
    )


def test_caches_are_told_how_long(served: Served) -> None:
    """P-3.4: short for browsers and caches, long when we are down; a key to purge by."""
    headers = ask(served, "/flood/").headers
    assert headers["cache-control"] == (
        "public, max-age=2, s-maxage=10, stale-while-revalidate=30, stale-if-error=600"
    )
    assert headers["surrogate-key"] == "flood"
    assert headers["etag"] == f'W/"{LIFE}-5-build1-plain"'


def test_a_reader_who_has_the_page_is_told_so_in_no_bytes(served: Served) -> None:
    """P-3.4: If-None-Match answers 304, with what a cache needs, in HEAD as in GET."""
    etag = ask(served, "/flood/").headers["etag"]
    for method in (b"GET", b"HEAD"):
        for held in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
            seen = ask(served, "/flood/", b"If-None-Match: " + held.encode(), method=method)
            assert (seen.status, seen.body) == (304, b"")
            assert seen.headers["etag"] == etag
            assert seen.headers["surrogate-key"] == "flood"
    assert ask(served, "/flood/", b'If-None-Match: W/"other"').status == 200


def test_a_new_post_makes_another_page(served: Served, flood: MemoryWire) -> None:
    """P-3.4: the tag names the head, so the old one matches no more."""
    etag = ask(served, "/flood/").headers["etag"].encode()
    flood.publish("The bridge is open")
    wait_until(lambda: ask(served, "/flood/", b"If-None-Match: " + etag).status == 200, "the page is another")
    assert b"The bridge is open" in ask(served, "/flood/").body


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/nothing/live/since/aaaabbbb-1", "/nothing/live/stream", "/nothing/p/post00000001/"],
)
def test_what_is_not_public_is_as_what_does_not_exist(served: Served, tail: MemoryTail, path: str) -> None:
    """P-3.5: a wire whose head is 0 answers byte for byte as no wire at all."""
    tail.wires["hidden"] = MemoryWire()
    tail.wires["hidden"].shown = 0
    nothing, hidden = ask(served, path), ask(served, path.replace("nothing", "hidden"))
    assert nothing.status == hidden.status == 404
    assert nothing.body == hidden.body
    assert _told(nothing.headers) == _told(hidden.headers)


def test_a_live_blog_that_opens_is_there_at_once(served: Served, tail: MemoryTail) -> None:
    """P-3.5: that it did not exist a moment ago is remembered only until the look that its opening brings about."""
    assert ask(served, "/storm/").status == 404
    tail.wires["storm"] = MemoryWire()
    served.edge.look()
    wait_until(lambda: ask(served, "/storm/").status == 200, "the live blog is there")


def test_a_post_has_a_page_of_its_own(served: Served) -> None:
    """P-3.6: the post on top, not in the stream; title, description and address of its own."""
    body = ask(served, f"/flood/p/{post_id(2)}/").body.decode()
    assert f'data-region="shared"><article data-part="post/{post_id(2)}"' in body
    assert body.count(f'data-part="post/{post_id(2)}"') == 1
    assert "<title>News 2 – River rises</title>" in body
    assert f'rel="canonical" href="/flood/p/{post_id(2)}/"' in body


def test_an_old_post_has_its_page_too(served: Served, flood: MemoryWire) -> None:
    """P-3.6: also when it is no longer in memory; it is read once for each head."""
    for _ in range(100):
        flood.publish()
    assert b"News 2<" in ask(served, f"/flood/p/{post_id(2)}/").body
    assert b"News 2<" in ask(served, f"/flood/p/{post_id(2)}/").body


def test_the_old_post_is_read_once_for_each_head(seam: Served, tail: MemoryTail, flood: MemoryWire) -> None:
    """P-3.6: many readers of one shared post cost one look at the wire."""
    for _ in range(100):
        flood.publish()
    for _ in range(5):
        assert ask(seam, f"/flood/p/{post_id(2)}/").status == 200
    assert tail.asked.count("part") == 1


def test_a_withdrawn_post_shows_its_tombstone(served: Served, flood: MemoryWire) -> None:
    """P-3.6, P-6.4: a withdrawal is a put of the tombstone under the same key."""
    flood.publish("This post was withdrawn.", index=2)
    assert b"This post was withdrawn." in ask(served, f"/flood/p/{post_id(2)}/").body


def test_a_post_taken_down_is_gone_and_an_unknown_one_was_never_there(
    served: Served, flood: MemoryWire
) -> None:
    """P-3.6: 410 and 404."""
    flood.remove(post_id(2))
    assert ask(served, f"/flood/p/{post_id(2)}/").status == 410
    assert ask(served, f"/flood/p/{post_id(9)}/").status == 404


def test_a_page_of_older_posts_stays_as_it_is_while_posts_come_in(served: Served, flood: MemoryWire) -> None:
    """P-3.7: cut from the oldest end."""
    for _ in range(60):
        flood.publish()
    before, _ = _posts_and_older(ask(served, f"/flood/before/{post_id(41)}").body)
    etag = ask(served, f"/flood/before/{post_id(41)}").headers["etag"]
    for _ in range(30):
        flood.publish()
    wait_until(lambda: flood.cursor == served.edge.loaded["flood"].cursor, "the edge has caught up")
    again = ask(served, f"/flood/before/{post_id(41)}", b"If-None-Match: " + etag.encode())
    assert again.status in (200, 304)
    after, _ = _posts_and_older(ask(served, f"/flood/before/{post_id(41)}").body)
    assert after == before == {post_id(index) for index in range(21, 41)}


def test_older_pages_lead_to_their_neighbours(served: Served, flood: MemoryWire) -> None:
    """P-3.7: down to the oldest and up again to the live page; before the oldest there is nothing."""
    for _ in range(60):
        flood.publish()
    middle = ask(served, f"/flood/before/{post_id(41)}").body.decode()
    assert f'rel="prev" href="/flood/before/{post_id(21)}"' in middle
    assert f'rel="next" href="/flood/after/{post_id(40)}"' in middle
    newer = ask(served, f"/flood/after/{post_id(40)}")
    assert (newer.status, newer.headers["location"]) == (302, f"/flood/before/{post_id(61)}")
    assert ask(served, f"/flood/after/{post_id(60)}").headers["location"] == "/flood/"
    assert ask(served, f"/flood/after/{post_id(999)}").status == 404
    oldest = ask(served, f"/flood/before/{post_id(21)}").body.decode()
    assert 'rel="prev"' not in oldest
    assert ask(served, f"/flood/before/{post_id(1)}").status == 404
    assert ask(served, f"/flood/before/{post_id(999)}").status == 404


def test_all_posts_can_be_read_from_the_first_one_up(served: Served, flood: MemoryWire) -> None:
    """P-3.21: page by page, oldest first, each leading to its neighbours and the last one to none."""
    for _ in range(50):
        flood.publish()
    wait_until(lambda: f"{flood.cursor}" in ask(served, "/flood/").body.decode(), "the page has moved on")
    found: list[str] = []
    address, pages = "/flood/from-the-start/", 0
    while address:
        body = ask(served, address).body.decode()
        pages += 1
        assert f"<body>{pages}" in body
        found += re.findall(r'data-part="post/(\w+)"', body)
        onwards = re.search(r'rel="next" href="([^"]+)"', body)
        address = onwards[1] if onwards else ""
    assert found == [post_id(index) for index in range(1, 54)]
    assert pages == 3
    assert 'rel="prev" href="/flood/from-the-start/"' in ask(served, "/flood/from-the-start/2/").body.decode()
    assert (
        'rel="prev" href="/flood/from-the-start/2/"' in ask(served, "/flood/from-the-start/3/").body.decode()
    )
    for beyond in ("4/", "0/", "1/", "02/", "99999999/", "x/"):
        assert ask(served, f"/flood/from-the-start/{beyond}").status == 404
    for short in ("/flood/from-the-start", "/flood/from-the-start/2"):
        assert ask(served, short).headers["location"] == f"{short}/"


def test_a_page_whose_posts_are_all_gone_is_still_a_page(served: Served, flood: MemoryWire) -> None:
    """P-3.21: its address stays, and so do its neighbours’ ways to it; there is a first page before the first post, too."""
    for _ in range(38):
        flood.publish()
    for index in range(21, 41):
        flood.remove(post_id(index))
    wait_until(lambda: f"{flood.cursor}" in ask(served, "/flood/").body.decode(), "the page has moved on")
    assert b"Nothing." in ask(served, "/flood/from-the-start/2/").body
    assert b'href="/flood/from-the-start/2/"' in ask(served, "/flood/from-the-start/").body


def test_days_are_set_between_the_posts_and_never_into_them(served: Served, flood: MemoryWire) -> None:
    """P-3.20: a heading before the first post of each day, by the time that the post shows; what shows none changes nothing."""
    days = ["2026-11-24", "2026-11-24", "2026-11-25", "2026-11-25"]
    for index, day in enumerate(days, 11):
        flood.publish(f'<time datetime="{day}T23:50:00+01:00">23.50 <span>x</span></time>', index=index)
    wait_until(lambda: f"{flood.cursor}" in ask(served, "/flood/").body.decode(), "the page has moved on")
    body = ask(served, "/flood/").body.decode()
    stream = body.partition('data-floor="')[2]
    order = re.findall(r'data-day="([^"]+)"|data-part="post/post0*(\d+)"', stream)
    assert [day or post for day, post in order] == [
        *("2026-11-25", "14", "13", "2026-11-24", "12", "11"),
        *("3", "2", "1"),
    ]
    assert '<h2 data-day="2026-11-25">weekday 3 25 month 11</h2>' in body
    for part in flood.page().region("stream"):
        assert part.html in body
    older = ask(served, f"/flood/before/{post_id(14)}").body.decode()
    assert '<h2 data-day="2026-11-25">weekday 3 25 month 11 2026</h2>' in older


@pytest.mark.parametrize(
    "path",
    [
        "/flood/",
        "/flood/live/since/aaaabbbb-3",
        f"/flood/p/{post_id(2)}/",
        f"/flood/before/{post_id(2)}",
        f"/flood/after/{post_id(2)}",
        "/flood/from-the-start/",
        "/nothing/",
        "/flood",
        "/healthz",
        "/flood/live/since/x",
    ],
)
def test_head_says_what_get_would(served: Served, path: str) -> None:
    """P-3.8: the same status and headers, and nothing after them."""
    with Line(served) as line:
        line.send(request(path, method=b"HEAD"), request("/flood/"))
        head = line.answer(is_head=True)
        assert line.answer().status == 200
    full = ask(served, path)
    assert head.status == full.status
    assert _told(head.headers) == _told(full.headers)


def test_head_of_a_stream_ends_at_once(served: Served) -> None:
    """P-3.8: the head of the stream, and no stream."""
    seen = ask(served, "/flood/live/stream", method=b"HEAD")
    assert seen.status == 200
    assert seen.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert served.edge.open_streams == 0


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE"])
@pytest.mark.parametrize("path", ["/flood/", "/flood/live/stream", "/nothing/"])
def test_another_method_is_refused_in_words(served: Served, method: bytes, path: str) -> None:
    """P-3.8: 405 with Allow."""
    seen = ask(served, path, method=method)
    assert (seen.status, seen.headers["allow"]) == (405, "GET, HEAD")
    assert "Use GET or HEAD" in seen.json["detail"]


def test_unknown_query_parameters_change_no_byte(served: Served) -> None:
    """P-3.8: neither of the body nor of the headers, and none of them is remembered."""
    plain = ask(served, "/flood/")
    for query in ("utm_source=x", "page=2", "%00", "a=" + "x" * 3_000):
        seen = ask(served, f"/flood/?{query}")
        assert seen.body == plain.body
        assert _told(seen.headers) == _told(plain.headers)


def test_an_address_without_its_slash_leads_to_the_page(served: Served) -> None:
    """The short form of an address is an address, too."""
    seen = ask(served, "/flood")
    assert (seen.status, seen.headers["location"]) == (308, "/flood/")
    assert ask(served, f"/flood/p/{post_id(1)}").headers["location"] == f"/flood/p/{post_id(1)}/"


def test_an_open_page_does_not_count_as_a_stream(served: Served) -> None:
    """What /healthz tells: streams, and that all is well."""
    ask(served, "/flood/")
    with Listener(served, "/flood/live/stream") as listener:
        listener.event("hello")
        assert ask(served, "/healthz").json["streams"] == 1
    wait_until(lambda: ask(served, "/healthz").json["streams"] == 0, "the stream is counted out")
    assert ask(served, "/healthz").json["ok"] is True


def _posts_and_older(body: bytes) -> tuple[set[str], str]:
    older = re.search(rb'rel="prev" href="([^"]+)"', body)
    posts = {found.decode() for found in re.findall(rb'data-part="post/(\w+)"', body)}
    return posts, older[1].decode() if older else ""


def _told(headers: dict[str, str]) -> dict[str, str]:
    """The headers without those that are the server's own."""
    own = {"date", "server", "connection", "transfer-encoding"}
    return {name: value for name, value in headers.items() if name not in own}
