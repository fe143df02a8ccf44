"""What is pasted from a word processor comes out clean; the markup is our own, after theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.desk import Desk, Flood
from tests.server import Newsroom


@pytest.fixture(scope="module")
def flood(newsroom_server: Newsroom) -> Flood:
    """One live blog; nothing is published here."""
    return Flood.open(newsroom_server, "paste")


def pasted(name: str) -> str:
    """What stands in the clipboard."""
    return (Path(__file__).parent / "pasted" / f"{name}.html").read_text()


def test_word_comes_out_clean_and_its_paragraphs_with_dots_are_lists(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.paste(pasted("word"))
    assert desk.body() == (
        "<h2>Water &amp; power</h2><p><strong>The dam</strong> held, <em>for now</em>.</p>"
        "<ul><li>Buses<ul><li>every ten minutes</li></ul></li><li>Trains <strong>stopped</strong></li></ul>"
        "<ol><li>Leave</li><li>Lock up</li></ol>"
        '<p><a href="https://example.org/dam">The map</a>, not this</p>'
    )
    assert desk.complaints == []


def test_google_docs_comes_out_clean_and_is_not_all_bold(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.paste(pasted("docs"))
    assert desk.body() == (
        "<h2>What we know</h2><p>The wall <strong>broke</strong><em> at dawn</em><strong><em>!</em></strong></p>"
        "<ul><li>Arle<ul><li>the market</li></ul></li><li>Harrow</li></ul>"
        '<p><a href="https://example.org/a?b=1&amp;c=2">A link</a></p>'
    )
    assert desk.complaints == []
    assert "Pictures were left out" in desk.composer.inner_text()


def test_hostile_markup_runs_nothing_and_breaks_no_rule(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    title = desk.page.title()
    desk.paste(pasted("hostile"))
    assert "Kept" in desk.body()
    assert "more" in desk.body()
    for word in ("script", "onclick", "onerror", "javascript:", "style", "evil"):
        assert word not in desk.body()
    assert desk.page.title() == title
    assert not [url for url in asked if "evil" in url]
    assert desk.complaints == []


def test_what_is_copied_within_the_editor_comes_back_whole(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.text.click()
    desk.page.keyboard.type("- one")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("two")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.press("Control+x")
    assert desk.body() == ""
    desk.page.keyboard.press("Control+v")
    assert desk.body() == "<ul><li>one</li><li>two</li></ul>"
    assert desk.complaints == []
