"""Nothing typed at the desk is lost: it is on the device and on the server, and comes back on another device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from stoppress.toolkit import text
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom

BOTH = "kept on this device and on the server"


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone."""
    return Flood.open(newsroom_server, text.slug(request.node.name.removeprefix("test_")))


def test_what_was_typed_on_a_dead_device_is_taken_up_on_another_and_is_one_post(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    laptop = Desk.open(context, flood)
    laptop.write("Half a thought", "with a text")
    expect(laptop.state).to_have_text(BOTH)
    key = laptop.composer.locator("[name=key]").input_value()
    context.set_offline(True)
    other = chromium.new_context()
    phone = Desk.open(other, flood)
    expect(phone.composer.locator("[data-kept]")).to_contain_text("on another device")
    phone.composer.get_by_role("button", name="Take it up").click()
    expect(phone.composer.locator("[name=title]")).to_have_value("Half a thought")
    expect(phone.text).to_have_text("with a text")
    expect(phone.composer.locator("[name=key]")).to_have_value(key)
    phone.text.press("Control+Enter")
    expect(phone.state).to_have_text("Published.")
    context.set_offline(False)
    laptop.text.press("Control+Enter")
    expect(laptop.state).to_have_text("This was published already; nothing was doubled.")
    assert [post["title"] for post in flood.posts()] == ["Half a thought"]
    other.close()


def test_two_devices_at_one_text_make_two_texts_and_none_is_written_over(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    laptop = Desk.open(context, flood)
    laptop.write("Half a thought")
    expect(laptop.state).to_have_text(BOTH)
    other = chromium.new_context()
    phone = Desk.open(other, flood)
    phone.composer.get_by_role("button", name="Take it up").click()
    phone.composer.locator("[name=title]").fill("Half a thought on the phone")
    expect(phone.state).to_have_text(BOTH)
    laptop.composer.locator("[name=title]").fill("Half a thought on the laptop")
    expect(laptop.state).to_contain_text(
        re.compile("on another device|kept on this device and on the server")
    )
    expect(laptop.composer.locator("[name=key]")).not_to_have_value(
        phone.composer.locator("[name=key]").input_value()
    )
    expect(laptop.state).to_have_text(BOTH)
    page = other.new_page()
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/unsent/")
    expect(page.locator("[data-unsent] .draft-name")).to_have_text(
        ["Half a thought on the laptop", "Half a thought on the phone"]
    )
    other.close()


def test_while_the_server_is_dead_the_device_keeps_it_and_the_server_gets_it_afterwards(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    context.set_offline(True)
    desk.write("Written in a tunnel")
    expect(desk.state).to_have_text("kept on this device")
    context.set_offline(False)
    expect(desk.state).to_have_text(BOTH)


def test_key_points_that_were_not_put_on_the_page_are_offered_again(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    panel.get_by_role("button", name="Add a point").click()
    desk.page.keyboard.type("The wall broke")
    with desk.page.expect_response("**/unsent/"):
        desk.page.keyboard.type(" at noon")
    desk.page.close()
    again = Desk.open(context, flood)
    panel = again.page.locator("#panel-key-points")
    panel.get_by_role("button", name="Take it up").click()
    expect(panel.locator("[data-point] textarea")).to_have_value(re.compile("The wall broke"))
    panel.get_by_role("button", name="Put on the page").click()
    expect(panel.locator("[data-sending]")).to_have_text("The key points are on the page.")


def test_one_writes_before_the_editor_has_come_and_goes_on_in_it(
    context: BrowserContext, flood: Flood
) -> None:
    page = context.new_page()
    desk = Desk(page, flood)
    desk.sign_in("alice")
    held: list[object] = []
    page.route("**/django_prose_editor/**", lambda route: held.append(route))
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/")
    page.wait_for_selector("[data-desk][data-is-ready]")
    assert held == []  # it weighs more than the rest of the desk: nothing of it comes with the first view
    area = desk.composer.locator("textarea[name=body_html]")
    area.click()
    area.type("One line\n\nand")
    for route in held:
        route.continue_()  # type: ignore[attr-defined]
    page.unroute("**/django_prose_editor/**")
    page.wait_for_selector(".composer desk-editor.is-rich")
    expect(desk.text).to_be_focused()
    page.keyboard.type(" another")
    assert desk.body() == "<p>One line</p><p>and another</p>"


def test_a_post_that_was_being_sent_when_the_tab_died_is_sent_when_she_comes_back(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.page.route("**/posts/", lambda route: route.abort("connectionreset"))
    desk.write("Sent into a dead line", "These words.")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    desk.page.close()
    again = Desk.open(context, flood)
    expect(again.state).to_have_text("Published.")
    expect(again.entry("Sent into a dead line")).to_have_count(1)
    assert [(post["title"], post["body"]) for post in flood.posts()] == [
        ("Sent into a dead line", "<p>These words.</p>")
    ]


def test_the_note_for_the_next_shift_and_the_reason_of_a_withdrawal_are_offered_again(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    desk.entry("Bridge shut").get_by_role("link", name="Withdraw").click()
    with desk.page.expect_response("**/unsent/"):
        desk.entry("Bridge shut").get_by_label("Reason").fill("The wrong bridge")
    desk.page.locator("[data-tab=panel-hand-over]").click()
    with desk.page.expect_response("**/unsent/"):
        desk.page.locator("#panel-hand-over [name=text]").fill("Call the waterworks")
    desk.page.close()
    again = Desk.open(context, flood)
    again.entry("Bridge shut").get_by_role("link", name="Withdraw").click()
    again.entry("Bridge shut").get_by_role("button", name="Take it up").click()
    expect(again.entry("Bridge shut").get_by_label("Reason")).to_have_value("The wrong bridge")
    again.page.locator("[data-tab=panel-hand-over]").click()
    panel = again.page.locator("#panel-hand-over")
    panel.get_by_role("button", name="Take it up").click()
    expect(panel.locator("[name=text]")).to_have_value("Call the waterworks")
    panel.get_by_role("button", name="Hand over").click()
    expect(panel.locator(".hand-over-words")).to_have_text("Call the waterworks")
