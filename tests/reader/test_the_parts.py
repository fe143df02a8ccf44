"""The templates of the parts: complete, well-formed, and never fooled by a name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from stoppress.press.contexts import (
    CorrectionContext,
    DocumentContext,
    HeaderContext,
    KeyPointContext,
    KeyPointsContext,
    Moment,
    PostContext,
    TeamContext,
    TombstoneContext,
)
from tests.reader.reading import Found

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{slot:stream}} {% now 'Y' %}",
    "</title></style></textarea><!--",
    "&lt;b&gt; &amp;amp;",
    "‮ right to left ‬ \u0000",
]
_ZONE = ZoneInfo("Europe/Berlin")


def _moment(hour: int = 12, day: int = 3) -> Moment:
    return Moment.of(datetime(2026, 3, day, hour, 5, tzinfo=UTC), _ZONE)


def _post(word: str = "Bridge closed", **more: object) -> PostContext:
    values: dict[str, object] = {
        "id": "k3v9q7m2x0ab",
        "key": "post/k3v9q7m2x0ab",
        "place": 17,
        "kind": "update",
        "title": word,
        "body": mark_safe("<p>The bridge is closed.</p>"),
        "byline": word,
        "published": _moment(),
        "updated": _moment(13),
        "is_key_event": True,
        "address": "/flood/p/k3v9q7m2x0ab/",
        "blog_address": "/flood/",
        "corrections": (CorrectionContext(word, _moment(13)),),
    }
    return PostContext(**values | more)  # type: ignore[arg-type]


def _header(word: str = "River rises", **more: Any) -> HeaderContext:
    values: dict[str, object] = {
        "headline": word,
        "standfirst": word,
        "phase": "live",
        "zone": "Europe/Berlin",
        "zone_name": "Berlin",
        "team": (TeamContext(word, word), TeamContext("Bob", "")),
        "starts": _moment(),
        "ended": None,
        "address": "/flood/",
    }
    return HeaderContext(**values | more)  # type: ignore[arg-type]


def _tombstone(word: str = "Not confirmed") -> TombstoneContext:
    return TombstoneContext(
        "k3v9q7m2x0ab", "post/k3v9q7m2x0ab", 17, _moment(), _moment(13), word, "/flood/p/k3v9q7m2x0ab/"
    )


def _of_all_parts(word: str) -> dict[str, object]:
    point = KeyPointContext(word, "/flood/p/k3v9q7m2x0ab/", "k3v9q7m2x0ab")
    return {
        "post": _post(word),
        "pinned": _post(word),
        "tombstone": _tombstone(word),
        "header": _header(word),
        "key_points": KeyPointsContext((point, KeyPointContext(word, "", ""))),
    }


def _read(name: str, context: object) -> Found:
    return Found(render_to_string(f"press/parts/{name}.html", {"it": context}).strip())


@pytest.mark.parametrize("word", NASTY)
@pytest.mark.parametrize("name", ["post", "pinned", "tombstone", "header", "key_points"])
def test_a_nasty_name_stays_words(name: str, word: str) -> None:
    plain, nasty = (_read(name, _of_all_parts(said)[name]) for said in ("word", word))
    assert [tag for tag, _ in nasty.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(attributes) for _, attributes in nasty.tags] == [
        sorted(attributes) for _, attributes in plain.tags
    ]
    assert " ".join(word.split()) in nasty.text


@pytest.mark.parametrize("word", NASTY)
def test_a_nasty_headline_stays_words_in_the_documents_head(word: str) -> None:
    context = DocumentContext(word, word, "https://courier.example/flood/", word, "en", _moment())
    found = _read("document", context)
    assert {tag for tag, _ in found.tags} == {"title", "meta", "link"}
    assert found.all("meta")[0] == {"name": "description", "content": word}


@pytest.mark.parametrize("name", ["post", "pinned", "tombstone", "header", "key_points"])
def test_a_part_is_one_element_that_names_its_key_and_place(name: str) -> None:
    """P-3.1."""
    found = _read(name, _of_all_parts("word")[name])
    assert found.outermost == 1
    assert found.open == []
    first = found.tags[0][1]
    keys = {"header": "header", "key_points": "key-points", "pinned": "pinned"}
    assert first["data-part"] == keys.get(name, "post/k3v9q7m2x0ab")
    assert first["data-place"] == ("17" if name in ("post", "tombstone") else "0")
    assert "style" not in first
    assert not any(attribute.startswith("on") for _, attributes in found.tags for attribute in attributes)


def test_every_time_is_for_machines_too() -> None:
    for name, context in _of_all_parts("word").items():
        for attributes in _read(name, context).all("time"):
            assert datetime.fromisoformat(attributes["datetime"]).tzinfo is not None
    assert "13.05" in _read("post", _post()).text


def test_a_post_tells_what_happened_to_it() -> None:
    found = _read("post", _post())
    assert (
        found.text.index("Bridge closed") < found.text.index("Correction") < found.text.index("The bridge is")
    )
    assert "Key event" in found.text
    assert "updated 14.05" in found.text
    quiet = _read("post", _post(updated=None, is_key_event=False, corrections=(), title=""))
    for word in ("updated", "Key event", "Correction"):
        assert word not in quiet.text
    assert quiet.all("h2") == []
    assert quiet.tags[0][1]["aria-label"]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("answer", "Question and answer"),
        ("roundup", "Round-up"),
        ("pictures", "Pictures"),
        ("notice", "To our readers"),
    ],
)
def test_a_kind_is_said_in_words(kind: str, label: str) -> None:
    assert label in _read("post", _post(kind=kind)).text


def test_the_time_is_the_permalink_and_a_pinned_copy_has_no_id() -> None:
    assert _read("post", _post()).all("a")[0]["href"] == "/flood/p/k3v9q7m2x0ab/"
    assert all("id" not in attributes for _, attributes in _read("pinned", _post()).tags)


def test_a_tombstone_tells_when_and_why() -> None:
    found = _read("tombstone", _tombstone())
    assert "withdrawn at 14.05, 3 Mar. Not confirmed" in found.text
    assert found.tags[0][1]["data-withdrawn"] == "yes"


@pytest.mark.parametrize(
    ("phase", "more", "words"),
    [
        ("live", {}, "Live since 13.05, 3 March 2026"),
        ("paused", {}, "Paused The coverage continues later."),
        ("upcoming", {}, "Coverage begins at 13.05, 3 March 2026"),
        ("upcoming", {"starts": None}, "Coverage has not begun"),
        ("closed", {"ended": _moment(18)}, "Ended Coverage ran from 13.05 to 19.05, 3 March 2026"),
        (
            "closed",
            {"ended": _moment(1, 4)},
            "Ended Coverage ran from 13.05, 3 March 2026 to 2.05, 4 March 2026",
        ),
    ],
)
def test_the_header_says_how_the_coverage_stands(phase: str, more: dict[str, Any], words: str) -> None:
    found = _read("header", _header(phase=phase, **more))
    assert words in found.text
    assert found.tags[0][1]["data-phase"] == phase


def test_the_header_names_the_team_and_the_clock() -> None:
    text = _read("header", _header()).text
    assert "Reporting by River rises (River rises), Bob. All times are Berlin time." in text
    assert "All times are UTC." in _read("header", _header(zone="UTC", zone_name="UTC", team=())).text


def test_key_points_lead_to_their_posts_in_order() -> None:
    points = KeyPointsContext(
        (KeyPointContext("One", "/flood/p/aaaaaaaaaaaa/", "aaaaaaaaaaaa"), KeyPointContext("Two", "", ""))
    )
    found = _read("key_points", points)
    assert [attributes["href"] for attributes in found.all("a")] == ["/flood/p/aaaaaaaaaaaa/"]
    assert found.text == "Key points One Two"
    assert _read("key_points", KeyPointsContext(())).text == ""
