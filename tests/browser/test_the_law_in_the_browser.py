"""The law once more in a real browser: a page that lived through acts at random equals a fresh load (P-2.1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.acting import Actor
from tests.browser.reading import PARTS, becomes_same, visit, wait_until_applied
from tests.server import Newsroom


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_page_that_lived_through_everything_equals_a_fresh_load(
    chromium: Browser, context: BrowserContext, newsroom_server: Newsroom, seed: int
) -> None:
    alice = Actor(newsroom_server, f"law-{seed}")
    for number in range(4):
        alice.publish(f"Post {number}", "<p>Words.</p>" * 10)
    at_the_top = _open(context, newsroom_server, alice)
    reading = _open(context, newsroom_server, alice)
    reading.evaluate("scrollTo(0, document.body.scrollHeight)")
    asleep = _open(context, newsroom_server, alice)
    asleep.route("**/live/stream*", lambda route: route.abort())
    stopped = _open(context, newsroom_server, alice)
    stopped.locator("[data-pause]").click()
    for step in range(5):
        alice.do("at random", seed=seed * 1_000 + step, count=12)
    somebody_else = chromium.new_context()  # this one's cache may hold the page for two seconds
    fresh = _open(somebody_else, newsroom_server, alice)
    assert fresh.locator("main").get_attribute("data-cursor") == alice.cursor
    for page in (at_the_top, reading, stopped, asleep):
        _let_it_arrive(page, alice.cursor)
        _same(page, fresh)
    somebody_else.close()


def _open(context: BrowserContext, newsroom: Newsroom, alice: Actor) -> Page:
    page = context.new_page()
    visit(page, newsroom, alice)
    page.wait_for_selector("main[data-applied]")
    return page


def _let_it_arrive(page: Page, cursor: str) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_applied(page, cursor)
    if page.locator("main[data-paused]").count():
        page.locator("[data-pause]").click()
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.querySelector('[data-waiting]:not([hidden])')?.click()")
    page.wait_for_function("() => document.querySelector('[data-waiting]').hidden")


def _same(lived: Page, fresh: Page) -> None:
    floor = max(
        int(page.locator('[data-region="stream"]').get_attribute("data-floor") or 0)
        for page in (lived, fresh)
    )
    lived.evaluate("document.activeElement?.blur?.()")
    becomes_same(lived, fresh, PARTS, floor)
    assert lived.title() == fresh.title()
