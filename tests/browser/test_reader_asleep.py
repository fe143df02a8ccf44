"""A page left asleep repairs itself by one request and equals one loaded just now, whatever the reader's clock says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, stop_time
from tests.browser.reading import PARTS, becomes_same, look, open_live, wait_until_applied, wait_until_served
from tests.server import Newsroom


@pytest.mark.parametrize(
    "time", [None, "2009-03-01T12:00:00", "2041-07-01T12:00:00"], ids=["right", "behind", "ahead"]
)
def test_a_page_left_asleep_through_everything_equals_a_fresh_load(
    page: Page, chromium: Browser, newsroom_server: Newsroom, alice: Actor, time: str | None
) -> None:
    """P-2.1, P-4.1."""
    install_clock(page, time)
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 3) for number in range(8)]
    alice.do("pin", post=posts[1])
    open_live(page, newsroom_server, alice)
    _fall_asleep(page)
    _a_busy_hour(alice, posts)
    wait_until_served(page, newsroom_server, alice)
    asked = _wake(page)
    wait_until_applied(page, alice.cursor)
    page.wait_for_function("() => document.querySelector('[data-waiting]').hidden")
    assert len(asked) == 1
    somebody_else = chromium.new_context()
    fresh = somebody_else.new_page()
    fresh.goto(f"{newsroom_server.url}/{alice.slug}/")
    expect(fresh.locator("main")).to_have_attribute("data-cursor", alice.cursor)
    floor = int(fresh.locator("#stream").get_attribute("data-floor") or 0)
    becomes_same(page, fresh, PARTS, floor)
    assert page.title() == fresh.title()
    assert (_minutes(page) - _minutes(fresh) + 10) % (24 * 60) <= 20
    somebody_else.close()


def _fall_asleep(page: Page) -> None:
    """Nothing reaches it any more, and nobody looks at it."""
    page.route("**/live/**", lambda route: route.abort())
    look(page, "hidden")
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_selector('main[data-live="lost"]')
    stop_time(page)  # it does not ask again by itself


def _a_busy_hour(alice: Actor, posts: list[str]) -> None:
    """Everything that can happen to a page."""
    for number in range(4):
        alice.publish(f"Later {number}", "<p>New words.</p>", is_key_event=number == 2)
    alice.do("amend", post=posts[7], title="Amended", body="<p>Other words.</p>")
    alice.do("correct", post=posts[6], title="Right", body="<p>Right.</p>", note="It was wrong.")
    alice.do("withdraw", post=posts[5], reason="Not confirmed.")
    alice.do("take down", post=posts[4])
    alice.do("change time", post=posts[3], minutes_ago=0)
    alice.do("change time", post=posts[2], minutes_ago=600)
    alice.do("pin", post=posts[0])
    alice.do("key points", points=[["One", posts[7]], ["Two", posts[0]]])
    alice.do("header", headline="River falls")
    alice.do("amend", post=posts[1], title="Last", body="")


def _wake(page: Page) -> list[str]:
    """It is looked at again; returns what it asks for. The stream stays out of reach, so that one answer has to do."""
    asked: list[str] = []
    page.unroute("**/live/**")
    page.route("**/live/stream*", lambda route: route.abort())
    page.on("request", lambda request: asked.append(request.url) if "/live/since/" in request.url else None)
    look(page, "visible")
    return asked


def _minutes(page: Page) -> int:
    """When the page was checked, as it says itself."""
    hours, minutes = page.locator("[data-state] time").inner_text().split(".")
    return int(hours) * 60 + int(minutes)
