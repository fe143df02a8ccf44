"""A reader who comes back is told what came since; only this browser knows when, and how far, the page was read."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.acting import Actor
from tests.browser.accessibility import faults
from tests.browser.reading import look, open_live, post_on, wait_until_served
from tests.server import Newsroom

_LONG = "<p>Words and more words.</p>" * 12
#: This browser saw the page so many minutes ago, up to this post.
_LEFT = """([slug, minutes, place]) =>
  localStorage.setItem(`stoppress.seen.${slug}`, `${Date.now() - minutes * 60000} ${place}`)"""
_MINUTES = 130
#: So long ago, and as much longer as a busy machine takes.
_SINCE = re.compile(r"^Since you left, 2 h 1\d min ago: 3 posts, 1 key event$")


def _leave(page: Page, newsroom: Newsroom, alice: Actor, minutes: int = _MINUTES) -> None:
    """The reader has seen all there is, and goes away for so long."""
    open_live(page, newsroom, alice)
    place = page.locator('[data-region="stream"] > [data-part]').first.get_attribute("data-place")
    page.goto(f"{newsroom.url}/healthz")
    page.evaluate(_LEFT, [alice.slug, minutes, place])


def _notice(page: Page) -> Locator:
    return page.locator("[data-returning]")


def test_how_much_came_is_counted_and_a_line_is_drawn_under_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = [alice.publish(f"Old {number}", _LONG) for number in range(3)]
    _leave(page, newsroom_server, alice)
    fresh = [alice.publish(f"New {number}", _LONG, is_key_event=number == 1) for number in range(4)]
    alice.do("withdraw", post=fresh[3], reason="Not confirmed.")
    alice.do("amend", post=old[0], title="Amended", body=_LONG)
    open_live(page, newsroom_server, alice)
    expect(_notice(page).locator("b")).to_have_text(_SINCE)
    line = page.locator("[data-unread]")
    assert line.evaluate("line => line.previousElementSibling.id") == f"post-{fresh[0]}"
    assert line.evaluate("line => line.nextElementSibling.id") == f"post-{old[2]}"
    assert faults(page) == []


@pytest.mark.parametrize("way", ["link", "key"])
def test_one_key_or_a_link_leads_to_the_first_post_that_was_not_seen_and_the_notice_goes(
    page: Page, newsroom_server: Newsroom, alice: Actor, way: str
) -> None:
    for number in range(3):
        alice.publish(f"Old {number}", _LONG)
    _leave(page, newsroom_server, alice)
    fresh = [alice.publish(f"New {number}", _LONG) for number in range(5)]
    open_live(page, newsroom_server, alice)
    link = _notice(page).get_by_role("link", name="To the first post you have not seen")
    expect(link).to_be_visible()
    page.evaluate("window.stayed = true")
    if way == "link":
        link.click()
    else:
        page.keyboard.press("Alt+u")
    expect(post_on(page, fresh[0])).to_be_focused()
    expect(post_on(page, fresh[0])).to_be_in_viewport()
    expect(_notice(page)).to_have_count(0)
    assert page.evaluate("window.stayed")


def test_more_than_a_page_is_counted_in_the_pages_of_older_posts(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    alice.publish("Old")
    _leave(page, newsroom_server, alice)
    fresh = [alice.publish(f"New {number}", "", is_key_event=number % 10 == 0) for number in range(47)]
    open_live(page, newsroom_server, alice)
    expect(_notice(page).locator("b")).to_contain_text("47 posts, 5 key events")
    expect(page.locator("[data-unread]")).to_have_count(0)
    _notice(page).get_by_role("link", name="To the first post you have not seen").click()
    expect(page.locator(f"main.archive #post-{fresh[0]}")).to_be_in_viewport()


def test_what_cannot_be_counted_is_not_made_up(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    alice.publish("Old")
    _leave(page, newsroom_server, alice)
    for number in range(25):
        alice.publish(f"New {number}", "")
    page.route("**/before/*", lambda route: route.abort())
    open_live(page, newsroom_server, alice)
    expect(_notice(page).locator("b")).to_contain_text("more than 20 posts")


def test_who_scrolls_to_the_line_has_read_and_the_notice_goes_without_a_jump(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    for number in range(3):
        alice.publish(f"Old {number}", _LONG)
    _leave(page, newsroom_server, alice)
    fresh = [alice.publish(f"New {number}", _LONG) for number in range(4)]
    open_live(page, newsroom_server, alice)
    expect(_notice(page)).to_be_visible()
    page.locator("[data-unread]").evaluate("line => line.scrollIntoView({ block: 'center' })")
    expect(_notice(page)).to_have_count(0)
    expect(page.locator("[data-unread]")).to_be_in_viewport()
    expect(post_on(page, fresh[0])).to_be_attached()


def test_a_waking_tab_counts_what_waits_and_leads_to_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = [alice.publish(f"Old {number}", _LONG) for number in range(6)]
    open_live(page, newsroom_server, alice)
    post_on(page, old[2]).evaluate("post => post.scrollIntoView()")
    page.wait_for_function("() => scrollY > 100")
    look(page, "hidden")
    place = int(post_on(page, old[5]).get_attribute("data-place") or 0)
    fresh = [alice.publish(f"New {number}", _LONG) for number in range(3)]
    page.evaluate(_LEFT, [alice.slug, _MINUTES, place])
    stood = post_on(page, old[2]).evaluate("post => post.getBoundingClientRect().top")
    wait_until_served(page, newsroom_server, alice)
    look(page, "visible")
    expect(_notice(page).locator("b")).to_contain_text("3 posts")
    assert abs(post_on(page, old[2]).evaluate("post => post.getBoundingClientRect().top") - stood) <= 1
    page.keyboard.press("Alt+u")
    expect(post_on(page, fresh[0])).to_be_focused()
    line = page.locator("[data-unread]")
    assert line.evaluate("line => line.previousElementSibling.id") == f"post-{fresh[0]}"
    expect(post_on(page, fresh[2])).to_be_attached()


def test_the_line_stands_above_the_heading_of_the_day_below_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = alice.publish("Old", _LONG)
    alice.do("change time", post=old, minutes_ago=30 * 60)
    _leave(page, newsroom_server, alice)
    alice.publish("New", _LONG)
    open_live(page, newsroom_server, alice)
    line = page.locator("[data-unread]")
    expect(page.locator("[data-unread] + .day + .post")).to_have_id(f"post-{old}")
    last = alice.publish("Later", _LONG)
    expect(post_on(page, last)).to_be_attached()
    expect(page.locator("[data-unread] + .day + .post")).to_have_id(f"post-{old}")
    expect(line).to_have_count(1)


def test_nothing_new_nothing_said(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    alice.publish("Old")
    _leave(page, newsroom_server, alice)
    with page.expect_response("**/returning*.js"):
        open_live(page, newsroom_server, alice)
    page.wait_for_load_state("networkidle")
    expect(_notice(page)).to_have_count(0)
    expect(page.locator("#status")).to_have_text("")


def test_what_was_not_read_is_new_the_next_time_too(
    context: BrowserContext, page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    alice.publish("Old", _LONG)
    _leave(page, newsroom_server, alice)
    for number in range(4):
        alice.publish(f"New {number}", _LONG)
    open_live(page, newsroom_server, alice)
    expect(_notice(page)).to_be_visible()
    look(page, "hidden")
    page.close()
    again = context.new_page()
    open_live(again, newsroom_server, alice)
    expect(_notice(again).locator("b")).to_contain_text("4 posts")
    _notice(again).get_by_role("button", name="Not now").click()
    expect(again.locator("[data-returning], [data-unread]")).to_have_count(0)
    expect(again.locator("#stream")).to_be_focused()


def test_nobody_is_told_when_the_reader_left(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    """What is asked of the server names the page and where it stands, as everybody's does: no form, no query, no cookie."""
    alice.publish("Old")
    _leave(page, newsroom_server, alice)
    for number in range(25):
        alice.publish(f"New {number}", "")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    open_live(page, newsroom_server, alice)
    expect(_notice(page).locator("b")).to_contain_text("25 posts")
    assert {request.method for request in asked} == {"GET"}
    queries = {urlsplit(request.url).query.partition("=")[0] for request in asked}
    assert queries <= {"", "since"}
    assert not any("cookie" in request.headers for request in asked)
    assert page.context.cookies() == []
