"""What a screen reader says of a live page by itself: counts, politely, in batches, seldom, and never a text."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, pass_time, pass_time_until, stop_time
from tests.browser.reading import open_live, visit
from tests.server import Newsroom

#: Everything that the status line says from now on, and when by the page's clock.
_LISTEN = """() => {
  window.said = [];
  const line = document.querySelector('#status');
  new MutationObserver(() => window.said.push([line.textContent, Date.now()])).observe(line, { childList: true });
}"""


def _open(page: Page, newsroom: Newsroom, alice: Actor) -> None:
    """The live page, on a clock that only the test moves."""
    install_clock(page)
    open_live(page, newsroom, alice)
    stop_time(page)
    page.evaluate(_LISTEN)


def _arrive(page: Page, alice: Actor, title: str) -> str:
    post = alice.publish(title)
    expect(page.locator(f'#stream [data-part="post/{post}"]')).to_be_attached()
    return post


def test_one_line_stands_empty_in_the_page_as_it_is_sent(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    alice.publish("Before")
    page.route("**/*.js", lambda route: route.abort())
    visit(page, newsroom_server, alice)
    status = page.locator("body > [role=status]")
    expect(status).to_have_count(1)
    expect(status).to_be_empty()
    assert page.locator("main :is([aria-live], [role=alert], [role=log], [role=timer])").count() == 0


def test_a_page_that_is_loaded_says_nothing(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    post = alice.publish("Before")
    alice.do("key points", points=[["Known", post]])
    _open(page, newsroom_server, alice)
    pass_time(page, 120)
    assert page.evaluate("window.said") == []


def test_what_comes_within_half_a_minute_is_told_at_its_end(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    _open(page, newsroom_server, alice)
    first = _arrive(page, alice, "Secret one")
    pass_time_until(page, "#status:not(:empty)")
    for title in ("Secret two", "Secret three"):
        _arrive(page, alice, title)
        pass_time(page, 5)
    alice.do("withdraw", post=first, reason="Secret reason.")
    expect(page.locator(f"#post-{first}.withdrawn")).to_be_attached()
    pass_time(page, 60)
    (one, at), (two, later) = page.evaluate("window.said")
    assert one == "1 new update"
    assert two == "2 new updates, 1 post withdrawn"
    assert later - at >= 30_000


def test_what_is_not_news_is_not_told(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    post = alice.publish("Before")
    _open(page, newsroom_server, alice)
    alice.do("amend", post=post, title="Amended")
    expect(page.locator(f"#post-{post}")).to_contain_text("Amended")
    alice.do("pin", post=post)
    expect(page.locator('[data-part="pinned"]')).to_be_attached()
    alice.do("take down", post=post)
    expect(page.locator(f"#post-{post}")).to_have_count(0)
    pass_time(page, 60)
    assert page.evaluate("window.said") == []


def test_a_paused_page_is_silent(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    _open(page, newsroom_server, alice)
    page.locator("[data-pause]").click()
    alice.publish("Secret")
    expect(page.locator("[data-pause]")).to_have_text("Updates: paused (1 waiting)")
    pass_time(page, 60)
    assert page.evaluate("window.said") == []
