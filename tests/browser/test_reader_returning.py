"""A reader who comes back is offered the newest round-up first; the pointer to it stands for everybody."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.acting import Actor
from tests.browser.reading import open_live, visit
from tests.server import Newsroom

_LONG = "<p>Words and more words.</p>" * 12
#: The browser's memory says that the page was last seen so long ago.
_LEFT = "minutes => localStorage.setItem(`stoppress.seen.${location.pathname.split('/')[1]}`, Date.now() - minutes * 60000)"
_SEEN = "() => localStorage.getItem(`stoppress.seen.${location.pathname.split('/')[1]}`)"


def _round_up(alice: Actor, title: str = "Afternoon round-up") -> str:
    posts = [alice.publish(f"Post {number}", _LONG) for number in range(4)]
    return str(alice.do("round-up", title=title, bullets=[["It is so.", post] for post in posts])["post"])


def test_the_pointer_leads_to_the_newest_round_up_and_follows_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    open_live(page, newsroom_server, alice)
    pointer = page.locator('[data-region="round-up"]')
    expect(pointer).to_be_empty()
    post = _round_up(alice)
    expect(pointer.locator("a")).to_have_text("Afternoon round-up")
    page.evaluate("window.stayed = true")
    pointer.locator("a").click()
    expect(page.locator(f"#post-{post}")).to_be_focused()
    assert page.evaluate("window.stayed")
    alice.do(
        "amend", post=post, title="Late round-up", body="<ul><li>So.</li></ul>", more={"kind": "roundup"}
    )
    expect(pointer.locator("a")).to_have_text("Late round-up")
    alice.do("withdraw", post=post, reason="Too early.")
    expect(pointer).to_be_empty()


def test_a_first_visit_is_offered_nothing(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    _round_up(alice)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_live(page, newsroom_server, alice)
    page.wait_for_function(_SEEN)
    expect(page.locator("[data-returning]")).to_have_count(0)
    assert not [url for url in asked if "/static/reader/returning" in url]


def test_a_reader_who_comes_back_is_offered_the_round_up_that_came_since(
    context: BrowserContext, newsroom_server: Newsroom, alice: Actor
) -> None:
    first = context.new_page()
    open_live(first, newsroom_server, alice)
    first.wait_for_function(_SEEN)
    first.close(run_before_unload=False)
    post = _round_up(alice)
    later = context.new_page()
    later.clock.install()
    later.clock.fast_forward("45:00")
    open_live(later, newsroom_server, alice)
    line = later.locator("[data-returning]")
    link = line.get_by_role("link", name="Read the round-up of")
    link.click()
    expect(later.locator(f"#post-{post}")).to_be_focused()
    expect(line).to_have_count(0)


def test_the_offer_is_put_away_by_a_button(
    context: BrowserContext, page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    _round_up(alice)
    context.add_init_script(
        f"localStorage.setItem('stoppress.seen.{alice.slug}', String(Date.now() - 40 * 60000))"
    )
    open_live(page, newsroom_server, alice)
    line = page.locator("[data-returning]")
    line.get_by_role("button", name="Not now").click()
    expect(line).to_have_count(0)
    expect(page.locator("#stream")).to_be_focused()


def test_who_left_a_moment_ago_is_offered_nothing(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    _round_up(alice)
    page.add_init_script(
        f"localStorage.setItem('stoppress.seen.{alice.slug}', String(Date.now() - 5 * 60000))"
    )
    open_live(page, newsroom_server, alice)
    expect(page.locator("[data-returning]")).to_have_count(0)


def test_who_has_seen_the_round_up_is_not_offered_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    _round_up(alice)
    open_live(page, newsroom_server, alice)
    place = page.locator("#stream > [data-part]").first.get_attribute("data-place")
    page.goto(f"{newsroom_server.url}/healthz")
    page.evaluate(
        f"localStorage.setItem('stoppress.seen.{alice.slug}', `${{Date.now() - 40 * 60000}} {place}`)"
    )
    with page.expect_response("**/returning*.js"):
        open_live(page, newsroom_server, alice)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-returning]")).to_have_count(0)


def test_nothing_moves_under_a_reader_who_scrolls_already(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    _round_up(alice)
    visit(page, newsroom_server, alice)
    page.wait_for_function(_SEEN)
    read = page.locator("#stream > .post").nth(2)
    read.evaluate("post => post.scrollIntoView()")
    page.wait_for_function("() => scrollY > 100")
    stood = read.evaluate("post => post.getBoundingClientRect().top")
    page.evaluate(_LEFT, 40)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-returning]")).to_have_count(1)
    assert abs(read.evaluate("post => post.getBoundingClientRect().top") - stood) <= 1


def test_changed_key_points_are_announced_in_the_batch_and_never_read_out(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Dam breaks")
    open_live(page, newsroom_server, alice)
    alice.do("key points", points=[["The dam breaks", post]])
    expect(page.locator('[data-region="key-points"] li')).to_have_text("The dam breaks")
    expect(page.locator("#status")).to_have_text("key points updated")


def test_without_script_the_pointer_is_there(
    context: BrowserContext, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = _round_up(alice)
    browser = context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    visit(page, newsroom_server, alice)
    page.locator('[data-region="round-up"] a').click()
    expect(page.locator(f"#post-{post} h2")).to_have_text("Afternoon round-up")
    plain.close()
