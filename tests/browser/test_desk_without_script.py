"""The desk without JavaScript: every act by plain forms and links."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.desk import Desk, Flood
from tests.server import Newsroom


@pytest.fixture
def plain(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that runs no script."""
    context = chromium.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.mark.browser
def test_a_post_lives_its_whole_life_without_script(plain: BrowserContext, newsroom_server: Newsroom) -> None:
    flood = Flood.open(newsroom_server, "without-script")
    desk = Desk.open(plain, flood, script=False)
    page = desk.page
    desk.composer.get_by_label("Title").fill("Written by hand")
    desk.composer.get_by_label("Text").fill("One line\nand another\n\nA second paragraph")
    desk.composer.get_by_role("button", name="Publish").click()
    expect(page.locator(".said")).to_have_text("Published.")
    assert flood.posts()[0]["body"] == "<p>One line<br>and another</p><p>A second paragraph</p>"

    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Title").fill("Amended by hand")
    page.get_by_role("button", name="Save the amendment").click()
    expect(desk.entry("Amended by hand")).to_be_visible()

    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw the post").click()
    expect(page.locator("[data-field=reason] .wrong")).to_contain_text("Give the reason")
    page.get_by_label("Reason").fill("Wrong hand.")
    page.get_by_role("button", name="Withdraw the post").click()
    expect(page.locator(".tombstone")).to_contain_text("Wrong hand.")
    page.get_by_role("button", name="Restore").click()
    expect(desk.entry("Amended by hand")).to_be_visible()


@pytest.mark.browser
def test_panels_work_without_script(plain: BrowserContext, newsroom_server: Newsroom) -> None:
    flood = Flood.open(newsroom_server, "panels-without-script")
    flood.publish("Wall breaks")
    page = Desk.open(plain, flood, script=False).page
    page.get_by_role("button", name="Add a point").click()
    page.get_by_label("Words of the key point").fill("The wall broke")
    page.get_by_role("button", name="Put on the page").first.click()
    expect(page.locator(".said")).to_have_text("The key points are on the page.")
    page.locator("summary", has_text="Pause").click()
    page.get_by_role("button", name="Yes, pause").click()
    expect(page.locator("[data-phase-word]")).to_have_text("paused")
