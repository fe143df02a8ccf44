"""A page that stands open through a long day: after a thousand changes it is as light as after five hundred, and as true."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.acting import Actor
from tests.browser.reading import becomes_same, visit, wait_for_modules, wait_until_applied
from tests.server import Newsroom

#: As page.js says: so many posts stand at most.
_MOST_POSTS = 200
#: Of a page's twenty posts and what stands around them, in order, the words alone, as they were sent.
_WINDOW = """() => [...document.querySelectorAll("[data-region]")].map((region) => [
    region.dataset.region,
    [...region.querySelectorAll(":scope > [data-part]")].slice(0, 20).map((part) => {
        const copy = part.cloneNode(true);
        copy.querySelectorAll("[data-added]").forEach((added) => added.remove());
        return [part.dataset.part, part.dataset.place, copy.textContent.replace(/\\s+/g, " ").trim()];
    }),
])"""
_IS_FOLDED = """most => document.querySelectorAll('[data-region="stream"] > [data-part]').length <= most"""


@pytest.fixture
def alice(newsroom_server: Newsroom) -> Actor:
    return Actor(newsroom_server, "long-day")


def test_after_a_thousand_changes_a_page_is_no_heavier_and_equals_a_fresh_one(
    page: Page, chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    page.goto(f"{newsroom_server.url}/long-day/")
    page.wait_for_selector('main[data-live="stream"]')
    devtools = page.context.new_cdp_session(page)
    _work(page, alice, changes=500)
    wait_for_modules(page)
    page.wait_for_selector(".ago")
    before = _weight(devtools)
    reached = _work(page, alice, changes=1_000)
    after = _weight(devtools)
    assert after["nodes"] <= 1.1 * before["nodes"]
    assert after["listeners"] <= 1.1 * before["listeners"]
    assert after["heap"] <= before["heap"] + 1_000_000
    fresh = chromium.new_page()
    visit(fresh, newsroom_server, alice)
    wait_until_applied(fresh, reached)
    becomes_same(page, fresh, _WINDOW)
    fresh.close()


def _work(page: Page, alice: Actor, changes: int) -> str:
    """Post, amend, correct and withdraw until the wire has so many changes, and the page has them all; returns its cursor."""
    done = alice.do("a long day", changes=changes)
    wait_until_applied(page, done["cursor"])
    page.wait_for_function(_IS_FOLDED, arg=_MOST_POSTS)
    return str(done["cursor"])


def _weight(devtools: CDPSession) -> dict[str, float]:
    """What the page holds once everything that nobody holds is let go."""
    devtools.send("HeapProfiler.collectGarbage")
    counted = devtools.send("Memory.getDOMCounters")
    heap = devtools.send("Runtime.getHeapUsage")
    return {
        "nodes": counted["nodes"],
        "listeners": counted["jsEventListeners"],
        "heap": heap["usedSize"],
    }
