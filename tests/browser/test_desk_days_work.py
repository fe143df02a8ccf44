"""A day's work at the desk: what is found, handed over, put elsewhere and counted, while readers have the page open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def elsewhere(chromium: Browser) -> Iterator[BrowserContext]:
    """Another browser: a reader's, or a colleague's."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    yield context
    context.close()


def reads(context: BrowserContext, flood: Flood, slug: str = "") -> Page:
    """A reader with the page open, whose stream stands."""
    page = context.new_page()
    page.goto(f"{flood.newsroom.url}/{slug or flood.slug}/")
    return page


def stream(reader: Page) -> Locator:
    return reader.locator("article h2, article h3")


def go_to_panel(desk: Desk, name: str) -> Locator:
    """By the palette, from wherever she is."""
    desk.page.keyboard.press("Control+k")
    expect(desk.page.locator("[data-palette-words]")).to_be_focused()
    desk.page.keyboard.type(name)
    expect(desk.page.locator("[data-palette] [role=option]").first).to_contain_text(name)
    desk.page.keyboard.press("Enter")
    panel = desk.page.locator(f"#panel-{name.lower()}")
    expect(panel).to_be_visible()
    return panel


def faults_from_the_top(page: Page) -> list[str]:
    """What axe finds while nothing is scrolled half under the bar, which it takes for small."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    return faults(page)


def open_tool(desk: Desk, title: str, name: str) -> None:
    """Open what can be done with a post, by keyboard."""
    tool = desk.entry(title).get_by_role("link", name=name, exact=True)
    tool.focus()
    desk.page.keyboard.press("Enter")


def test_what_is_typed_is_found_while_it_is_typed_and_reached_by_the_arrows(
    context: BrowserContext, flood: Flood
) -> None:
    post = flood.publish("Überschwemmung in Köln", "<p>Die Brücke ist zu.</p>")
    flood.publish("الجسر مغلق", "<p>قال المحافظ إن الجسر صامد.</p>")
    desk = Desk.open(context, flood)
    page = desk.page
    panel = go_to_panel(desk, "Search")
    field = panel.get_by_label("Posts, drafts, people")
    field.focus()
    page.keyboard.type("brücke")
    expect(panel.locator(".found-line")).to_have_count(1)
    expect(panel.locator(".found-line")).to_contain_text("Überschwemmung in Köln")
    expect(panel.get_by_role("status")).to_contain_text("1 post, 0 drafts, 0 people")
    expect(field).to_be_focused()
    assert faults(page) == []
    field.fill("الجسر")
    expect(panel.locator(".found-line")).to_contain_text("الجسر مغلق")
    field.fill("z")
    expect(panel.locator(".found-line")).to_have_count(0)
    expect(panel.locator("[data-find-trouble]")).to_have_text("")
    page.keyboard.press("Enter")
    expect(panel.locator("[data-find-trouble]")).to_contain_text("too short")
    field.fill("über*")
    expect(panel.locator(".found-line")).to_contain_text("Überschwemmung")
    page.keyboard.press("ArrowDown")
    expect(panel.locator(".found-line a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/posts/{post}/history/")
    assert desk.complaints == []


def test_the_note_is_written_by_keyboard_and_met_by_the_next_shift_until_she_has_read_it(
    context: BrowserContext, phone: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    panel = go_to_panel(desk, "Hand-over")
    panel.get_by_label("What the next shift must know").focus()
    desk.page.keyboard.type("The mayor calls at six.")
    desk.page.keyboard.press("Control+Enter")
    expect(panel.locator(".hand-over-words")).to_have_text("The mayor calls at six.")
    expect(panel).to_contain_text("Nobody else has read it yet.")
    bob = Desk.open(phone, flood, "bob")
    note = bob.page.locator("[data-hand-over-due]")
    expect(note).to_contain_text("The mayor calls at six.")
    assert bob.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(bob.page) == []
    bob.page.reload()
    note.get_by_role("button", name="I have read it").tap()
    expect(note).to_have_count(0)
    expect(panel).to_contain_text("Read by Bob")
    bob.page.reload()
    bob.is_ready()
    expect(note).to_have_count(0)
    assert desk.complaints == bob.complaints == []


def test_two_who_hand_over_at_once_see_both_notes(
    context: BrowserContext, elsewhere: BrowserContext, flood: Flood
) -> None:
    desks = Desk.open(context, flood), Desk.open(elsewhere, flood, "bob")
    panels = [go_to_panel(desk, "Hand-over") for desk in desks]
    for panel, words in zip(panels, ("The mayor calls.", "The bridge is shut."), strict=True):
        panel.locator("textarea[name=text]").fill(words)
    panels[0].get_by_role("button", name="Hand over").click()
    expect(panels[0].locator(".hand-over-words")).to_have_text("The mayor calls.")
    panels[1].get_by_role("button", name="Hand over").click()
    expect(panels[1].locator("[data-conflict]")).to_contain_text("The mayor calls.")
    expect(panels[1].locator("textarea[name=text]")).to_have_value("The bridge is shut.")
    assert faults(desks[1].page) == []


def test_a_post_is_put_above_another_and_given_another_time_while_readers_look(
    context: BrowserContext, elsewhere: BrowserContext, flood: Flood
) -> None:
    for title in ("First", "Second", "Third"):
        flood.publish(title)
    desk = Desk.open(context, flood)
    reader = reads(elsewhere, flood)
    expect(stream(reader)).to_have_text(["Third", "Second", "First"])
    open_tool(desk, "First", "Order")
    form = desk.page.locator("form.act").filter(has_text="Where shall “First” stand?")
    expect(form.get_by_label("Let it stand")).to_be_focused()
    form.get_by_label("this post").select_option(label=_label_of(form, "Second"))
    assert faults_from_the_top(desk.page) == []
    desk.page.keyboard.press("Control+Enter")
    expect(stream(reader)).to_have_text(["Third", "First", "Second"])
    expect(form).to_have_count(0)
    open_tool(desk, "Third", "Time")
    form = desk.page.locator("form.time-act")
    moment = form.locator("[name=published_at]")
    moment.fill("2020-05-04T10:30:00")
    desk.page.keyboard.press("Control+Enter")
    expect(stream(reader)).to_have_text(["First", "Second", "Third"])
    assert desk.complaints == []


def _label_of(form: Locator, title: str) -> str:
    labels = form.get_by_label("this post").locator("option").all_inner_texts()
    return next(label for label in labels if title in label)


def test_a_copy_is_a_draft_that_stands_open_before_her(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge closed", "<p>It is closed to lorries.</p>")
    desk = Desk.open(context, flood)
    button = desk.entry("Bridge closed").get_by_role("button", name="Duplicate")
    button.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/drafts/*/")
    expect(desk.composer.locator("[name=title]")).to_have_value("Bridge closed")
    assert [(each["title"], each["state"]) for each in flood.posts()] == [
        ("Bridge closed", "published"),
        ("Bridge closed", "draft"),
    ]
    assert desk.complaints == []


@pytest.mark.parametrize("by", ["keyboard", "thumb"])
def test_a_post_moves_while_readers_look(
    context: BrowserContext, phone: BrowserContext, elsewhere: BrowserContext, flood: Flood, by: str
) -> None:
    there = Flood.open(flood.newsroom, f"fire-{by}")
    there.publish("Smoke in the east")
    flood.publish("Water rises")
    post = flood.publish("Barn burns")
    desk = Desk.open(context if by == "keyboard" else phone, flood)
    here, other = reads(elsewhere, flood), reads(elsewhere, flood, there.slug)
    expect(stream(here)).to_have_text(["Barn burns", "Water rises"])
    if by == "keyboard":
        open_tool(desk, "Barn burns", "Move")
    else:
        desk.entry("Barn burns").get_by_role("link", name="Move", exact=True).tap()
    form = desk.page.locator("form.act").filter(has_text="Move “Barn burns” into another live blog")
    expect(form.get_by_label("Into this live blog")).to_be_focused()
    form.get_by_label("Into this live blog").select_option(there.slug)
    assert faults_from_the_top(desk.page) == []
    if by == "keyboard":
        form.get_by_label("Into this live blog").press("Control+Enter")
    else:
        assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        form.get_by_role("button", name="Move the post").tap()
    expect(stream(here)).to_have_text(["Water rises"])
    expect(other.locator("body")).to_contain_text("Barn burns")
    expect(desk.entry("Barn burns")).to_have_count(0)
    here.goto(f"{flood.newsroom.url}/{flood.slug}/p/{post}/")
    here.wait_for_url(f"**/{there.slug}/p/{post}/")
    expect(here.locator("body")).to_contain_text("Barn burns")
    assert desk.complaints == []


def test_pages_of_readers_are_counted_and_desks_are_not(
    context: BrowserContext, phone: BrowserContext, elsewhere: BrowserContext, flood: Flood
) -> None:
    desk, bob = Desk.open(context, flood), Desk.open(phone, flood, "bob")
    pages = [desk.page.locator("[data-reading]"), bob.page.locator("[data-reading]")]
    reader = reads(elsewhere, flood)
    for count in pages:
        expect(count).to_have_text("1 page open")
        expect(count).to_be_visible()
    pages[0].focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".reading-says")).to_contain_text("our own desks are not counted")
    assert faults(desk.page) == []
    pages[1].tap()
    expect(bob.page.locator(".reading-says")).to_be_in_viewport(ratio=1)
    assert bob.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(bob.page) == []
    reader.close()
    for count in pages:
        expect(count).to_have_text("0 pages open")
