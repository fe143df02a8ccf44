"""What a reader sees while the newsroom works: every act reaches the open page, and nothing moves while reading."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.acting import Actor
from tests.browser.passing_time import install_clock, pass_time, pass_time_until, stop_time
from tests.browser.reading import PARTS, becomes_same, look, open_live, post_on, visit, wait_until_served
from tests.server import Newsroom

#: A page asks ever more seldom while a server is slow to start.
_BACK_MILLISECONDS = 120_000


def _scroll_to_reading(page: Page, post: str) -> float:
    """Scroll so that this post is being read; returns where it stands."""
    post_on(page, post).evaluate(
        "element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 200)"
    )
    page.wait_for_function("() => scrollY > 100")
    return _top(page, post)


def _top(page: Page, post: str) -> float:
    return float(post_on(page, post).evaluate("element => element.getBoundingClientRect().top"))


def test_a_post_appears_at_the_top_of_a_page_at_rest(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    open_live(page, newsroom_server, alice)
    expect(page.locator(".nothing-yet")).to_be_visible()
    post = alice.publish("Bridge closed")
    expect(post_on(page, post)).to_contain_text("Bridge closed")
    expect(page.locator(".nothing-yet")).to_be_hidden()


def test_a_new_post_is_held_and_counted_while_the_reader_reads(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    first = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(6)]
    open_live(page, newsroom_server, alice)
    stood = _scroll_to_reading(page, first[2])
    alice.publish("News")
    held = alice.publish("More news")
    button = page.locator("[data-waiting]")
    expect(button).to_have_text("2 new posts")
    expect(page).to_have_title("(2) River rises – The Harrow Courier")
    assert abs(_top(page, first[2]) - stood) <= 1
    button.click()
    expect(post_on(page, held)).to_be_in_viewport()
    expect(button).to_be_hidden()
    expect(page).to_have_title("River rises – The Harrow Courier")


def test_an_edit_above_does_not_move_what_is_read(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(8)]
    open_live(page, newsroom_server, alice)
    stood = _scroll_to_reading(page, posts[2])
    alice.do("amend", post=posts[7], title="Longer", body="<p>Many more words.</p>" * 40)
    expect(post_on(page, posts[7])).to_contain_text("Longer")
    assert abs(_top(page, posts[2]) - stood) <= 1
    alice.do("take down", post=posts[6])
    expect(post_on(page, posts[6])).to_have_count(0)
    assert abs(_top(page, posts[2]) - stood) <= 1


def test_a_correction_shows_its_note_in_place(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    post = alice.publish("Five hurt")
    open_live(page, newsroom_server, alice)
    alice.do("correct", post=post, title="Four hurt", body="<p>Four.</p>", note="We said five; it is four.")
    expect(post_on(page, post).locator(".correction")).to_contain_text("We said five; it is four.")
    expect(post_on(page, post)).to_contain_text("updated")


def test_a_withdrawn_post_turns_into_its_tombstone_in_place(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Heron escaped", "<p>Unconfirmed words.</p>")
    alice.publish("Another")
    open_live(page, newsroom_server, alice)
    alice.do("withdraw", post=post, reason="We could not confirm it.")
    expect(post_on(page, post)).to_contain_text("We could not confirm it.")
    expect(post_on(page, post)).not_to_contain_text("Unconfirmed words")
    assert (
        page.locator('[data-region="stream"] > [data-part]').nth(1).get_attribute("data-part")
        == f"post/{post}"
    )


def test_a_post_taken_down_leaves_even_while_it_is_held(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(6)]
    open_live(page, newsroom_server, alice)
    _scroll_to_reading(page, posts[1])
    secret = alice.publish("Must not be seen")
    expect(page.locator("[data-waiting]")).to_have_text("1 new post")
    alice.do("take down", post=secret)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert "Must not be seen" not in page.content()


def test_headline_key_points_pin_and_phase_change_in_place(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Shelters", "<p>Where to go.</p>")
    open_live(page, newsroom_server, alice)
    alice.do("header", headline="River falls")
    expect(page.locator("h1")).to_have_text("River falls")
    expect(page).to_have_title("River falls – The Harrow Courier")
    alice.do("key points", points=[["Shelters are open", post]])
    expect(page.locator('[data-region="key-points"] a')).to_have_text("Shelters are open")
    alice.do("pin", post=post)
    expect(page.locator('[data-region="pinned"]')).to_contain_text("Where to go.")
    alice.do("phase", phase="paused")
    expect(page.locator(".phase")).to_contain_text("Paused")


def test_a_key_point_leads_to_its_post_without_loading(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(10)]
    alice.do("key points", points=[["The first of all", posts[0]]])
    open_live(page, newsroom_server, alice)
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="The first of all").click()
    expect(post_on(page, posts[0])).to_be_in_viewport()
    expect(post_on(page, posts[0])).to_be_focused()
    assert page.evaluate("window.stayed") is True


def test_updates_can_be_paused_and_the_choice_is_remembered(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    page.get_by_role("button", name="Updates: on").click()
    expect(page.locator("main")).to_have_attribute("data-live", "paused")
    alice.do("amend", post=post, title="Second")
    alice.publish("Third")
    expect(page.locator("[data-pause]")).to_have_text("Updates: paused (2 waiting)")
    expect(post_on(page, post)).to_contain_text("First")
    page.reload()
    expect(page.locator("[data-pause]")).to_have_text("Updates: paused")
    fourth = alice.publish("Fourth")
    expect(page.locator("[data-pause]")).to_have_text("Updates: paused (1 waiting)")
    page.locator("[data-pause]").click()
    expect(post_on(page, fourth)).to_contain_text("Fourth")


def test_a_focused_field_holds_the_part_it_stands_in_and_what_would_push_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    post_on(page, post).evaluate(
        "element => { element.append(document.createElement('input')); element.lastChild.focus(); }"
    )
    alice.do("amend", post=post, title="Second")
    other = alice.publish("Other")
    expect(page.locator("[data-waiting]")).to_have_text("1 new post")
    expect(post_on(page, post)).to_contain_text("First")
    page.evaluate("document.activeElement.blur()")
    expect(post_on(page, post)).to_contain_text("Second")
    expect(post_on(page, other)).to_be_attached()


def test_without_a_stream_the_page_asks_by_itself(
    context: BrowserContext, newsroom_server: Newsroom, alice: Actor
) -> None:
    page = context.new_page()
    page.route("**/live/stream*", lambda route: route.abort())
    visit(page, newsroom_server, alice)
    page.wait_for_selector('main[data-live="poll"]')
    post = alice.publish("By asking")
    expect(post_on(page, post)).to_contain_text("By asking")


def test_a_lost_line_is_said_and_heals_by_itself(
    context: BrowserContext, newsroom_server: Newsroom, alice: Actor
) -> None:
    page = context.new_page()
    open_live(page, newsroom_server, alice)
    context.set_offline(True)
    page.wait_for_selector('main[data-live="lost"]')
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"^Connection lost, showing \d+[:.]\d\d$"))
    missed = alice.publish("In the tunnel")
    wait_until_served(page, newsroom_server, alice)
    expect(post_on(page, missed)).to_have_count(0)
    context.set_offline(False)
    expect(post_on(page, missed)).to_contain_text("In the tunnel")
    page.wait_for_selector('main[data-live="stream"]')
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"^Live, checked \d+[:.]\d\d$"))


def test_the_status_line_is_empty_at_first_and_never_holds_a_text(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    install_clock(page)
    alice.publish("Before")
    open_live(page, newsroom_server, alice)
    stop_time(page)
    status = page.locator("#status")
    expect(status).to_have_text("")
    posts = [alice.publish(f"Secret title {number}") for number in range(3)]
    expect(post_on(page, posts[-1])).to_be_attached()
    alice.do("correct", post=posts[0], title="Right", body="", note="It was wrong.")
    expect(post_on(page, posts[0]).locator(".correction")).to_be_attached()
    expect(status).to_have_text("")
    pass_time_until(page, "#status:not(:empty)")
    expect(status).to_have_text("3 new updates, 1 correction")


def test_the_page_is_whole_without_script(chromium, newsroom_server: Newsroom, alice: Actor) -> None:  # type: ignore[no-untyped-def]
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>") for number in range(25)]
    alice.do("key points", points=[["A point", posts[0]]])
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, newsroom_server, alice)
    expect(page.locator('[data-region="stream"] > article')).to_have_count(20)
    expect(page.locator("[data-pause]")).to_be_hidden()
    expect(page.get_by_role("link", name="Load it again")).to_be_visible()
    page.get_by_role("link", name="Older posts").click()
    expect(page.locator(f'[data-part="post/{posts[0]}"]')).to_contain_text("Post 0")
    visit(page, newsroom_server, alice)
    page.get_by_role("link", name="A point").click()
    expect(page.locator('[data-region="shared"]')).to_contain_text("Post 0")
    context.close()


def test_nothing_violates_the_policy_and_nobody_else_is_asked(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    complaints: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    alice.publish("First")
    open_live(page, newsroom_server, alice)
    post = alice.publish("Second")
    expect(post_on(page, post)).to_be_attached()
    assert [words for words in complaints if "favicon" not in words] == []
    assert asked == {newsroom_server.url.split("/")[2]}
    assert page.context.cookies() == []


def test_a_restored_backup_lets_open_pages_load_again(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    open_live(page, newsroom_server, alice)
    before = page.locator("main").get_attribute("data-cursor")
    newsroom_server.run("restored")
    page.wait_for_function(
        f"() => document.querySelector('main')?.dataset.cursor?.split('-')[0] !== '{(before or '').split('-')[0]}'"
    )
    post = alice.publish("After")
    expect(post_on(page, post)).to_contain_text("After")


def test_a_server_that_was_killed_is_found_again_and_the_page_equals_a_fresh_one(
    page: Page, chromium: Browser, newsroom_folder: Newsroom
) -> None:
    newsroom_folder.start()
    alice = Actor(newsroom_folder, "restarted")
    withdrawn = alice.publish("Rumour")
    visit(page, newsroom_folder, alice)
    page.wait_for_selector('main[data-live="stream"]')
    newsroom_folder.kill()
    page.wait_for_selector('main[data-live="lost"]')
    expect(page.locator("[data-state]")).to_contain_text("Connection lost, showing")
    missed = alice.publish("While nobody served")
    alice.do("withdraw", post=withdrawn, reason="Not confirmed.")
    newsroom_folder.start()
    expect(post_on(page, missed)).to_contain_text("While nobody served", timeout=_BACK_MILLISECONDS)
    page.wait_for_selector('main[data-live="stream"]', timeout=_BACK_MILLISECONDS)
    expect(page.locator("[data-state]")).to_contain_text("Live, checked")
    expect(post_on(page, withdrawn)).to_contain_text("Not confirmed.")
    somebody_else = chromium.new_context()
    fresh = somebody_else.new_page()
    visit(fresh, newsroom_folder, alice)
    becomes_same(page, fresh, PARTS, 0)
    somebody_else.close()


def test_the_end_of_the_coverage_is_said_and_a_later_correction_still_comes(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Five hurt")
    open_live(page, newsroom_server, alice)
    alice.do("phase", phase="closed")
    expect(page.locator("[data-state]")).to_have_text("The coverage has ended")
    expect(page.locator("[data-pause]")).to_be_hidden()
    expect(page.locator(".phase")).to_contain_text("Coverage ran from")
    alice.do("correct", post=post, title="Four hurt", body="", note="We said five.")
    expect(post_on(page, post)).to_contain_text("We said five.")


def test_a_closed_page_promises_no_updates_but_lets_what_was_held_go(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """P-6.7."""
    post = alice.publish("Five hurt")
    open_live(page, newsroom_server, alice)
    control = page.locator("[data-pause]")
    control.focus()
    page.keyboard.press("Enter")
    alice.do("correct", post=post, title="Four hurt", body="", note="We said five.")
    alice.do("phase", phase="closed")
    expect(control).to_contain_text("waiting)")
    expect(post_on(page, post)).to_contain_text("Five hurt")
    page.keyboard.press("Enter")
    expect(post_on(page, post)).to_contain_text("Four hurt")
    expect(page.locator("[data-state]")).to_have_text("The coverage has ended")
    expect(control).to_be_hidden()
    expect(page.locator("[data-state]")).to_be_focused()
    page.reload()
    expect(page.locator("[data-state]")).to_have_text("The coverage has ended")
    expect(control).to_be_hidden()


def test_a_page_of_a_closed_coverage_asks_once_and_then_rests(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """P-4.3."""
    alice.publish("Five hurt")
    alice.do("phase", phase="closed")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    install_clock(page)
    with page.expect_response("**/live/since/*"):
        visit(page, newsroom_server, alice)
    page.wait_for_selector('main[data-live="ended"]')
    pass_time(page, 600)
    assert [url.rpartition("/live/")[2].split("/")[0] for url in asked] == ["since"]


def test_a_tab_in_the_background_counts_what_comes_and_shows_it_when_it_is_looked_at(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    open_live(page, newsroom_server, alice)
    look(page, "hidden")
    post = alice.publish("While you were away")
    expect(page).to_have_title("(1) River rises – The Harrow Courier")
    expect(post_on(page, post)).to_have_count(0)
    look(page, "visible")
    expect(post_on(page, post)).to_be_attached()
    expect(page).to_have_title("River rises – The Harrow Courier")


def test_a_tab_long_in_the_background_lets_its_stream_go_and_asks_seldom(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    install_clock(page)
    open_live(page, newsroom_server, alice)
    look(page, "hidden")
    pass_time_until(page, 'main[data-live="poll"]')
    asked = _counted(page, "**/live/since/*", lambda route: route.continue_())
    stop_time(page)
    pass_time(page, 600)
    assert 3 <= len(asked) <= 21
    post = alice.publish("While you were away")
    look(page, "visible")
    expect(post_on(page, post)).to_be_attached()
    page.wait_for_selector('main[data-live="stream"]')


def test_a_reader_cut_off_asks_ever_more_seldom(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    asked = _counted(page, "**/live/**", lambda route: route.abort())
    install_clock(page)
    visit(page, newsroom_server, alice)
    pass_time_until(page, 'main[data-live="lost"]')
    stop_time(page)
    pass_time(page, 600)
    polls = [url for url in asked if "/since/" in url]
    assert 3 <= len(polls) <= 12


def test_a_full_house_is_not_stormed(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    """P-5.7: a stream that was refused is tried ever more seldom; the page asks meanwhile, in the pace of the server."""
    asked = _counted(page, "**/live/stream*", lambda route: route.fulfill(status=503))
    install_clock(page)
    visit(page, newsroom_server, alice)
    page.wait_for_selector("main[data-applied]")
    stop_time(page)
    pass_time(page, 600)
    page.wait_for_selector('main[data-live="poll"]')
    assert 3 <= len(asked) <= 12


@pytest.mark.parametrize(("luck", "milliseconds"), [(0, 60_000), (0.5, 67_500), (0.96, 74_400)])
def test_the_server_sets_how_often_a_page_asks_and_each_page_adds_up_to_a_quarter(
    page: Page, newsroom_server: Newsroom, alice: Actor, luck: float, milliseconds: int
) -> None:
    """P-4.3."""

    def answer(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, json={**told.json(), "pace": 60})

    page.add_init_script(
        f"Math.random = () => {luck}; window.waits = []; const later = window.setTimeout;"
        "window.setTimeout = (what, wait, ...more) => (window.waits.push(Math.round(wait)), later(what, wait, ...more));"
    )
    page.route("**/live/stream*", lambda route: route.fulfill(status=503))
    page.route("**/live/since/*", answer)
    visit(page, newsroom_server, alice)
    page.wait_for_selector('main[data-live="poll"]')
    page.wait_for_function("wait => window.waits.includes(wait)", arg=milliseconds)


def test_a_key_point_leads_to_a_post_that_still_waits(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [alice.publish(f"Post {number}", "<p>Words.</p>" * 12) for number in range(6)]
    open_live(page, newsroom_server, alice)
    _scroll_to_reading(page, posts[2])
    held = alice.publish("News")
    alice.publish("More news")
    alice.do("key points", points=[["The news", held]])
    expect(page.locator("[data-waiting]")).to_have_text("2 new posts")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="The news").click()
    expect(post_on(page, held)).to_be_in_viewport()
    assert page.evaluate("window.stayed") is True
    assert page.url.endswith(f"#post-{held}")


def _counted(page: Page, pattern: str, answer: Callable[[Route], object]) -> list[str]:
    """Answer these requests so, and count them."""
    asked: list[str] = []

    def handle(route: Route) -> None:
        asked.append(route.request.url)
        answer(route)

    page.route(pattern, handle)
    return asked
