"""The share button of each post: the device's sheet, or the address copied, seen and heard; and nothing where no script runs."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, pass_time_until, stop_time
from tests.browser.reading import visit, wait_for_modules
from tests.server import Newsroom

_SHEET = """navigator.canShare = () => true;
navigator.share = async (data) => {
  window.shared = data;
  if (window.closesTheSheet) throw new DOMException("", "AbortError");
};"""
_NO_SHEET = "Object.defineProperty(navigator, 'share', { value: undefined });"
_NO_CLIPBOARD = _NO_SHEET + "navigator.clipboard.writeText = async () => { throw new Error('not allowed'); };"


def _open(page: Page, newsroom: Newsroom, alice: Actor, below: str = "", script: str = _NO_SHEET) -> None:
    page.add_init_script(script)
    visit(page, newsroom, alice, below)
    page.wait_for_selector("html[data-shares]")
    wait_for_modules(page)


def _button(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Share {title}", exact=True)


def test_the_sheet_of_the_device_gets_title_and_address_of_the_post(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Bridge closed")
    _open(page, newsroom_server, alice, script=_SHEET)
    _button(page, "Bridge closed").click()
    page.wait_for_function("() => window.shared")
    assert page.evaluate("window.shared") == {
        "title": "Bridge closed",
        "url": f"{newsroom_server.url}/{alice.slug}/p/{post}/",
    }


def test_who_closes_the_sheet_has_nothing_copied(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    alice.publish("Bridge closed")
    script = f"{_SHEET} window.closesTheSheet = true; navigator.clipboard.writeText = async (text) => (window.copied = text);"
    _open(page, newsroom_server, alice, script=script)
    _button(page, "Bridge closed").click()
    page.wait_for_function("() => window.shared")
    expect(_button(page, "Bridge closed")).to_have_text("Share")
    assert page.evaluate("window.copied") is None


def test_where_there_is_no_sheet_the_link_is_copied_and_that_is_seen_and_heard(
    page: Page, context: BrowserContext, newsroom_server: Newsroom, alice: Actor
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    post = alice.publish("Bridge closed")
    install_clock(page)
    _open(page, newsroom_server, alice, f"p/{post}/")
    stop_time(page)
    button = page.locator(f"#post-{post} .share")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Link copied")
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{newsroom_server.url}/{alice.slug}/p/{post}/"
    expect(button).to_be_focused()
    pass_time_until(page, "#status:empty")
    expect(button).to_have_text("Share")


def test_where_nothing_can_be_copied_the_address_is_there_to_be_copied_by_hand(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Bridge closed")
    _open(page, newsroom_server, alice, script=_NO_CLIPBOARD)
    _button(page, "Bridge closed").click()
    field = page.get_by_label("Copy this address")
    expect(field).to_be_focused()
    assert page.evaluate("getSelection().toString()") == f"{newsroom_server.url}/{alice.slug}/p/{post}/"
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(_button(page, "Bridge closed")).to_be_focused()


def test_posts_that_come_or_change_while_the_page_is_open_can_be_shared_too(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    alice.publish("Bridge closed")
    _open(page, newsroom_server, alice, script=_SHEET)
    post = alice.publish("Bridge open")
    _button(page, "Bridge open").click()
    page.wait_for_function("() => window.shared")
    assert page.evaluate("window.shared.url").endswith(f"/p/{post}/")


def test_a_post_without_a_title_is_named_by_its_time(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("", "<p>Only words.</p>")
    _open(page, newsroom_server, alice)
    time = page.locator(f"#post-{post} .moment time").evaluate("it => it.firstChild.textContent.trim()")
    expect(page.get_by_role("button", name=f"Share: post of {time}", exact=True)).to_be_visible()


def test_a_page_of_older_posts_and_one_post_alone_have_the_button_and_a_withdrawn_post_has_none(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}") for number in range(22)]
    alice.do("withdraw", post=posts[21], reason="It was wrong.")
    _open(page, newsroom_server, alice, f"before/{posts[20]}")
    expect(page.locator(".share").first).to_be_visible()
    page.goto(f"{newsroom_server.url}/{alice.slug}/p/{posts[21]}/")
    page.wait_for_selector("html[data-shares]")
    expect(page.locator(f"#post-{posts[21]}")).to_be_visible()
    expect(page.locator(f"#post-{posts[21]} .share")).to_have_count(0)


def test_it_is_large_enough_for_a_finger_keeps_its_room_and_is_not_printed(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    alice.publish("Bridge closed")
    _open(page, newsroom_server, alice)
    box = _button(page, "Bridge closed").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    before = page.locator(".byline").bounding_box()
    page.evaluate("document.documentElement.removeAttribute('data-shares')")
    assert page.locator(".byline").bounding_box() == before
    page.emulate_media(media="print")
    expect(page.locator(".share")).to_be_hidden()


def test_without_script_there_is_no_button_and_the_time_leads_to_the_address(
    chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Bridge closed")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, newsroom_server, alice)
    expect(page.locator(f"#post-{post}")).to_be_visible()
    expect(page.locator(".share")).to_be_hidden()
    page.locator(f"#post-{post} .moment a").click()
    expect(page).to_have_url(f"{newsroom_server.url}/{alice.slug}/p/{post}/")
    context.close()
