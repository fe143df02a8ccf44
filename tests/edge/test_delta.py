"""The delta, as docs/protocol.md section 4 promises it, at the seam and by plain ASGI."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from stoppress.wire.change import HIGHEST_NUMBER, Change, Page, Part
from tests.edge.memory import LIFE, NEXT_LIFE, MemoryTail, MemoryWire, post_id
from tests.edge.reader import Seen, ask, wait_until
from tests.edge.serving import SERVERS, Served, serving


def test_the_delta_brings_what_came_after_the_cursor(served: Served, flood: MemoryWire) -> None:
    """P-4.1: the changes after it, by rising number, and the new head."""
    told = since(served, 3).json
    assert (told["epoch"], told["head"], told["pace"]) == (LIFE, 5, 5)
    assert told["changes"] == [change.travelling() for change in flood.changes[3:]]


def test_the_delta_is_collapsed_to_the_last_of_each_part(served: Served, flood: MemoryWire) -> None:
    """P-4.1: an edited post comes once, a removed one as a bare removal."""
    flood.publish("First wording", index=1)
    flood.publish("Second wording", index=1)
    flood.remove(post_id(2))
    told = since(served, 2).json["changes"]
    assert [(change["n"], change["do"], change["key"]) for change in told] == [
        (5, "put", f"post/{post_id(3)}"),
        (7, "put", f"post/{post_id(1)}"),
        (8, "remove", f"post/{post_id(2)}"),
    ]
    assert "Second wording" in told[1]["html"]
    assert set(told[2]) == {"n", "do", "key"}


def test_page_and_delta_from_any_number_give_the_page_at_the_head(served: Served, flood: MemoryWire) -> None:
    """P-2.1: page at N, plus the changes after N, equals page at M."""
    for _ in range(30):
        flood.publish()
    flood.publish("Edited", index=4)
    flood.remove(post_id(7))
    for number in range(flood.head + 1):
        page = Page(number, _page_at(flood, number).parts.values())
        for change in since(served, number).json["changes"]:
            page.apply(_received(change))
        assert {key: part.html for key, part in page.as_mapping().items()} == {
            key: part.html for key, part in flood.page().as_mapping().items()
        }


def test_nothing_new_is_said_in_few_bytes(served: Served) -> None:
    """P-4.2: no changes, and the number asked with."""
    seen = since(served, 5)
    assert seen.json == {"epoch": LIFE, "head": 5, "pace": 5, "changes": []}
    assert len(seen.body) < 100


def test_a_closed_coverage_says_stop_asking(served: Served, flood: MemoryWire) -> None:
    """P-4.3: a pace of 0."""
    flood.put("document", "document", 0, "<title>River falls</title>", pace=0)
    wait_until(lambda: since(served, 6).json["pace"] == 0, "the pace is 0")


@pytest.mark.parametrize("cursor", ["zzzzzzzz-3", "zzzzzzzz-900", f"zzzzzzzz-{HIGHEST_NUMBER}"])
def test_another_epoch_means_load_the_page_again(served: Served, cursor: str) -> None:
    """P-4.4, P-2.5: whatever the number."""
    assert ask(served, f"/flood/live/since/{cursor}").json == {
        "epoch": LIFE,
        "head": 5,
        "pace": 5,
        "reload": True,
    }


@pytest.mark.parametrize("kind", SERVERS)
def test_a_cursor_older_than_is_kept_means_load_the_page_again(kind: str) -> None:
    """P-4.4: the last 500 changes at least are kept, also while many more come in."""
    wire = MemoryWire()
    for _ in range(1_200):
        wire.publish()
    with serving(kind, MemoryTail(flood=wire)) as served:
        assert "reload" in since(served, 1).json
        for _ in range(2_500):
            wire.publish()
        wait_until(lambda: served.edge.loaded["flood"].cursor == wire.cursor, "the edge has caught up")
        assert "reload" in since(served, 1_300).json
        for back in (1, 2, 499, 500, 999):
            told = since(served, wire.head - back).json["changes"]
            assert [change["n"] for change in told] == list(range(wire.head - back + 1, wire.head + 1))


def test_a_restore_turns_old_cursors_away(served: Served, flood: MemoryWire) -> None:
    """P-4.4, P-1.3: after a restore the numbers begin a new life."""
    assert since(served, 5).status == 200
    flood.begin_anew()
    wait_until(lambda: "reload" in since(served, 5).json, "the old epoch is turned away")
    assert f"{NEXT_LIFE}-4" in ask(served, "/flood/").body.decode()


def test_a_lower_head_than_that_asked_with_is_never_told(served: Served) -> None:
    """P-4.5: behind the number asked, we wait a moment, and then say “nothing new”, uncached."""
    seen = since(served, 500)
    assert seen.json == {"epoch": LIFE, "head": 500, "pace": 5, "changes": []}
    assert seen.headers["cache-control"] == "no-store"


def test_the_largest_number_is_a_number(served: Served) -> None:
    """P-4.5, P-4.6: 2^53 − 1 is asked about as any other."""
    assert since(served, HIGHEST_NUMBER).json["head"] == HIGHEST_NUMBER


@pytest.mark.parametrize("kind", SERVERS)
def test_who_is_ahead_is_answered_as_soon_as_our_tail_is_there(
    kind: str, flood: MemoryWire, tail: MemoryTail
) -> None:
    """P-4.5: the wait ends with the change, not with the second."""
    flood.shown = 4
    with serving(kind, tail) as served:
        ask(served, "/flood/")
        answers: list[Seen] = []
        asking = threading.Thread(target=lambda: answers.append(_patiently(served)))
        asking.start()
        wait_until(lambda: served.edge._follower._catching_up == 1, "somebody waits")
        flood.shown = None
        asking.join()
    assert answers[0].json["head"] == 5


def test_two_edges_one_behind_tell_no_reader_to_go_back(flood: MemoryWire, tail: MemoryTail) -> None:
    """P-4.5, P-2.1: a reader who hops between edges never sees his head fall, and ends at the page."""
    behind = MemoryWire()
    behind.changes, behind.shown = flood.changes, 3
    with serving("seam", tail) as first, serving("seam", MemoryTail(flood=behind)) as second:
        page, number = Page(), 0
        for turn in range(12):
            flood.publish()
            edge = (first, second)[turn % 2]
            told = since(edge, number).json
            assert told["head"] >= number
            number = told["head"]
            for change in told["changes"]:
                page.apply(_received(change))
        behind.shown = None
        wait_until(lambda: since(second, number).json["head"] >= flood.head, "the late edge is there")
        for change in since(second, number).json["changes"]:
            page.apply(_received(change))
    assert page.as_mapping().keys() == flood.page().as_mapping().keys()


@pytest.mark.parametrize(
    "word",
    [
        "x",
        "aaaabbbb",
        "aaaabbbb-",
        "aaaabbbb--1",
        "aaaabbbb-01",
        "aaaabbbb-1e3",
        "AAAABBBB-1",
        "aaaabbbb-١",
        f"aaaabbbb-{HIGHEST_NUMBER + 1}",
        "aaaabbbb-99999999999999999999",
        "%00",
        "aaaabbbb-1;x",
    ],
)
def test_a_malformed_cursor_is_told_what_one_looks_like(served: Served, word: str) -> None:
    """P-4.6: 400 with a problem in words."""
    seen = ask(served, f"/flood/live/since/{_quoted(word)}")
    assert (seen.status, seen.headers["content-type"]) == (400, "application/problem+json")
    assert "q7m2x0ab-482" in seen.json["detail"]
    assert seen.headers["cache-control"] == "no-store"


def test_deltas_are_kept_shortly_and_told_apart(served: Served, flood: MemoryWire) -> None:
    """P-4.7: no longer than the pace; a tag that another head changes."""
    seen = since(served, 3)
    assert seen.headers["cache-control"] == "public, max-age=1, s-maxage=5"
    assert seen.headers["surrogate-key"] == "flood"
    assert seen.headers["vary"] == "Accept-Encoding"
    etag = seen.headers["etag"].encode()
    assert ask(served, f"/flood/live/since/{LIFE}-3", b"If-None-Match: " + etag).status == 304
    flood.publish()
    wait_until(
        lambda: ask(served, f"/flood/live/since/{LIFE}-3", b"If-None-Match: " + etag).status == 200,
        "the delta is another",
    )


def test_a_quicker_pace_shortens_the_life_of_a_delta(tail: MemoryTail) -> None:
    """P-4.7: at most the pace."""
    tail.wires["match"] = MemoryWire(pace=2)
    with serving("seam", tail) as served:
        seen = ask(served, f"/match/live/since/{LIFE}-1")
    assert seen.headers["cache-control"] == "public, max-age=1, s-maxage=2"


def since(served: Served, number: int) -> Seen:
    """The delta after this number."""
    return ask(served, f"/flood/live/since/{LIFE}-{number}")


def _patiently(served: Served) -> Seen:
    """Ask for what is not there yet until it is: the edge's own patience is short in tests."""
    while (seen := since(served, 5)).headers["cache-control"] == "no-store":
        pass
    return seen


def _page_at(wire: MemoryWire, number: int) -> Page:
    page = Page()
    for change in wire.changes[:number]:
        page.apply(change)
    return page


def _received(change: dict[str, Any]) -> Change:
    if change["do"] == "remove":
        return Change(change["n"], "remove", change["key"])
    part = Part(change["key"], change["region"], change["place"], change["html"])
    return Change(change["n"], "put", part.key, part.region, part.place, part.html)


def _quoted(word: str) -> str:
    return "".join(
        letter if letter.isascii() else "%" + "%".join(f"{b:02x}" for b in letter.encode()) for letter in word
    )
