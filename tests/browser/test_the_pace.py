"""The operator's switch for all who follow, in a real browser: an open page says so, and goes on by itself (P-4.8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, pass_time_until
from tests.browser.reading import open_live, post_on, wait_until_given, wait_until_served
from tests.server import Newsroom

SAID = "Updates are off – reload to see what is new"


@pytest.fixture
def newsroom(newsroom_server: Newsroom) -> Iterator[Newsroom]:
    """At the normal pace again afterwards."""
    yield newsroom_server
    newsroom_server.run("pace", "normal")


def wait_until_stopped(page: Page, newsroom: Newsroom, alice: Actor) -> None:
    """Until who asks now is told that nobody follows."""
    newsroom.run("pace", "stop")
    wait_until_given(page, f"{newsroom.url}/{alice.slug}/", lambda html: 'data-pace="0"' in html)


def test_a_stop_is_said_and_what_comes_is_shown_when_the_page_looks_again(
    page: Page, newsroom: Newsroom, alice: Actor
) -> None:
    install_clock(page)
    open_live(page, newsroom, alice)
    newsroom.run("pace", "stop")
    pass_time_until(page, 'main[data-live="stopped"]')
    expect(page.locator("[data-state]")).to_have_text(SAID)
    expect(page.locator("[data-pause]")).to_be_hidden()
    missed = alice.publish("While it was stopped")
    pass_time_until(page, f'[data-region="stream"] [data-part="post/{missed}"]')
    expect(page.locator("[data-state]")).to_have_text(SAID)
    newsroom.run("pace", "normal")
    pass_time_until(page, 'main[data-live="stream"]')
    expect(page.locator("[data-pause]")).to_be_visible()
    expect(page.locator("[data-state]")).to_contain_text("Live, checked")
    expect(post_on(page, alice.publish("Afterwards"))).to_be_visible()


def test_a_page_that_is_loaded_while_it_is_stopped_opens_no_stream_and_goes_on_by_itself(
    page: Page, newsroom: Newsroom, alice: Actor
) -> None:
    alice.publish("Before")
    wait_until_served(page, newsroom, alice)
    wait_until_stopped(page, newsroom, alice)
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if "/live/stream" in request.url else None)
    install_clock(page)
    page.goto(f"{newsroom.url}/{alice.slug}/")
    expect(page.locator('main[data-live="stopped"]')).to_be_attached()
    expect(page.locator("[data-state]")).to_have_text(SAID)
    assert streams == []
    newsroom.run("pace", "normal")
    pass_time_until(page, 'main[data-live="stream"]')
    expect(post_on(page, alice.publish("Afterwards"))).to_be_visible()
    expect(page.locator(".stream > [data-day]")).to_have_count(1)
