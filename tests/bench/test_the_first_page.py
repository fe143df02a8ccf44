"""What a browser must load for a page, as the benchmark finds it."""

from __future__ import annotations

from random import Random

import pytest
from bench.client import Client
from bench.measures.first_page import content_of, needed, on_this_server, weigh
from bench.words import paragraph

from tests.acting import Actor
from tests.server import Newsroom

_PICTURE = (
    '<figure><img src="https://pictures.example/{}.png" alt="The quay" width="1200" height="800"></figure>'
)

PAGE = b"""<!doctype html><link rel="stylesheet" href="/static/page.css"><link rel="alternate" href="/feed">
<link rel=modulepreload href="/static/parts.js"><script type="module" src="/static/live.js"></script>
<script type="application/ld+json">{"url": "/not/loaded"}</script><script src="https://elsewhere.invalid/x.js"></script>"""


def test_style_sheets_modules_and_scripts_of_our_own_are_found() -> None:
    assert needed("html", "/story/", PAGE) == [
        ("css", "/static/page.css"),
        ("script", "/static/parts.js"),
        ("script", "/static/live.js"),
    ]


@pytest.mark.parametrize(
    "module",
    [
        b'import { apply } from "./apply.js";',
        b"import './apply.js'",
        b'const it = await import("./apply.js");',
        b'export { apply } from"./apply.js"',
    ],
)
def test_what_a_module_imports_is_loaded_too(module: bytes) -> None:
    assert needed("script", "/static/reader/live.js", module) == [("script", "/static/reader/apply.js")]


def test_what_comes_later_to_those_who_need_it_is_not_loaded_with_the_page() -> None:
    assert needed("script", "/static/live.js", b'if (wasAway) import("./returning.js").then(offer);') == []


def test_what_a_style_sheet_imports_is_loaded_too() -> None:
    sheet = b'@import url("tokens.css") layer(tokens);\n@import "parts/post.css";'
    assert needed("css", "/static/page.css", sheet) == [
        ("css", "/static/tokens.css"),
        ("css", "/static/parts/post.css"),
    ]


def test_words_in_a_string_are_no_import() -> None:
    assert needed("script", "/static/live.js", b'say("a note from the desk"); const from = "quay";') == []


def test_what_others_serve_is_not_ours_to_count() -> None:
    assert on_this_server("/story/", "https://elsewhere.invalid/x.js") == ""
    assert on_this_server("/story/", "data:text/css,") == ""


def test_a_first_page_of_twenty_posts_and_two_pictures_weighs_at_most_forty_kilobytes(
    newsroom_server: Newsroom,
) -> None:
    """HTML, style and script together, gzipped; the posts are in words as various as a newsroom's."""
    alice = Actor(newsroom_server, "weighed")
    for number in range(25):
        picture = _PICTURE.format(number) if number >= 23 else ""
        alice.publish(f"Gauge {number} of the river", f"<p>{paragraph(Random(number), 900)}</p>{picture}")
    last = alice.do("at random", seed=0, count=0)["cursor"]
    client = Client(newsroom_server.port)
    while last.encode() not in content_of(client.get("/weighed/")):
        pass
    sizes, unpacked = weigh(client, "/weighed/")
    assert unpacked == []
    assert sum(sizes.values()) <= 40_000, sizes
    assert 0 < sizes["script"] <= 10_000
