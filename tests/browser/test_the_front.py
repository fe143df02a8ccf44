"""The front page in an open browser: cards come, follow and move while the newsroom works, and nothing is loaded again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acting import Actor
from tests.browser.reading import becomes_same, wait_until_applied, wait_until_given, wait_until_served
from tests.server import Newsroom

_NUMBER = iter(range(1_000_000))
#: Every part with its region and its words, as it stands.
_PARTS = """() => [...document.querySelectorAll("[data-region] > [data-part]")].map((part) =>
    [part.parentElement.dataset.region, part.dataset.part, part.textContent.replace(/\\s+/g, " ").trim()])"""


@pytest.fixture
def open_blog(newsroom_server: Newsroom) -> Callable[[str], Actor]:
    """Opens live blogs, each with an editor at work on it."""

    def opened(phase: str = "live") -> Actor:
        return Actor(newsroom_server, f"front-{next(_NUMBER)}", phase)

    return opened


def _card(page: Page, alice: Actor, region: str = "live") -> Locator:
    return page.locator(
        f'[data-region="{region}"] > article', has=page.locator(f'h3 a[href="/{alice.slug}/"]')
    )


def _open(page: Page, newsroom: Newsroom, below: str = "") -> None:
    page.goto(f"{newsroom.url}/{below}")
    page.wait_for_selector('main[data-live="stream"]')
    page.evaluate("() => { window.isTheSamePage = true }")


def test_cards_come_follow_and_move_and_the_page_equals_a_fresh_one(
    page: Page, chromium: Browser, newsroom_server: Newsroom, open_blog: Callable[[str], Actor]
) -> None:
    alice = open_blog("live")
    _open(page, newsroom_server)
    expect(_card(page, alice)).to_be_visible()
    bob = open_blog("preparing")
    bob.do("phase", phase="upcoming")
    expect(_card(page, bob, "upcoming")).to_contain_text("Coverage has not begun")
    bob.do("phase", phase="live")
    expect(_card(page, bob)).to_be_visible()
    expect(_card(page, bob, "upcoming")).to_have_count(0)
    turn = bob.publish("The dam holds", is_key_event=True)
    expect(_card(page, bob).locator(".lines")).to_contain_text("The dam holds")
    bob.do("amend", post=turn, title="The dam holds for now", more={"is_key_event": True})
    expect(_card(page, bob).locator(".lines")).to_contain_text("The dam holds for now")
    bob.do("take down", post=turn)
    expect(_card(page, bob).locator(".lines")).to_have_count(0)
    alice.do("phase", phase="paused")
    expect(_card(page, alice, "paused")).to_contain_text("Paused")
    bob.do("phase", phase="closed")
    expect(_card(page, bob, "stream")).to_contain_text("Ended")
    assert page.evaluate("() => window.isTheSamePage")
    fresh = chromium.new_page()
    _open(fresh, newsroom_server)
    wait_until_applied(page, str(fresh.get_attribute("main", "data-cursor")))
    becomes_same(page, fresh, _PARTS)
    fresh.close()


def test_a_paused_front_page_waits_until_it_is_wanted(
    page: Page, newsroom_server: Newsroom, open_blog: Callable[[str], Actor]
) -> None:
    alice = open_blog("live")
    _open(page, newsroom_server)
    page.locator("[data-pause]").click()
    alice.publish("A turn", is_key_event=True)
    expect(page.locator("[data-pause]")).to_contain_text("waiting")
    expect(_card(page, alice)).not_to_contain_text("A turn")
    page.locator("[data-pause]").click()
    expect(_card(page, alice)).to_contain_text("A turn")


def test_the_front_page_is_whole_without_script(
    chromium: Browser, newsroom_server: Newsroom, open_blog: Callable[[str], Actor]
) -> None:
    alice = open_blog("live")
    alice.publish("Another turn", is_key_event=True)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    wait_until_given(page, newsroom_server.url, lambda html: "Another turn" in html)
    page.goto(newsroom_server.url)
    expect(_card(page, alice)).to_contain_text("Another turn")
    expect(page.locator("noscript a, [data-state] a")).to_be_visible()
    _card(page, alice).locator("h3 a").click()
    expect(page.locator("h1")).to_have_text("River rises")
    context.close()


def test_a_page_that_waits_for_its_coverage_opens_itself(
    page: Page, newsroom_server: Newsroom, open_blog: Callable[[str], Actor]
) -> None:
    alice = open_blog("preparing")
    alice.do("phase", phase="upcoming")
    wait_until_served(page, newsroom_server, alice)
    _open(page, newsroom_server, f"{alice.slug}/")
    expect(page.locator("header.story .phase")).to_contain_text("Coverage has not begun")
    expect(page.locator(".nothing-yet")).to_be_visible()
    alice.do("phase", phase="live")
    alice.publish("It begins")
    expect(page.locator("header.story .phase")).to_contain_text("Live")
    expect(page.locator('[data-region="stream"]')).to_contain_text("It begins")
    expect(page.locator(".nothing-yet")).to_be_hidden()
    assert page.evaluate("() => window.isTheSamePage")
