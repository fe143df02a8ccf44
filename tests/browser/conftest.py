"""A real Chromium for the tests of what people see."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from stoppress.toolkit import text
from tests.acting import Actor
from tests.browser.desk import Flood
from tests.conftest import chromium_path
from tests.server import Newsroom

_NUMBER = iter(range(1_000_000))
#: Nothing waits so long when all is well; a busy machine gets the time it needs.
_PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=_PATIENCE_MILLISECONDS)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Not for the whole session: Playwright's loop runs in this thread, and other tests want one of their own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, one for all tests of this folder that run in a row."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the same loop; nothing here shares a connection with it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader's or editor's own profile, empty."""
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(_PATIENCE_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One open tab."""
    return context.new_page()


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone, with its editors at their desks."""
    return Flood.open(newsroom_server, text.slug(request.node.name.removeprefix("test_"))[:60].strip("-"))


@pytest.fixture
def alice(newsroom_server: Newsroom) -> Actor:
    """An editor at work on a live blog of her own."""
    return Actor(newsroom_server, f"story-{next(_NUMBER)}")
