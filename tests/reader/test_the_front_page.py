"""The front page: every public live blog, what is live on top; and a word to crawlers."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.publishing import live_blogs
from stoppress.publishing.live_blogs import Opening
from tests.cast import Scene, member, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db


def _headlines(client: Client) -> list[str]:
    page = client.get("/").content.decode()
    return [piece.partition("</a>")[0].rpartition(">")[2] for piece in page.split("<h2")[1:]]


def _scene(headline: str, *phases: str, scene: Scene | None = None) -> Scene:
    editor = scene.editor if scene else member("Alice")
    slug = headline.lower().replace(" ", "-")
    opened = Scene(editor, slug)
    live_blogs.open_live_blog(opened.hand(), Opening(headline, slug, zone="Europe/Berlin"))
    for phase in phases:
        opened.enter(phase)
    return opened


def test_live_stands_on_top_then_what_is_to_come_then_what_has_ended(client: Client) -> None:
    first = _scene("Closed one", "live", "closed")
    _scene("Upcoming one", "upcoming", scene=first)
    _scene("Live one", "live", scene=first)
    _scene("Live later", "live", scene=first)
    _scene("Paused one", "live", "paused", scene=first)
    _scene("Prepared one", scene=first)
    assert _headlines(client) == ["Live later", "Live one", "Paused one", "Upcoming one", "Closed one"]


def test_a_nasty_headline_stays_words(client: Client) -> None:
    scene = open_scene()
    live_blogs.change_header(
        scene.hand(),
        scene.blog,
        scene.blog.version,
        headline='<script>alert(1)</script> "><b>',
        standfirst="<img src=x>",
        team=[],
    )
    found = Found(client.get("/").content.decode())
    assert found.all("script") == []
    assert found.all("img") == []
    assert '<script>alert(1)</script> "><b>' in found.text


def test_without_live_blogs_it_says_so(client: Client) -> None:
    found = Found(client.get("/").content.decode())
    assert "There is no live coverage at the moment." in found.text
    assert found.open == []


def test_nobody_gets_a_cookie_and_crawlers_may_come(client: Client) -> None:
    open_scene()
    for address in ("/", "/robots.txt"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("public")
        assert answer.headers["X-Robots-Tag"] == "all"
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert b"Disallow: /desk/" in client.get("/robots.txt").content


def test_nothing_is_written_by_asking(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200
