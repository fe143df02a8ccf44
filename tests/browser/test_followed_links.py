"""A link to a post that somebody followed: the post on top, then the live page; whatever becomes of the post and its page."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.acting import Actor
from tests.browser.reading import visit
from tests.server import Newsroom


def _follow(page: Page, newsroom: Newsroom, alice: Actor, post: str) -> Locator:
    """Open a post's own page; returns that post, on top."""
    visit(page, newsroom, alice, f"p/{post}/")
    page.wait_for_selector("main[data-live]")
    return page.locator(f'[data-region="shared"] > [data-part="post/{post}"]')


def _standing(page: Page, post: str) -> Locator:
    return page.locator(f'[data-region] > [data-part="post/{post}"]')


def test_the_post_stands_on_top_and_once_and_the_way_to_the_live_page_is_said(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}") for number in range(3)]
    shared = _follow(page, newsroom_server, alice, posts[1])
    expect(shared).to_contain_text("Post 1")
    expect(_standing(page, posts[1])).to_have_count(1)
    expect(page.locator(".whence")).to_contain_text("part of the live coverage")
    expect(page).to_have_title("Post 1 – River rises")
    page.get_by_role("link", name="To the live page").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{newsroom_server.url}/{alice.slug}/")


def test_it_follows_edits_and_another_time_where_it_stands_and_is_never_doubled(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post, other = alice.publish("Bridge closed"), alice.publish("Another")
    shared = _follow(page, newsroom_server, alice, post)
    alice.do("amend", post=post, title="Bridge open", body="<p>It is open.</p>")
    expect(shared).to_contain_text("It is open.")
    alice.do("change time", post=post, minutes_ago=30)
    alice.publish("A newer one")
    expect(page.locator('[data-region="stream"] > [data-part]')).to_have_count(2)
    expect(_standing(page, other)).to_have_count(1)
    expect(_standing(page, post)).to_have_count(1)
    expect(shared).to_contain_text("Bridge open")


def test_it_becomes_its_tombstone_and_leaves_when_it_is_taken_down_while_somebody_reads_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Quiet herons")
    alice.publish("Another")
    shared = _follow(page, newsroom_server, alice, post)
    alice.do("withdraw", post=post, reason="It was wrong.")
    expect(shared).to_contain_text("It was wrong.")
    expect(shared).not_to_contain_text("herons")
    alice.do("take down", post=post)
    expect(_standing(page, post)).to_have_count(0)


def test_old_closed_and_withdrawn_it_still_stands_on_top(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = alice.publish("The first of many")
    withdrawn = alice.publish("Quiet herons")
    for number in range(25):
        alice.publish(f"Post {number}")
    alice.do("withdraw", post=withdrawn, reason="It was wrong.")
    alice.do("phase", phase="closed")
    expect(_follow(page, newsroom_server, alice, old)).to_contain_text("The first of many")
    expect(page.locator("header.story")).to_contain_text("Ended")
    tombstone = _follow(page, newsroom_server, alice, withdrawn)
    expect(tombstone).to_contain_text("It was wrong.")
    expect(tombstone.locator("time").nth(1)).to_be_visible()
    expect(page).to_have_title("Withdrawn – River rises")
    assert "herons" not in page.content()


def test_taken_down_it_is_410_with_a_way_on_and_nothing_of_it_is_anywhere(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Quiet herons", "<p>They wade.</p>")
    alice.publish("Another")
    alice.do("take down", post=post)
    answer = visit(page, newsroom_server, alice, f"p/{post}/")
    assert answer is not None
    assert answer.status == 410
    assert "herons" not in page.content()
    assert "wade" not in page.content()
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
    assert _status(newsroom_server, f"/{alice.slug}/p/{post}/card.png") == 410
    page.get_by_role("link", name="To the live page").click()
    expect(page.locator('[data-region="stream"]')).to_contain_text("Another")


def test_the_card_of_the_page_is_there_under_the_address_that_the_page_tells(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Bridge closed")
    _follow(page, newsroom_server, alice, post)
    image = page.locator('meta[property="og:image"]').get_attribute("content")
    assert image is not None
    while (status := _status(newsroom_server, urlsplit(image).path)) == 503:
        pass  # a busy machine has not drawn it yet
    assert status == 200


def _status(newsroom: Newsroom, path: str) -> int:
    server = urlsplit(newsroom.url)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status
