"""The page in the colours of somebody's own, without motion, at 400 %, and on paper."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acting import Actor
from tests.browser.reading import open_live, post_on, visit
from tests.server import Newsroom

_GAUGE = "https://gauge.example/arle"
_BODY = f'<p>Water at the <a href="{_GAUGE}">gauge</a>.</p>' + "<p>Words and more words.</p>" * 6
#: How a rule, a mark or a frame is drawn, and on what.
_DRAWN = """(element, pseudo) => {
  const style = getComputedStyle(element, pseudo);
  return { width: parseFloat(style.width), colour: style.backgroundColor, rule: parseFloat(style.borderBlockStartWidth),
    frame: style.borderBlockEndStyle };
}"""
_COLOURS = """() => {
  const { color, backgroundColor } = getComputedStyle(document.documentElement);
  return [color, backgroundColor];
}"""
_CANVAS = "() => getComputedStyle(document.documentElement).backgroundColor"


@pytest.fixture
def posts(alice: Actor) -> list[str]:
    """Posts, the oldest first: more than one page of them, a key event, a correction, a tombstone, key points."""
    posts = [alice.publish(f"Post {number}", _BODY) for number in range(24)]
    posts += [alice.publish("Dam breaks", _BODY, is_key_event=True), alice.publish("Rumour", _BODY)]
    alice.do("correct", post=posts[23], title="Right", body=_BODY, note="It was wrong.")
    alice.do("withdraw", post=posts[25], reason="Not confirmed.")
    alice.do("pin", post=posts[24])
    alice.do("key points", points=[["The dam", posts[24]], ["Nobody is hurt", None]])
    return posts


def _open(page: Page, newsroom: Newsroom, alice: Actor) -> None:
    open_live(page, newsroom, alice)
    page.wait_for_selector("html[data-shares]")
    page.wait_for_selector("[data-clock-choice]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_everything_is_told_by_words_and_shapes(
    page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str], scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    _open(page, newsroom_server, alice)
    canvas = page.evaluate(_CANVAS)
    mark = page.locator(".phase.live b").evaluate(_DRAWN, "::before")
    assert mark["width"] >= 8
    assert mark["colour"] != canvas
    expect(page.locator(".phase.live b")).to_have_text("Live")
    assert post_on(page, posts[24]).evaluate(_DRAWN)["rule"] >= 3
    expect(post_on(page, posts[24]).locator(".kicker b")).to_have_text("Key event")
    expect(post_on(page, posts[23]).locator(".correction b")).to_be_visible()
    control = page.locator("[data-pause]")
    control.focus()
    page.keyboard.press("Enter")
    expect(control).to_have_text("Updates: paused")
    expect(control).to_have_css("outline-style", "solid")
    assert control.evaluate("it => getComputedStyle(it).outlineColor") != canvas


def test_in_forced_colours_the_button_of_what_waits_has_a_frame(
    page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str]
) -> None:
    page.emulate_media(forced_colors="active")
    _open(page, newsroom_server, alice)
    post_on(page, posts[10]).scroll_into_view_if_needed()
    page.wait_for_function("() => scrollY > 100")
    alice.publish("News")
    button = page.get_by_role("button", name="1 new post")
    expect(button).to_be_visible()
    assert button.evaluate(_DRAWN)["frame"] == "solid"


def test_without_motion_nothing_moves_by_itself(
    page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(
        "window.moved = 0; const animate = Element.prototype.animate;"
        "Element.prototype.animate = function (...how) { window.moved += 1; return animate.apply(this, how); };"
    )
    _open(page, newsroom_server, alice)
    expect(post_on(page, alice.publish("News"))).to_be_attached()
    page.locator(".key-points summary").click()
    page.get_by_role("link", name="Dam breaks").first.click()
    expect(post_on(page, posts[24])).to_be_focused()
    assert page.evaluate("[window.moved, document.getAnimations().length]") == [0, 0]
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_at_400_per_cent_nothing_needs_a_scroll_to_the_side(
    page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    _open(page, newsroom_server, alice)
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    page.locator("[data-follow-link]:visible").click()
    expect(page.locator("[data-follow]")).to_be_visible()
    found = {"live": _sizes(page)}
    of_story = ("", "key-events/", "from-the-start/", "corrections/", "search/?q=words", "follow/", "as-of/")
    for address in (
        "/",
        *(f"/{alice.slug}/{each}" for each in (*of_story, f"before/{posts[20]}", f"p/{posts[24]}/")),
    ):
        page.goto(newsroom_server.url + address)
        if page.locator("main[data-cursor]").count():
            page.wait_for_selector("main[data-applied]")
        found[address] = _sizes(page)
    assert {where: sizes for where, sizes in found.items() if sizes[0] > sizes[1]} == {}


def _sizes(page: Page) -> list[Any]:
    """How wide the page is, and how wide its window."""
    return list(page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]"))


def test_on_paper_there_are_the_posts_with_their_times_and_addresses_and_no_controls(
    page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str]
) -> None:
    page.emulate_media(color_scheme="dark")
    _open(page, newsroom_server, alice)
    page.wait_for_selector(".ago")
    page.emulate_media(media="print", color_scheme="dark")
    for post in (posts[24], posts[23], posts[8]):
        expect(post_on(page, post).locator(".body")).to_be_visible()
        expect(post_on(page, post).locator(".moment a span").first).to_be_visible()
    expect(post_on(page, posts[25])).to_contain_text("Not confirmed.")
    expect(post_on(page, posts[23]).locator(".correction")).to_be_visible()
    link = post_on(page, posts[24]).locator(".body a")
    assert _GAUGE in link.evaluate("it => getComputedStyle(it, '::after').content")
    for control in page.locator("button, input, form, .order, .foot, .turn, .skip, .ago").all():
        expect(control).to_be_hidden()
    printed = page.evaluate(_COLOURS)
    page.emulate_media(media="screen", color_scheme="light")
    assert printed == page.evaluate(_COLOURS)


def test_on_paper_whatever_the_width_the_rail_is_printed_whole(
    chromium: Browser, newsroom_server: Newsroom, alice: Actor, posts: list[str]
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 300})
    page = context.new_page()
    visit(page, newsroom_server, alice)
    page.emulate_media(media="print")
    rail = page.locator(".rail")
    assert rail.evaluate("it => it.scrollHeight <= it.clientHeight + 1")
    expect(rail).to_have_css("position", "static")
    context.close()
