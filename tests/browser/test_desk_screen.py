"""One screen for everything: the palette, the panels, who is here; with one hand on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from stoppress.toolkit import text
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone."""
    return Flood.open(newsroom_server, text.slug(request.node.name.removeprefix("test_")))


def test_the_palette_finds_commands_panels_posts_and_blogs_and_is_left_again(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Water reaches the bridge")
    desk = Desk.open(context, flood)
    page = desk.page
    desk.text.click()
    page.keyboard.press("Control+k")
    words, options = page.locator("[data-palette-words]"), page.locator("[data-palette] [role=option]")
    expect(words).to_be_focused()
    page.keyboard.type("hdr")
    expect(options.first).to_contain_text("Header")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-header")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("water bridge")
    expect(options.filter(has_text="Water reaches the bridge")).to_be_visible()
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(desk.entry("Water reaches the bridge")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("amend")
    expect(options.first).to_contain_text("Amend")
    page.keyboard.press("Enter")
    expect(page.locator("form.amend")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("[data-palette]")).to_be_hidden()
    assert desk.complaints == []


def test_enter_in_a_fresh_palette_publishes_nothing(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.write("Half a sentence")
    desk.page.keyboard.press("Control+k")
    expect(desk.page.locator("[data-palette] [role=option]").filter(has_text="Write a post")).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("[data-palette]")).to_be_hidden()
    expect(desk.composer.locator("[name=title]")).to_have_value("Half a sentence")
    assert flood.posts() == []


def test_a_colleague_is_seen_at_the_post_she_is_at_and_gone_when_she_goes(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge closed")
    other = chromium.new_context()
    bob = Desk.open(other, flood, "bob")
    alice = Desk.open(context, flood)
    expect(alice.page.locator("[data-here]")).to_contain_text("Bob")
    bob.entry("Bridge closed").get_by_role("link", name="Amend").click()
    expect(alice.entry("Bridge closed").locator("[data-at-work]")).to_have_text("Bob is at this, too.")
    bob.page.goto(f"{flood.newsroom.url}/desk/")
    expect(alice.page.locator("[data-here]")).to_have_text("")
    expect(alice.page.locator("[data-at-work]")).to_have_count(0)
    other.close()


def test_what_a_colleague_does_is_counted_on_a_tab_until_it_is_looked_at(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    tab = desk.page.locator("[data-tab=panel-drafts]")
    expect(tab.locator(".count")).to_have_text("")
    flood.do(
        "from stoppress.people.models import Member\n"
        "from stoppress.publishing import posts\n"
        "scene = Scene(Member.objects.get(email='bob@courier.example'), slug)\n"
        "posts.save_draft(scene.hand(), scene.blog, Wording('Later'))"
    )
    expect(tab.locator(".count")).to_have_text("1")
    tab.click()
    expect(desk.page.locator("#panel-drafts .draft-name")).to_have_text("Later")
    expect(tab.locator(".count")).to_have_text("")


def test_on_a_phone_everything_is_at_the_thumb(chromium: Browser, flood: Flood) -> None:
    flood.publish("Bridge closed")
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    desk = Desk.open(context, flood)
    page = desk.page
    bar = page.get_by_role("navigation", name="At the thumb")
    for name in ("Write", "Posts", "Panels", "Find"):
        box = bar.get_by_text(name).bounding_box()
        assert box
        assert box["y"] > 600
    bar.get_by_text("Panels").tap()
    page.locator("[data-tab=panel-phase]").tap()
    expect(page.get_by_text("Close the coverage", exact=True)).to_be_visible()
    bar.get_by_text("Posts").tap()
    expect(page.get_by_text("Close the coverage", exact=True)).to_be_hidden()
    bar.get_by_text("Find").tap()
    expect(page.locator("[data-palette-words]")).to_be_focused()
    page.keyboard.press("Escape")
    bar.get_by_text("Write").tap()
    expect(desk.composer.locator("[name=title]")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_on_a_phone_the_composer_has_the_whole_width_before_the_first_post(
    chromium: Browser, flood: Flood
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-no-posts]")).to_be_visible()
    box = desk.composer.bounding_box()
    assert box
    assert box["width"] > 340
    context.close()


def test_without_script_everything_is_found_on_a_page_of_links(chromium: Browser, flood: Flood) -> None:
    flood.publish("Water reaches the bridge")
    context = chromium.new_context(java_script_enabled=False)
    page = Desk.open(context, flood, script=False).page
    page.get_by_role("link", name="Find").first.click()
    page.get_by_label("Posts with these words").fill("bridge")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Water reaches the bridge").click()
    expect(page.locator("[data-entry]").filter(has_text="Water reaches the bridge")).to_be_visible()
    context.close()
