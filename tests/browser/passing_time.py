"""Lets time pass in a page, and the network keep up with it: a clock that is moved alone outruns every answer."""

from __future__ import annotations

from time import monotonic
from weakref import WeakKeyDictionary

from playwright.sync_api import Error, Page, Request

#: Shorter than the page's patience with an answer, so that no step makes it give up one that is on its way.
_STEP_MILLISECONDS = 5_000
#: An hour; what has not happened by then does not.
_MOST_STEPS = 720

#: Counts the answers that are awaited, their bodies included.
_COUNTING = """
window.awaited = 0;
const fetchIt = window.fetch;
window.fetch = async (...asked) => {
  window.awaited += 1;
  try {
    const answer = await fetchIt(...asked);
    const body = await answer.arrayBuffer();
    return new Response(body.byteLength ? body : null, answer);
  } finally {
    window.awaited -= 1;
  }
};
"""

#: By page: the scripts that it has asked for, and that are not there yet.
_fetching: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()
#: So far beyond now a clock is stopped; more where the machine is so slow that this is over before it is told.
_MARGINS_SECONDS = (1, 5, 20)
#: Longer than any script takes that comes at all.
_PATIENCE_SECONDS = 20
_PAUSE_MILLISECONDS = 10


def install_clock(page: Page, time: str | None = None) -> None:
    """A clock that the test can move, and that says this time at first; call it before the page is opened."""
    page.add_init_script(_COUNTING)
    _count_scripts(page)
    page.clock.install(time=time)


def _count_scripts(page: Page) -> None:
    fetching = _fetching[page] = set()

    def asked(request: Request) -> None:
        if request.resource_type == "script":
            fetching.add(request)

    def came(request: Request) -> None:
        fetching.discard(request)

    page.on("request", asked)
    page.on("requestfinished", came)
    page.on("requestfailed", came)


def pass_time(page: Page, seconds: int) -> None:
    """Let so much time pass, and every answer arrive that is asked for meanwhile."""
    for _ in range(max(1, seconds * 1000 // _STEP_MILLISECONDS)):
        _step(page)


def pass_time_until(page: Page, selector: str) -> None:
    """Let time pass until this stands in the page."""
    for _ in range(_MOST_STEPS):
        if page.locator(selector).count():
            return
        _step(page)
    raise AssertionError(f"An hour has passed without {selector}.")


def stop_time(page: Page) -> None:
    """No time passes from now on but what the test lets pass; every answer that was awaited has arrived."""
    _pause(page)
    _answered(page)


def _pause(page: Page) -> None:
    for margin in _MARGINS_SECONDS:
        try:
            return page.clock.pause_at(float(page.evaluate("Date.now()")) / 1000 + margin)
        except Error as error:
            if "past" not in str(error):
                raise
    raise AssertionError("The clock of this page is never told in time to stop.")


def _step(page: Page) -> None:
    page.clock.run_for(_STEP_MILLISECONDS)
    _answered(page)


def _answered(page: Page) -> None:
    """Wait until all that was asked for is there: answers, and modules on demand, which nothing in the page counts."""
    page.wait_for_function("() => !window.awaited")
    deadline = monotonic() + _PATIENCE_SECONDS
    while _fetching.get(page) and monotonic() < deadline:
        page.wait_for_timeout(_PAUSE_MILLISECONDS)
