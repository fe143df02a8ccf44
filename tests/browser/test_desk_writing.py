"""Writing and publishing at the desk, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Request, Route, expect

from tests.browser.desk import Desk, Flood
from tests.cast import PASSWORD


def test_publishing_by_keyboard_stands_on_an_open_readers_page(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Before")
    reader = context.new_page()
    reader.goto(f"{flood.newsroom.url}/{flood.slug}/")
    desk = Desk.open(context, flood)
    desk.write("Water reaches the bridge", "It came at noon.")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    expect(desk.entry("Water reaches the bridge")).to_be_visible()
    expect(desk.composer.locator("[name=title]")).to_have_value("")
    expect(desk.composer.locator("[name=title]")).to_be_focused()
    reader.bring_to_front()
    expect(reader.locator("[data-region=stream]")).to_contain_text("Water reaches the bridge")
    assert desk.complaints == []


def test_the_editor_makes_headings_lists_quotes_marks_and_links(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    keyboard = desk.page.keyboard
    desk.text.click()
    desk.composer.get_by_role("button", name="Heading", exact=True).click()
    keyboard.type("What we know")
    keyboard.press("Enter")
    keyboard.type("Plain, ")
    keyboard.press("Control+b")
    keyboard.type("bold")
    keyboard.press("Control+b")
    keyboard.type(" and ")
    keyboard.press("Control+i")
    keyboard.type("italic")
    keyboard.press("Control+i")
    keyboard.press("Enter")
    keyboard.type("- one")
    keyboard.press("Enter")
    keyboard.type("two")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.type("1. first")
    keyboard.press("Enter")
    keyboard.press("Enter")
    desk.composer.get_by_role("button", name="Quote").click()
    keyboard.type("She said so")
    desk.composer.get_by_role("button", name="Link").click()
    desk.composer.get_by_label("Address of the link").fill("example.org/map")
    keyboard.press("Enter")
    assert desk.body() == (
        "<h2>What we know</h2><p>Plain, <strong>bold</strong> and <em>italic</em></p>"
        "<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>"
        '<blockquote><p>She said so<a href="https://example.org/map">example.org/map</a></p></blockquote>'
    )
    keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    assert "<li>two</li>" in flood.posts()[0]["body"]
    assert desk.complaints == []


def test_tab_leads_from_the_title_into_the_text_and_from_there_to_the_tools(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.composer.locator("[name=title]").fill("Bridge closed")
    desk.page.keyboard.press("Tab")
    expect(desk.text).to_be_focused()
    desk.page.keyboard.type("Since noon")
    assert desk.body() == "<p>Since noon</p>"
    desk.page.keyboard.press("Tab")
    expect(desk.composer.get_by_role("button", name="Bold")).to_be_focused()


def test_a_link_is_laid_on_the_chosen_words_by_keyboard_alone(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.write("A map", "here")
    desk.text.press("Control+a")
    desk.page.keyboard.press("Control+k")
    expect(desk.composer.get_by_label("Address of the link")).to_be_focused()
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.page.keyboard.type("example.org/map")
    desk.page.keyboard.press("Enter")
    assert desk.body() == '<p><a href="https://example.org/map">here</a></p>'
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    assert 'href="https://example.org/map"' in flood.posts()[0]["body"]
    assert desk.complaints == []


def test_nothing_typed_is_lost_when_the_answer_is_lost_and_one_post_is_made(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    arrived: list[str] = []

    def lose_the_first_answer(route: Route, request: Request) -> None:
        arrived.append(request.post_data or "")
        if len(arrived) == 1:
            route.fetch()  # the server has it
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.page.route("**/posts/", lose_the_first_answer)
    desk.write("Only once", "These words.")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    expect(desk.composer.locator("[name=title]")).to_have_value("Only once")
    expect(desk.state).to_have_text("This was published already; nothing was doubled.")
    assert arrived[0] == arrived[1]
    assert [post["title"] for post in flood.posts()] == ["Only once"]
    expect(desk.entry("Only once")).to_have_count(1)


def test_a_busy_server_is_asked_again_and_can_be_left_alone(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.page.route(
        "**/posts/", lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}, body="")
    )
    desk.write("Stays here")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    desk.state.get_by_role("button", name="Stop trying").click()
    expect(desk.state).to_have_text("not sent – your text is still here")
    expect(desk.composer.locator("[name=title]")).to_be_editable()
    desk.page.unroute("**/posts/")
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.state).to_have_text("Published.")


def test_words_changed_after_a_lost_answer_are_not_lost_behind_the_first(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)

    def take_it_and_say_nothing(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    desk.page.route("**/posts/", take_it_and_say_nothing)
    desk.write("First words")
    desk.page.keyboard.press("Control+Enter")
    desk.state.get_by_role("button", name="Stop trying").click()
    desk.page.unroute("**/posts/")
    expect(desk.composer.locator("[name=title]")).to_be_editable()
    desk.composer.locator("[name=title]").fill("Second words")
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.composer.locator("[data-trouble]")).to_contain_text("has been published already")
    desk.composer.get_by_role("button", name="Publish this as a new post").click()
    expect(desk.state).to_have_text("Published.")
    assert {post["title"] for post in flood.posts()} == {"First words", "Second words"}


@pytest.mark.parametrize(("status", "words"), [(507, "The disk is full."), (409, "The coverage is closed.")])
def test_a_refusal_is_told_in_words_and_the_text_stays(
    context: BrowserContext, flood: Flood, status: int, words: str
) -> None:
    desk = Desk.open(context, flood)
    desk.page.route(
        "**/posts/",
        lambda route: route.fulfill(status=status, json={"kind": "Refusal", "message": words, "fields": {}}),
    )
    desk.write("Stays here")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.composer.locator("[data-trouble]")).to_have_text(words)
    expect(desk.state).to_have_text("not sent")
    expect(desk.composer.locator("[name=title]")).to_have_value("Stays here")


def test_an_over_long_title_is_told_beside_its_field(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.composer.locator("[name=title]").fill("x" * 201)
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.composer.locator("[data-field=title] [data-wrong]")).to_contain_text("Shorten it by 1")
    expect(desk.composer.locator("[name=title]")).to_be_focused()


def test_what_was_being_written_in_a_dead_tab_is_offered_again(context: BrowserContext, flood: Flood) -> None:
    first = Desk.open(context, flood)
    first.write("Half a thought", "with a text")
    expect(first.state).to_contain_text("kept on this device")
    key = first.composer.locator("[name=key]").input_value()
    first.page.close()
    again = Desk.open(context, flood)
    expect(again.composer.locator("[data-kept]")).to_contain_text("Half a thought with a text")
    again.composer.get_by_role("button", name="Take it up").click()
    expect(again.composer.locator("[name=title]")).to_have_value("Half a thought")
    expect(again.text).to_have_text("with a text")
    expect(again.composer.locator("[name=key]")).to_have_value(key)
    again.text.press("Control+Enter")
    expect(again.state).to_have_text("Published.")
    again.page.reload()
    again.is_ready()
    expect(again.composer.locator("[data-kept]")).to_be_hidden()


def test_what_a_living_tab_writes_is_not_offered_to_another(context: BrowserContext, flood: Flood) -> None:
    first = Desk.open(context, flood)
    first.write("Mine in this tab")
    expect(first.state).to_contain_text("kept on this device")
    second = Desk.open(context, flood)
    expect(second.composer.locator("[data-kept]")).to_be_hidden()


def test_a_session_that_ended_is_begun_again_in_place_and_the_text_is_sent(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.write("Written before the session ended")
    context.clear_cookies(name="desk")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("You are signed out")
    form = desk.page.locator("[data-again-form]")
    form.locator("[name=password]").fill("wrong wrong wrong")
    form.locator("[name=password]").press("Enter")
    expect(form.locator("[data-wrong]")).to_contain_text("wrong")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[name=password]").press("Enter")
    expect(desk.state).to_have_text("Published.")
    assert flood.posts()[0]["title"] == "Written before the session ended"


def test_the_keys_are_listed_and_walk_the_stream(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Below")
    flood.publish("Above")
    desk = Desk.open(context, flood)
    body = desk.page.locator("body")
    body.press("?")
    expect(desk.page.locator("[data-keys]")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("[data-keys]")).to_be_hidden()
    desk.page.evaluate("document.activeElement.blur()")
    body.press("j")
    desk.page.keyboard.press("j")
    expect(desk.entry("Below")).to_be_focused()
    desk.page.keyboard.press("w")
    expect(desk.entry("Below").get_by_label("Reason")).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(desk.entry("Below").locator("form.act")).to_have_count(0)
    desk.page.keyboard.press("4")
    expect(desk.page.locator("#panel-questions")).to_be_visible()


def test_a_live_blog_is_made_by_keyboard_alone(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.page.goto(f"{flood.newsroom.url}/desk/live-blogs/new/")
    desk.page.get_by_label("Headline").fill("Fire at the harbour")
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/desk/fire-at-the-harbour/")
    expect(desk.page.get_by_role("status").filter(has_text="The live blog is made.")).to_be_visible()
    assert desk.complaints == []
