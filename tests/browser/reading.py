"""A reader at a live page in a real browser: what the tests of that page do again and again."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator, Page

from tests.acting import Actor
from tests.server import Newsroom

#: All parts in order, as they were sent (P-6.5); of the stream only what is within both windows (P-2.4).
PARTS = """(floor) => [...document.querySelectorAll('[data-region]')].flatMap(region =>
  [...region.children].filter(part => part.dataset.part)
    .filter(part => region.dataset.region !== 'stream' || Number(part.dataset.place) >= floor)
    .map(part => {
      const copy = part.cloneNode(true);
      copy.querySelectorAll('[data-added]').forEach(added => added.remove());
      return [region.dataset.region, copy.outerHTML];
    }))"""
_LOOK = """state => {
  Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def open_live(page: Page, newsroom: Newsroom, alice: Actor, below: str = "") -> None:
    """The live page of her story, or what stands below it, with all that she did, once it follows the stream."""
    wait_until_served(page, newsroom, alice)
    page.goto(f"{newsroom.url}/{alice.slug}/{below}")
    page.wait_for_selector('main[data-live="stream"]')


def wait_until_served(page: Page, newsroom: Newsroom, alice: Actor) -> None:
    """Wait until who asks now is given all that she did, and need not be told of it by the stream."""
    mark = f'data-cursor="{alice.cursor}"'
    while mark not in page.request.get(f"{newsroom.url}/{alice.slug}/").text():
        pass


def post_on(page: Page, post: str) -> Locator:
    """The post of this id in the stream."""
    return page.locator(f'[data-region="stream"] [data-part="post/{post}"]')


def look(page: Page, state: Literal["hidden", "visible"]) -> None:
    """The tab goes to the background, or is looked at again."""
    page.evaluate(_LOOK, state)
