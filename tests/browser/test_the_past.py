"""The slider through the coverage, in a real browser; and that everything is there without it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Flood
from tests.server import Newsroom

_STORY = """
import json
from datetime import UTC, datetime, timedelta
from stoppress.toolkit import clock
from stoppress.people.models import Member
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
start = clock.now()
moments = []
for number in range(5):
    with clock.standing_at(start + timedelta(minutes=10 * (number + 1))):
        scene.publish(f'Post {number}')
        moments.append(f"{clock.now():%Y%m%dT%H%M%SZ}")
print(json.dumps(moments))
"""


@pytest.fixture(scope="module")
def moments(newsroom_server: Newsroom) -> list[str]:
    """Five posts, ten minutes apart; the moment of each."""
    found: list[str] = json.loads(Flood.open(newsroom_server, "past").do(_STORY))
    return found


def test_the_slider_moves_through_the_coverage_and_keeps_the_focus(
    page: Page, newsroom_server: Newsroom, moments: list[str]
) -> None:
    page.goto(f"{newsroom_server.url}/past/as-of/{moments[4]}/")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#stream")).to_contain_text("Nothing had been posted yet.")
    expect(page.get_by_role("status")).to_contain_text("The page as it stood at")
    page.keyboard.press("End")
    expect(page.locator("#stream article")).to_have_count(5)
    expect(page).to_have_url(f"{newsroom_server.url}/past/as-of/{moments[4]}/")
    expect(slider).to_be_focused()


def test_moving_it_says_the_time_of_the_story(
    page: Page, newsroom_server: Newsroom, moments: list[str]
) -> None:
    page.goto(f"{newsroom_server.url}/past/as-of/{moments[2]}/")
    slider = page.get_by_role("slider", name="Move through the coverage")
    shown = page.locator(".word time").inner_text().split(" on ")[0]
    expect(slider).to_have_attribute(
        "aria-valuetext", f"{shown}, " + page.locator(".slide b").inner_text().split(", ")[1]
    )


def test_it_breaks_no_policy(page: Page, newsroom_server: Newsroom, moments: list[str]) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{newsroom_server.url}/past/as-of/{moments[4]}/")
    page.get_by_role("slider").press("Home")
    expect(page.locator("#stream")).to_contain_text("Nothing had been posted yet.")
    assert said == []


def test_without_script_links_and_the_form_lead_through_the_coverage(
    chromium: Browser, newsroom_server: Newsroom, moments: list[str]
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{newsroom_server.url}/past/")
    page.get_by_role("link", name="This page at an earlier time").click()
    expect(page.locator("#stream article")).to_have_count(5)
    page.get_by_role("link", name="Earlier change").click()
    expect(page.locator("#stream article")).to_have_count(4)
    page.get_by_role("link", name="Later change").click()
    expect(page.locator("#stream article")).to_have_count(5)
    page.get_by_role("textbox").or_(page.locator("#at")).first.fill("2001-01-01T10:00")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#stream")).to_contain_text("Nothing had been posted yet.")
    assert page.get_by_role("slider").count() == 0
    context.close()
