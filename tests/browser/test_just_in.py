"""A correction that arrives on an open page is marked, until the reader has had it before his eyes."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, pass_time, pass_time_until
from tests.browser.reading import PARTS, becomes_same, look, open_live, post_on
from tests.server import Newsroom


def _correct(alice: Actor, post: str, note: str) -> None:
    alice.do("correct", post=post, title="Right", body="<p>Words.</p>", note=note)


def test_a_correction_is_marked_when_it_arrives_and_no_other(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old, post = alice.publish("Corrected before"), alice.publish("Bridge shut")
    _correct(alice, old, "Known for long.")
    open_live(page, newsroom_server, alice)
    _correct(alice, post, "It is one bridge, not two.")
    fresh = post_on(page, post).locator(".correction")
    expect(fresh.locator(".just-in")).to_have_text("Just in ")
    expect(fresh.locator(".just-in")).to_have_css("border-top-style", "solid")
    expect(page.locator(".just-in")).to_have_count(1)
    alice.do("amend", post=old, title="Amended", body="<p>Words.</p>")
    expect(post_on(page, old)).to_contain_text("Amended")
    expect(page.locator(".just-in")).to_have_count(1)


def test_the_mark_stays_until_it_was_seen_and_survives_another_edit(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    install_clock(page)
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(4)]
    open_live(page, newsroom_server, alice)
    _correct(alice, posts[0], "The first note.")
    mark = post_on(page, posts[0]).locator(".just-in")
    expect(mark).to_be_attached()
    pass_time(page, 60)
    expect(mark).to_be_attached()
    alice.do("amend", post=posts[0], title="Amended", body="<p>Other words.</p>")
    expect(post_on(page, posts[0])).to_contain_text("Other words.")
    expect(mark).to_have_count(1)
    look(page, "hidden")
    mark.scroll_into_view_if_needed()
    pass_time(page, 60)
    expect(mark).to_have_count(1)
    look(page, "visible")
    pass_time_until(page, "body:not(:has(.just-in))")


def test_what_came_while_the_page_was_paused_is_marked_when_it_is_shown_and_the_part_is_as_it_was_sent(
    chromium: Browser, page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Bridge shut")
    open_live(page, newsroom_server, alice)
    page.locator("[data-pause]").click()
    _correct(alice, post, "It is one bridge, not two.")
    expect(page.locator("[data-pause]")).to_have_text(
        "Updates: paused (2 waiting)"
    )  # the header has a link to corrections now
    page.locator("[data-pause]").click()
    expect(post_on(page, post).locator(".just-in")).to_be_visible()
    context = chromium.new_context()
    fresh = context.new_page()
    open_live(fresh, newsroom_server, alice)
    floor = int(fresh.locator('[data-region="stream"]').get_attribute("data-floor") or 0)
    becomes_same(page, fresh, PARTS, floor)
    assert fresh.locator(".just-in").count() == 0
    context.close()
