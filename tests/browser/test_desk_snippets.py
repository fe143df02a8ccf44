"""Snippets in a real browser: found by their names, their slots asked for, gone through by Tab, refused while they are open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from stoppress.toolkit import text
from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom

_ROAD = """
from stoppress.people.models import Member
from stoppress.publishing.snippets import Piece, keep_snippet
from stoppress.snippets.models import Slot
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
asked = (Slot('road', 'Which road?'), Slot('clock', 'Since when?', 'noon'))
body = '<p>Police have closed {{ road }} since {{ clock }}. Drivers are sent by {{ way round }}.</p>'
keep_snippet(scene.hand(), scene.blog, Piece('Road closed', '{{ road }} closed', body, 'notice', asked))
keep_snippet(scene.hand(), scene.blog, Piece('No further detail', '', '<p>There is <b>no</b> further detail.</p>'))
"""


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone, with two snippets."""
    name = text.slug(request.node.name.removeprefix("test_"))[:60].strip("-")
    flood = Flood.open(newsroom_server, name)
    flood.do(_ROAD)
    return flood


def _asked(page: Page) -> Locator:
    return page.locator("[data-slots-form]")


def _chosen(page: Page, words: str) -> None:
    page.wait_for_function("(words) => getSelection().toString() === words", arg=words)


