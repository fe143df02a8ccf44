"""Search as a reader does it: from the foot of the page to a post, with and without script, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acting import Actor
from tests.browser.reading import visit
from tests.server import Newsroom


@pytest.fixture(scope="module")
def alice(newsroom_server: Newsroom) -> Actor:
    actor = Actor(newsroom_server, "sought")
    actor.publish("The dam holds", "<p>For now.</p>")
    for number in range(21):
        actor.publish(f"Gauge {number}", "<p>The water rises.</p>")
    return actor


def test_without_script_the_foot_leads_by_keyboard_to_a_post_of_long_ago(
    chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, newsroom_server, alice)
    page.get_by_role("searchbox", name="Search this coverage").fill("dam")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("dam")
    page.get_by_role("link", name="The dam holds").click()
    expect(page.locator('[data-region="shared"]')).to_contain_text("For now.")
    context.close()


def test_with_script_too_and_it_breaks_no_policy(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{newsroom_server.url}/{alice.slug}/search/")
    box = page.get_by_role("searchbox", name="Search this coverage")
    box.fill("gauge water")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".entry")).to_have_count(20)
    expect(box).to_have_value("gauge water")
    page.get_by_role("link", name="Older posts with these words").click()
    expect(page.locator(".entry")).to_have_count(1)
    page.get_by_role("link", name="To the newest").click()
    expect(page.locator(".entry")).to_have_count(20)
    page.get_by_role("link", name="Closest first").click()
    expect(page.locator(".entry")).to_have_count(21)
    assert said == []
