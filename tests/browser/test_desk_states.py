"""Every state of the desk's first screen, on a laptop and a phone, light and dark: no barrier, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import faults_in_light_and_dark
from tests.browser.desk import Desk, Flood

_THEIRS = """
from stoppress.publishing import posts
bob = Scene.of('Bob', slug)
posts.amend(bob.hand(), bob.blog, {post!r}, 1, Wording('Bridge open', '<p>Theirs.</p>'))
"""


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_state_of_the_desk_is_a_barrier(chromium: Browser, flood: Flood, width: int) -> None:
    post = flood.publish("Bridge shut", "<p>One bridge.</p>")
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, has_touch=width < 400, locale="en-GB"
    )
    desk = Desk.open(context, flood)
    page = desk.page
    found: list[str] = []

    def look(state: str) -> None:
        found.extend(f"{state}, {fault}" for fault in faults_in_light_and_dark(page))

    look("at rest")
    _overlays(desk, look)
    _panels(page, look)
    _two_versions(desk, post, look)
    desk.composer.locator("[name=title]").fill("In a tunnel")
    context.set_offline(True)
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    look("without a line")
    assert not found, "\n".join(found)
    context.close()


def _overlays(desk: Desk, look: Callable[[str], None]) -> None:
    page = desk.page
    page.locator("body").press("?")
    expect(page.locator("[data-keys]")).to_be_visible()
    look("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("[data-palette] [role=option]").first).to_be_visible()
    look("palette")
    page.keyboard.type("amend bri")
    expect(page.locator("[data-palette] [role=option]").first).to_contain_text("Amend")
    look("palette, found")
    page.keyboard.press("Escape")


def _panels(page: Page, look: Callable[[str], None]) -> None:
    opener = page.locator("[data-shows-panels]")
    if opener.is_visible():
        opener.click()
    for tab in page.locator(".panel-tabs button").all():
        tab.click()
        panel = page.locator(f"#{tab.get_attribute('aria-controls')}")
        expect(panel.locator("[data-panel-body]")).to_be_visible()
        expect(panel.and_(page.locator('[data-comes-later=""]'))).to_have_count(0)
        look(str(tab.get_attribute("data-tab")))
    if opener.is_visible():
        opener.click()


def _two_versions(desk: Desk, post: str, look: Callable[[str], None]) -> None:
    desk.entry("Bridge shut").get_by_role("link", name="Amend").click()
    form = desk.page.locator("form.amend")
    form.locator("[name=title]").fill("Bridges shut")
    desk.flood.do(_THEIRS.format(post=post))
    expect(form.locator("[data-newer]")).to_be_visible()
    form.locator("[name=title]").press("Control+Enter")
    expect(form.locator(".conflict")).to_be_visible()
    look("two versions")