def test_a_snippet_is_put_in_by_keyboard_alone_and_tab_leads_to_what_is_open(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    desk.text.click()
    page.keyboard.press("Control+k")
    page.keyboard.type("road")
    expect(page.locator("[data-palette] [role=option]").first).to_contain_text("Road closed")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Which road?")).to_be_focused()
    page.keyboard.type("Quay Road")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Since when?")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("way round")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_asked(page)).to_have_count(0)
    _chosen(page, "{{ way round }}")
    expect(desk.composer.locator("[name=title]")).to_have_value("Quay Road closed")
    expect(desk.composer.locator("[name=kind]")).to_have_value("notice")
    page.keyboard.press("Control+Enter")
    expect(desk.composer.locator("[data-field=body_html] [data-wrong]")).to_have_text(
        "The slot “way round” is still open. Fill it in or take it out; a draft may keep it."
    )
    _chosen(page, "{{ way round }}")
    page.keyboard.type("the bridge")
    page.keyboard.press("Control+Enter")
    expect(desk.entry("Quay Road closed")).to_contain_text("Drivers are sent by the bridge.")
    assert flood.posts()[0]["body"] == (
        "<p>Police have closed Quay Road since noon. Drivers are sent by the bridge.</p>"
    )
    assert desk.complaints == []


def test_tab_goes_from_open_slot_to_open_slot_and_then_on(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    desk.text.click()
    page.keyboard.type("One {{ a }}, two {{ b }}.")
    for slot in ("{{ b }}", "{{ a }}"):
        page.keyboard.press("Shift+Tab")
        _chosen(page, slot)
    page.keyboard.press("Tab")
    _chosen(page, "{{ b }}")
    page.keyboard.press("Tab")
    expect(desk.text).not_to_be_focused()


def test_letters_that_are_typed_before_the_palette_has_come_are_words_to_find(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    held = []
    page.route("**/palette*.js", lambda route: held.append(route))
    page.locator("body").press("Control+k")
    page.keyboard.type("further")
    page.keyboard.press("Enter")
    expect(page.locator("[data-palette-words]")).to_have_value("further")
    for route in held:
        route.continue_()
    expect(page.locator("[data-palette] [role=option]").first).to_contain_text("No further detail")
    page.keyboard.press("Enter")
    expect(desk.text).to_have_text("There is no further detail.")
    assert flood.posts() == []


def test_a_snippet_goes_where_the_caret_is_in_whichever_form_is_being_written(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge closed", "<p>Since noon.</p>")
    desk = Desk.open(context, flood)
    page = desk.page
    desk.entry("Bridge closed").get_by_role("link", name="Amend").click()
    form = page.locator("form.amend")
    page.wait_for_selector("form.amend desk-editor.is-rich")
    form.locator(".editor-text").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.locator("[data-tab=panel-snippets]").click()
    page.get_by_role("link", name="Put in “No further detail”").click()
    expect(form.locator(".editor-text")).to_contain_text("Since noon.")
    expect(form.locator(".editor-text")).to_contain_text("There is no further detail.")
    expect(desk.text).to_have_text("")


def test_escape_leaves_the_slots_and_the_text_as_it_was(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    desk.text.click()
    page.keyboard.type("Mine")
    page.locator("[data-opens-panel=panel-snippets]").click()
    page.get_by_role("link", name="Put in “Road closed”").click()
    expect(page.get_by_label("Which road?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_asked(page)).to_have_count(0)
    expect(desk.text).to_be_focused()
    assert desk.body() == "<p>Mine</p>"


def test_a_snippet_that_a_colleague_has_deleted_says_so_and_a_line_that_is_down_too(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    page.locator("[data-opens-panel=panel-snippets]").click()
    link = page.get_by_role("link", name="Put in “No further detail”")
    expect(link).to_be_visible()
    context.set_offline(True)
    link.click()
    expect(desk.state).to_have_text("The line is down: the snippet cannot be fetched now.")
    context.set_offline(False)
    page.route(
        "**/put-in/**", lambda route: route.fulfill(status=404, json={"message": "There is no such snippet."})
    )
    link.click()
    expect(desk.state).to_have_text("There is no such snippet.")


def test_on_a_phone_a_snippet_is_put_in_with_a_thumb(chromium: Browser, flood: Flood) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    desk = Desk.open(context, flood)
    page = desk.page
    desk.composer.get_by_role("link", name="Snippets").tap()
    page.get_by_role("link", name="Put in “Road closed”").tap()
    expect(page.get_by_label("Which road?")).to_be_in_viewport()
    page.get_by_label("Which road?").fill("Quay Road")
    page.get_by_label("way round").fill("the bridge")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _asked(page).get_by_role("button", name="Put it in").tap()
    expect(desk.text).to_have_text("Police have closed Quay Road since noon. Drivers are sent by the bridge.")
    context.close()


def test_without_script_the_composer_comes_filled(chromium: Browser, flood: Flood) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = Desk.open(context, flood, script=False).page
    page.locator("form.composer").get_by_role("link", name="Snippets").click()
    page.get_by_role("link", name="Put in “Road closed”").click()
    page.get_by_label("Which road?").fill("Quay Road")
    page.get_by_role("button", name="Put it in").click()
    composer = page.locator("form.composer")
    expect(composer.locator("[name=title]")).to_have_value("Quay Road closed")
    composer.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-field=body_html] [data-wrong]")).to_contain_text("“way round”")
    composer.locator("[name=body_html]").fill("Closed.")
    composer.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-entry]").filter(has_text="Quay Road closed")).to_be_visible()
    context.close()


def test_a_snippet_is_made_and_deleted_at_the_desk_and_its_slots_are_no_barrier(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    page.locator("[data-opens-panel=panel-snippets]").click()
    page.get_by_role("link", name="New snippet").click()
    page.wait_for_selector("desk-editor.is-rich")
    page.get_by_label("Name").fill("Water level")
    page.locator(".editor-text").click()
    page.keyboard.type("The gauge reads {{ level }}.")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Asked as (level)").fill("How high?")
    assert faults(page) == []
    page.get_by_role("button", name="Save").click()
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/")
    page.wait_for_selector("[data-desk][data-is-ready]")
    page.locator("[data-opens-panel=panel-snippets]").click()
    page.get_by_role("link", name="Put in “Water level”").click()
    expect(page.get_by_label("How high?")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Escape")
    line = page.locator(".snippet-line").filter(has_text="Water level")
    line.locator("summary").click()
    line.get_by_role("button", name="Yes, delete “Water level”").click()
    expect(line).to_have_count(0)
    assert desk.complaints == []
