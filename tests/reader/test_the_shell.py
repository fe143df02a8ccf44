"""What surrounds the parts: every slot is one that edges fill, no script stands inline and one style, all words are there."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from django.contrib.staticfiles import finders

from stoppress.edge.shell import Shell, fill
from stoppress.press import words
from stoppress.press.shell import build_shells
from stoppress.press.style import notice_style, style
from tests.reader.reading import Found

#: As edge/shell.py names them.
_PAGE = {
    "language",
    "direction",
    "document",
    "ld",
    "slug",
    "cursor",
    "since",
    "stream_url",
    "pace",
    "floor",
} | {
    "header",
    "key-points",
    "pinned",
    "round-up",
    "key-events",
    "questions",
    "shared",
    "stream",
    "older",
    "newsroom",
    "address",
}
_ARCHIVE = {
    "language",
    "direction",
    "slug",
    "newsroom",
    "headline",
    "key-events",
    "stream",
}
_SLOTS = {
    "page": _PAGE,
    "archive_document": {"title", "moment", "description", "canonical", "newsroom", "locale"},
    "modified": {"moment"},
    "withdrawn": set(),
    "logo": set(),
    "front": _PAGE - {"slug", "key-points", "pinned", "round-up", "questions", "shared"}
    | {"live", "paused", "upcoming"},
    "front_archive": {
        "language",
        "direction",
        "document",
        "stream",
        "older",
        "newer",
        "newsroom",
        "canonical",
    },
    "front_older_link": {"address"},
    "front_newer_link": {"address"},
    "archive": _ARCHIVE | {"document", "older", "newer"},
    "from_start": _ARCHIVE | {"canonical", "number", "back", "next"},
    "next_link": {"address"},
    "back_link": {"address"},
    "the_oldest": set(),
    "nothing_here": set(),
    "key_event_list": {"slug", "lines"},
    "key_event_line": {"post", "moment", "clock", "words"},
    "day_heading": {"day", "words"},
    "day_words": set(),
    "older_link": {"address"},
    "newer_link": {"address"},
    "post_document": {
        "title",
        "headline",
        "description",
        "canonical",
        "published",
        "changed",
        "newsroom",
        "locale",
    },
    "missing": set(),
    "missing_post": {"slug", "newsroom"},
    "gone": {"slug", "newsroom"},
    "busy": {"slug"},
    "full": set(),
    "card": {"address", "alt"},
}
TEXTS = asdict(build_shells()["en"])
NOTICES = ["missing", "missing_post", "gone", "busy", "full"]
PAGES = ["page", "archive", "from_start", "front", "front_archive", *NOTICES]


def _slots(text: str) -> list[str]:
    return re.findall(r"\{\{slot:([^}]*)\}\}", text)


@pytest.mark.parametrize("name", sorted(_SLOTS))
def test_every_slot_is_one_that_an_edge_fills(name: str) -> None:
    assert set(_slots(TEXTS[name])) <= _SLOTS[name]
    assert "{%" not in TEXTS[name]


def test_an_edge_takes_the_texts_as_they_are() -> None:
    shell = Shell(**TEXTS)
    page = fill(shell.page, {"stream": "<article></article>", "floor": "7"})
    assert '<section id="stream"' in page
    assert 'data-floor="7"' in page
    assert "{{slot" not in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_has_nothing_inline_but_one_style(name: str) -> None:
    found = Found(fill(TEXTS[name], {}))
    assert found.open == []
    assert found.all("style") == [{}]
    for attributes in found.all("script"):
        assert "src" in attributes or attributes["type"] in ("application/ld+json", "application/json")
    for _, attributes in found.tags:
        assert "style" not in attributes
        assert not any(attribute.startswith("on") for attribute in attributes)
    addresses = [attributes.get("href") or attributes.get("src") or "/" for _, attributes in found.tags]
    assert all(address.startswith(("/", "#")) for address in addresses)


def test_the_page_has_its_landmarks_and_an_empty_status_line() -> None:
    found = Found(fill(TEXTS["page"], {}))
    assert len(found.all("main")) == 1
    assert {"href": "#stream", "class": "skip"} in found.all("a")
    status = [attributes for attributes in found.all("p") if attributes.get("role") == "status"]
    assert [attributes["id"] for attributes in status] == ["status"]
    assert re.search(r'role="status"></p>', TEXTS["page"])
    regions = [attributes["data-region"] for _, attributes in found.tags if "data-region" in attributes]
    assert sorted(regions) == [
        "header",
        "key-events",
        "key-points",
        "pinned",
        "questions",
        "round-up",
        "shared",
        "stream",
    ]


@pytest.mark.parametrize("name", ["from_start", "front_archive"])
def test_a_page_that_is_shown_elsewhere_has_one_address(name: str) -> None:
    found = Found(fill(TEXTS[name], {"canonical": "http://courier.example/it/"}))
    graph = {meta["property"]: meta["content"] for meta in found.all("meta") if "property" in meta}
    assert graph["og:url"] == "http://courier.example/it/"
    assert {"rel": "canonical", "href": graph["og:url"]} in found.all("link")
    assert graph["og:type"] == "website"
    assert graph.keys() >= {"og:title", "og:site_name"}


def test_script_and_style_are_light() -> None:
    """The script within 10 kB, gzipped; style within what the page has left of its 40 kB."""
    found = Found(fill(TEXTS["page"], {}))
    links = found.all("link")
    scripts = [link["href"] for link in links if link["rel"] == "modulepreload"]
    scripts += [script["src"] for script in found.all("script") if "src" in script]
    assert 0 < _weight(scripts) <= 10_000
    assert 0 < len(gzip.compress(_style(TEXTS["page"]).encode(), 9)) <= 7_500


def test_nothing_but_the_page_is_waited_for_before_it_is_drawn() -> None:
    """On a slow line each further answer costs half a second."""
    for name in set(PAGES) - {"front", "front_archive"}:  # these have one sheet of their own
        assert 'rel="stylesheet"' not in TEXTS[name]
    assert _style(TEXTS["page"]) == style().text
    assert {_style(TEXTS[name]) for name in NOTICES} == {notice_style().text}


def test_the_policy_allows_the_style_of_the_page_and_no_other() -> None:
    wanted = b64encode(sha256(_style(TEXTS["page"]).encode()).digest()).decode()
    policy = Shell(**TEXTS).policy.decode()
    assert f"style-src 'self' 'sha256-{wanted}';" in policy
    wanted = b64encode(sha256(_style(TEXTS["gone"]).encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{wanted}';" in Shell(**TEXTS).notice_policy.decode()
    assert "unsafe" not in policy


def _style(page: str) -> str:
    return page.partition("<style>")[2].partition("</style>")[0]


def test_every_module_that_is_imported_is_loaded_ahead() -> None:
    found = Found(fill(TEXTS["page"], {}))
    ahead = {link["href"].rpartition("/")[2] for link in found.all("link") if link["rel"] == "modulepreload"}
    imported = set(re.findall(r'^import .* from "\./(.+)";$', _read("reader/live.js"), re.MULTILINE))
    assert imported == ahead


def _weight(addresses: list[str]) -> int:
    """Bytes on the wire of static files, each gzipped."""
    return sum(
        len(gzip.compress(_read(address.removeprefix("/static/")).encode(), 9)) for address in addresses
    )


def _read(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_text()


def test_the_build_names_the_texts() -> None:
    assert build_shells()["en"].build == TEXTS["build"]
    assert re.fullmatch("[0-9a-f]{10}", TEXTS["build"])


def test_the_words_of_the_script_are_json_that_closes_no_element() -> None:
    said = words.words()
    assert "<" not in said
    phrases = msgspec.json.decode(said)
    assert phrases["new_posts"] == {"100": "{n} new posts", "1": "{n} new post"}
    assert phrases["lost"] == "Connection lost, showing {time}"
    assert said in TEXTS["page"]


def test_the_words_have_a_form_for_every_plural_of_a_language() -> None:
    class Polish:
        def __mod__(self, gaps: Mapping[str, int]) -> str:
            return {1: "jeden", 2: "kilka", 3: "kilka"}.get(gaps["n"], "wiele")

    assert words._forms(Polish()) == {"100": "wiele", "1": "jeden", "2": "kilka", "3": "kilka"}


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_says_one_thing_leads_on_is_small_and_is_not_to_be_found(name: str) -> None:
    text = TEXTS[name]
    assert text.count("<h1>") == 1
    assert '<meta name="robots" content="noindex">' in text
    assert '<a href="/">All live coverage</a>' in text
    assert ('<a href="/{{slot:slug}}/">To the live page</a>' in text) == (
        name in ("missing_post", "gone", "busy")
    )
    assert "<script" not in text
    assert len(text) < 4_000
