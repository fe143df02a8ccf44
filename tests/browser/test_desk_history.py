"""The history of a post and the log at the desk, by keyboard and with a thumb, without and with script."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood
from tests.browser.reading import post_on

WRITTEN = """
from stoppress.people.models import Member
from stoppress.publishing import posts
scene = Scene(Member.objects.get(email='bob@courier.example'), slug)
post = scene.publish('Dam breaks', '<p>4,000 homes are flooded.</p>').post
posts.correct(scene.hand(), scene.blog, post, 1, Wording('Dam breaks', '<p>400 homes are flooded.</p>'), 'It is 400.')
print(post)
"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context
    context.close()


def reach(page: Page, name: str) -> None:
    """Go on by the tabulator until the control of this name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"“{name}” is not reached by the tabulator")


def test_a_version_comes_back_by_keyboard_and_readers_see_it(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    post = flood.do(WRITTEN)
    reading = chromium.new_context()
    reader = reading.new_page()
    reader.goto(f"{flood.newsroom.url}/{flood.slug}/")
    desk = Desk.open(context, flood)
    page = desk.page
    entry = desk.entry("Dam breaks")
    entry.get_by_role("link", name="History").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/posts/{post}/history/")
    expect(page.locator("#version-2 ins")).to_have_text("[put in: 400]")
    expect(page.locator("#version-2 del")).to_have_text("[taken out: 4,000]")
    expect(page.locator("#version-2")).to_contain_text("Bob corrected a post")
    assert faults(page) == []
    for number, words in ((1, "4,000 homes"), (2, "400 homes")):
        reach(page, f"Let version {number} stand again")
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text(f"The words of version {number} stand again.")
        expect(post_on(reader, post)).to_contain_text(words)
    assert [each["version"] for each in flood.posts()] == [4]
    assert desk.complaints == []
    reading.close()


def test_the_log_is_looked_through_and_kept_as_a_file_by_keyboard(
    context: BrowserContext, flood: Flood, tmp_path: Path
) -> None:
    post = flood.do(WRITTEN)
    desk = Desk.open(context, flood)
    page = desk.page
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/log/")
    reach(page, "Look for something")
    page.keyboard.press("Enter")
    page.get_by_label("What was done", exact=True).select_option("corrected a post")
    page.get_by_label("Post", exact=True).focus()
    page.keyboard.type(f"{flood.newsroom.url}/{flood.slug}/p/{post}/")
    page.keyboard.press("Enter")
    expect(page.locator(".log-line")).to_have_count(1)
    expect(page.locator(".log-line")).to_contain_text("Bob corrected a post: Dam breaks")
    assert faults(page) == []
    for name, read in (("As a table (CSV)", _csv), ("As JSON Lines", _json)):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).press("Enter")
        kept = tmp_path / download.value.suggested_filename
        download.value.save_as(kept)
        assert [(line["person"], line["act"], line["subject"]) for line in read(kept)] == [
            ("Bob", "correct", post)
        ]
    assert desk.complaints == []


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def _json(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_history_is_read_and_used_with_a_thumb(phone: BrowserContext, flood: Flood) -> None:
    post = flood.do(WRITTEN)
    desk = Desk.open(phone, flood)
    page = desk.page
    page.get_by_role("navigation", name="At the thumb").get_by_text("Panels").tap()
    page.locator("[data-tab=panel-history]").tap()
    expect(page.locator("#panel-history .log-line").first).to_contain_text("Bob corrected a post")
    page.locator("#panel-history").get_by_role("link", name="Dam breaks").first.tap()
    page.wait_for_url(f"**/posts/{post}/history/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Let version 1 stand again").tap()
    expect(page.locator(".said")).to_contain_text("The words of version 1 stand again.")
    assert faults(page) == []
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/log/?act=restore+version")
    expect(page.locator(".log-line")).to_contain_text("Alice let an earlier version of a post stand again")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    assert desk.complaints == []
