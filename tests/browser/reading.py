"""A reader at a live page in a real browser: what the tests of that page do again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Literal, Protocol

from playwright.sync_api import Locator, Page, Response

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
_HAS_APPLIED = """wanted => {
  const [epoch, number] = (document.querySelector('main').dataset.applied ?? '').split('-');
  return epoch === wanted.split('-')[0] && Number(number) >= Number(wanted.split('-')[1]);
}"""
_CURSOR = re.compile(r'data-cursor="(\w+)-(\d+)"')
#: A server that has not been told within so long never is.
_PATIENCE_SECONDS = 60
_PAUSE_MILLISECONDS = 20
#: Each that is to come has come: the buttons that share, and the line about both clocks.
_IS_WHOLE = """() => [
  ['.share', 'html[data-shares]'], ['form[data-poll]', 'html[data-votes]'],
  ['[data-place-name]', '[data-place-name] + [data-added]'],
].every(([wish, sign]) => !document.querySelector(wish) || document.querySelector(sign))"""
_LOOK = """state => {
  Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


class Told(Protocol):
    """Who works on a story, and knows where its wire stands after what was done last."""

    slug: str
    cursor: str


def open_live(page: Page, newsroom: Newsroom, alice: Told, below: str = "") -> None:
    """The live page of her story, or what stands below it, with all that she did, once it follows the stream."""
    visit(page, newsroom, alice, below)
    page.wait_for_selector('main[data-live="stream"]')
    wait_until_applied(
        page, alice.cursor
    )  # who was here a moment ago is given the page of then, by her browser


def visit(page: Page, newsroom: Newsroom, alice: Told, below: str = "") -> Response | None:
    """Open the page of her story, or what stands below it, once it is given with all that she did; returns the answer."""
    wait_until_served(page, newsroom, alice)
    return page.goto(f"{newsroom.url}/{alice.slug}/{below}")


def wait_until_served(page: Page, newsroom: Newsroom, alice: Told) -> None:
    """Wait until who asks now is given all that she did, and need not be told of it by the stream."""
    address = f"{newsroom.url}/{alice.slug}/"
    wait_until_given(page, address, lambda html: _has_come_to(alice.cursor, html))


def wait_until_given(page: Page, address: str, holds: Callable[[str], bool]) -> None:
    """Wait until this holds of what is given under this address."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while not holds(page.request.get(address).text()):
        assert monotonic() < deadline, f"{address} is not given so."
        page.wait_for_timeout(_PAUSE_MILLISECONDS)


def wait_until_applied(page: Page, cursor: str) -> None:
    """Wait until the page has taken in everything up to here."""
    page.wait_for_function(_HAS_APPLIED, arg=cursor)


def wait_for_modules(page: Page) -> None:
    """Wait until what the modules on demand add to every live page, at their leisure, stands there and moves nothing more."""
    page.wait_for_function(_IS_WHOLE)


def becomes_same(lived: Page, fresh: Page, measure: str, argument: object = None) -> None:
    """Fail unless a page that has lived reads, at last, as one that was loaded just now; both may still be at work."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while lived.evaluate(measure, argument) != fresh.evaluate(measure, argument) and monotonic() < deadline:
        lived.wait_for_timeout(_PAUSE_MILLISECONDS)
    assert lived.evaluate(measure, argument) == fresh.evaluate(measure, argument)


def _has_come_to(wanted: str, html: str) -> bool:
    found = _CURSOR.search(html)
    epoch, _, number = wanted.partition("-")
    return found is not None and found[1] == epoch and int(found[2]) >= int(number)


def post_on(page: Page, post: str) -> Locator:
    """The post of this id in the stream."""
    return page.locator(f'[data-region="stream"] [data-part="post/{post}"]')


def look(page: Page, state: Literal["hidden", "visible"]) -> None:
    """The tab goes to the background, or is looked at again."""
    page.evaluate(_LOOK, state)
