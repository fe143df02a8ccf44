"""Where the caret is: who has sent something goes on at once, and no answer takes her keys from where she is by then."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser.desk import Desk, Flood
from tests.browser.holding import Held
from tests.browser.test_desk_slow import BOB, amend

_STANDS = """
post = Post.objects.get(blog__slug=slug)
print(post.version, post.is_key_event, post.state, post.blog.pinned_id)
"""


def _corrects(desk: Desk, title: str, words: str) -> tuple[Locator, Held]:
    """By keyboard she corrects this post; the server has done it, its answer is on a slow line."""
    entry = desk.entry(title)
    entry.get_by_role("link", name="Correct").click()
    expect(entry.get_by_label("What was wrong")).to_be_focused()
    desk.page.keyboard.type(words)
    answer = Held(desk.page, r"/correct/$", "POST")
    desk.page.keyboard.press("Control+Enter")
    answer.wait()
    return entry, answer


def test_a_new_post_is_begun_while_the_last_act_is_on_its_way(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry, answer = _corrects(desk, "Bridge shut", "It is one bridge.")
    expect(entry.locator(".correction")).to_contain_text("It is one bridge.")  # by the stream
    desk.page.keyboard.press("n")
    desk.page.keyboard.type("For ")
    answer.let_go()
    expect(entry.locator("[data-act-place] form")).to_have_count(0)
    desk.page.keyboard.type("later")
    expect(desk.composer.locator("[name=title]")).to_have_value("For later")
    assert desk.body() == ""
    assert desk.complaints == []


def test_letters_that_are_typed_on_after_sending_are_no_acts(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry, answer = _corrects(desk, "Bridge shut", "It is one bridge.")
    desk.page.keyboard.type("keep it wet")  # to a post, key event, pin, withdraw
    answer.let_go()
    expect(entry).to_be_focused()
    expect(entry.locator("[data-act-place] form")).to_have_count(0)
    expect(entry.locator(".correction")).to_contain_text("It is one bridge.")
    assert flood.do(_STANDS) == "2 False published None"


def test_nor_are_those_that_are_typed_on_in_the_text(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first
    entry.get_by_role("link", name="Amend").click()
    entry.locator(".editor-text").click()
    desk.page.keyboard.type("More ")
    answer = Held(desk.page, r"/amend/$", "POST")
    desk.page.keyboard.press("Control+Enter")
    answer.wait()
    desk.page.keyboard.type("keep it wet")
    answer.let_go()
    expect(entry.locator("[data-act-place] form")).to_have_count(0)
    assert flood.do(_STANDS) == "2 False published None"


@pytest.mark.parametrize("at", ["composer", "post"])
def test_escape_leaves_what_is_being_sent_for_the_posts(
    context: BrowserContext, flood: Flood, at: str
) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    if at == "post":
        _corrects(desk, "Bridge shut", "It is one bridge.")
    else:
        desk.write("Water falls")
        answer = Held(desk.page, f"/desk/{flood.slug}/posts/$", "POST")
        desk.page.keyboard.press("Control+Enter")
        answer.wait()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("j")
    expect(desk.page.locator("[data-entry]").first).to_be_focused()


def test_a_refusal_does_not_take_the_caret_from_what_she_writes_by_then(
    context: BrowserContext, flood: Flood
) -> None:
    post = flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first
    entry.get_by_role("link", name="Amend").click()
    title = entry.locator("form.amend [name=title]")
    expect(title).to_be_focused()
    desk.page.keyboard.type("Hers: ")
    amend(flood, post, 1, "Theirs")
    answer = Held(desk.page, r"/amend/$", "POST")
    desk.page.keyboard.press("Control+Enter")
    answer.wait()
    desk.page.keyboard.press("n")
    desk.page.keyboard.type("Water ")
    answer.let_go()
    expect(entry.locator("[data-takes-theirs]")).to_be_visible()
    desk.page.keyboard.type("falls")
    expect(desk.composer.locator("[name=title]")).to_have_value("Water falls")
    assert desk.complaints == []


def test_a_refusal_takes_who_waits_for_it_to_the_choice(context: BrowserContext, flood: Flood) -> None:
    post = flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first
    entry.get_by_role("link", name="Amend").click()
    expect(entry.locator("form.amend [name=title]")).to_be_focused()
    amend(flood, post, 1, "Theirs")
    desk.page.keyboard.press("Control+Enter")
    expect(entry.locator("[data-conflict] button").first).to_be_focused()


@pytest.mark.parametrize("goes_on", ["reads", "waits"])
def test_the_answer_opens_no_keyboard_for_who_reads_by_then(
    chromium: Browser, flood: Flood, goes_on: str
) -> None:
    flood.publish("Bridge shut")
    phone = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    desk = Desk.open(phone, flood)
    desk.write("Water falls")
    answer = Held(desk.page, f"/desk/{flood.slug}/posts/$", "POST")
    desk.composer.get_by_role("button", name="Publish").tap()
    answer.wait()
    if goes_on == "reads":
        desk.entry("Bridge shut").locator(".as-read").tap()
    answer.let_go()
    title = desk.composer.locator("[name=title]")
    expect(title).to_have_value("")
    assert title.evaluate("(title) => title === document.activeElement") == (goes_on == "waits")
    phone.close()


def _drafts(desk: Desk) -> Locator:
    """The panel of drafts, opened, with one of hers."""
    desk.write("For later")
    desk.composer.get_by_role("button", name="Keep as draft").click()
    desk.page.locator("[data-tab=panel-drafts]").click()
    return desk.page.locator("#panel-drafts")


def test_who_acts_in_a_panel_by_keyboard_is_at_its_tab_when_it_has_come_anew(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    panel = _drafts(desk)
    panel.get_by_role("button", name="Ready for review").focus()
    desk.page.keyboard.press("Enter")
    expect(panel).to_contain_text("ready for review")
    expect(desk.page.locator("[data-tab=panel-drafts]")).to_be_focused()


def test_who_stands_in_a_panel_stays_there_when_it_comes_anew(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    panel = _drafts(desk)
    panel.get_by_role("link", name="For later").focus()
    flood.do(f"{BOB}posts.save_draft(bob.hand(), bob.blog, Wording('Of Bob', '<p>Words.</p>'))")
    expect(panel).to_contain_text("Of Bob")
    expect(panel.get_by_role("link", name="For later")).to_be_focused()
