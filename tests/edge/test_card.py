"""What a picture card is drawn from: a few words of the wire, and an address that lasts as long as they do."""

from __future__ import annotations

import re
from html import unescape

from stoppress.edge.card import Told, address, of_blog, of_post
from stoppress.edge.story import Story
from stoppress.wire.change import Change
from tests.edge.memory import MemoryTail, MemoryWire, post_id
from tests.edge.reader import ask, wait_until
from tests.edge.serving import QUICK, serving

SITE = "https://courier.example/flood/"


def _wire() -> MemoryWire:
    wire = MemoryWire()
    wire.put(
        "document", "document", 0, "", title="River rises", newsroom="Courier", phase="live", ld={"url": SITE}
    )
    wire.put("header", "header", 0, "", zone="Europe/Berlin", coverage_starts_at="2031-05-04T05:00:00Z")
    return wire


def _story(wire: MemoryWire) -> Story:
    opening = MemoryTail(flood=wire).open("flood")
    assert opening is not None
    return Story.opened("flood", opening)


def _post(wire: MemoryWire, **data: object) -> tuple[Story, Change]:
    told = {
        "id": post_id(1),
        "title": "Bridge closed",
        "text": "The bridge is closed.",
        "url": f"{SITE}p/{post_id(1)}/",
    }
    html = f'<article data-part="post/{post_id(1)}" data-place="1"></article>'
    number = wire.put(f"post/{post_id(1)}", "stream", 1, html, **(told | data))
    return _story(wire), wire.changes[number - 1]


def test_a_card_keeps_its_address_while_its_words_stand_and_has_another_with_others() -> None:
    wire = _wire()
    first = of_post(*_post(wire))
    assert (
        of_post(*_post(wire, text="More of the same.", version=9, modified_at="2031-05-04T09:00:00Z"))
        == first
    )
    others = [
        of_post(*_post(wire, **changed))
        for changed in (
            {"title": "Bridge open"},
            {"is_key_event": True},
            {"published_at": "2031-05-04T05:30:00Z"},
            {
                "questions": [{"words": "When?", "first_name": None, "place": "Quay"}],
                "expert": {"name": "Dr. Brandt"},
            },
        )
    ]
    assert len({told.version for told in (first, *others)}) == 5
    assert address(f"{SITE}p/{post_id(1)}/", first) == f"{SITE}p/{post_id(1)}/card-{first.version}.png"


def test_a_post_without_a_title_is_told_by_its_first_words() -> None:
    told = of_post(*_post(_wire(), title="", text="The  bridge\nis closed. " + "And more. " * 50))
    assert told.words.startswith("The bridge is closed. And more.")
    assert len(told.words) <= 180
    assert told.words.endswith("…")


def test_of_a_withdrawn_post_nothing_is_told_but_that() -> None:
    told = of_post(*_post(_wire(), withdrawal={"reason": "It was wrong.", "at": "2031-05-04T06:00:00Z"}))
    assert told == Told("en", is_withdrawn=True)


def test_a_live_blog_is_told_with_its_phase_and_times() -> None:
    told = of_blog(_story(_wire()))
    assert (told.blog, told.newsroom, told.zone, told.phase) == (
        "River rises",
        "Courier",
        "Europe/Berlin",
        "live",
    )
    assert told.at == "2031-05-04T05:00:00Z"


def test_every_page_names_its_card_whole_and_with_what_is_on_it() -> None:
    wire = _wire()
    _post(wire, title="“Closed” & <shut>")
    with serving("seam", MemoryTail(flood=wire), QUICK) as served:
        image, alt = _card(ask(served, "/flood/").body.decode())
        assert re.fullmatch(rf"{SITE}card-[0-9a-f]{{12}}\.png", image)
        assert alt == "River rises – Courier"
        image, alt = _card(ask(served, f"/flood/p/{post_id(1)}/").body.decode())
        assert re.fullmatch(rf"{SITE}p/{post_id(1)}/card-[0-9a-f]{{12}}\.png", image)
        assert alt == "“Closed” & <shut> – River rises – Courier"


def test_the_head_of_a_withdrawn_post_says_so_and_why_and_nothing_it_said() -> None:
    wire = _wire()
    _post(wire)
    with serving("seam", MemoryTail(flood=wire), QUICK) as served:
        own = f"/flood/p/{post_id(1)}/"
        assert "<title>Bridge closed – River rises</title>" in ask(served, own).body.decode()
        _post(
            wire, title=None, text=None, withdrawal={"reason": "It was wrong.", "at": "2031-05-04T06:00:00Z"}
        )
        served.edge.look()
        wait_until(
            lambda: "<title>Withdrawn – River rises</title>" in ask(served, own).body.decode(),
            "it is withdrawn",
        )
        page = ask(served, own).body.decode()
        assert _card(page)[1] == "Withdrawn"
        assert "ridge" not in page


def _card(page: str) -> tuple[str, str]:
    found = dict(re.findall(r'<meta property="(og:image(?::alt)?)" content="([^"]*)">', page))
    return unescape(found["og:image"]), unescape(found["og:image:alt"])
