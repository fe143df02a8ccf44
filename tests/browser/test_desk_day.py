"""A whole working day at one desk: with the keyboard alone on a laptop, and with one thumb on a phone."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.desk import Desk, Flood
from tests.cast import PASSWORD

_ASKED = """
from stoppress.publishing import experts
from stoppress.questions.letters import receive
scene = Scene.of("Bob", slug)
experts.add_expert(scene.hand(), scene.blog, "Dr Emeka Rosenlund", "head of the infirmary")
receive(scene.blog, "Can we drink the water?", first_name="Aroha", place="Nine Wells")
"""
#: So many stops has the longest way from one end of the desk to the other.
_MOST_STOPS = 200


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    def tab_to(self, target: Locator) -> None:
        """Press Tab until this has the focus."""
        expect(target).to_be_visible()
        for _ in range(_MOST_STOPS):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {target}.")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def do(self, words: str, offered: str) -> None:
        """Say it to the palette."""
        self.press("Control+k")
        expect(self.page.locator("[data-palette-words]")).to_be_focused()
        self.type(words)
        expect(self.page.locator("[data-palette] [role=option]").first).to_contain_text(offered)
        self.press("Enter")
        expect(self.page.locator("[data-palette]")).to_be_hidden()


@pytest.fixture
def laptop(chromium: Browser) -> BrowserContext:
    return chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London"
    )


@pytest.fixture
def phone(chromium: Browser) -> BrowserContext:
    return chromium.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, locale="en-GB"
    )


def _sign_in(keyboard: Keyboard) -> None:
    page = keyboard.page
    page.goto(f"{keyboard.desk.flood.newsroom.url}/desk/sign-in/")
    keyboard.tab_to(page.locator("main [name=email]"))
    keyboard.type("alice@courier.example")
    keyboard.tab_to(page.locator("main [name=password]"))
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    keyboard.tab_to(page.locator(f'.blog-name[href="/desk/{keyboard.desk.flood.slug}/"]'))
    keyboard.press("Enter")
    keyboard.desk.is_ready()


def _publish_correct_withdraw(keyboard: Keyboard) -> None:
    desk = keyboard.desk
    keyboard.press("n")
    keyboard.type("Bridge shut")
    keyboard.tab_to(desk.text)
    keyboard.type("Both bridges are shut.")
    keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    entry = desk.entry("Both bridges are shut.")
    expect(entry.get_by_role("link", name="Correct")).to_be_visible()
    keyboard.press("Escape", "j", "c")
    expect(entry.get_by_label("What was wrong")).to_be_focused()
    keyboard.type("It is one bridge.")
    keyboard.press("Control+Enter")
    expect(entry.locator(".correction")).to_contain_text("It is one bridge.")
    expect(entry).to_be_focused()
    keyboard.press("w")
    expect(entry.get_by_label("Reason")).to_be_focused()
    keyboard.type("The wrong town.")
    keyboard.press("Control+Enter")
    expect(desk.page.locator(".tombstone").first).to_contain_text("The wrong town.")


def _draft_review_schedule(keyboard: Keyboard) -> None:
    desk, page = keyboard.desk, keyboard.page
    keyboard.press("n")
    keyboard.type("For later")
    keyboard.do("keep as", "Keep as draft")
    expect(desk.state).to_have_text("The draft is kept.")
    expect(desk.composer.locator("[name=title]")).to_have_value("")
    keyboard.press("Escape", "n")
    keyboard.type("For Bob to read")
    keyboard.do("ready for", "Ready for review")
    expect(desk.composer.locator("[name=title]")).to_have_value("")
    keyboard.press("Escape", "2")
    expect(page.locator("#panel-drafts")).to_contain_text("For later")
    expect(page.locator("#panel-drafts")).to_contain_text("For Bob to read")
    keyboard.press("n")
    keyboard.type("Tomorrow’s weather")
    keyboard.tab_to(desk.composer.locator("[data-later] > summary"))
    keyboard.press("Enter")
    moment = desk.composer.locator("[name=release_at]")
    keyboard.tab_to(moment)
    for _part in range(7):  # whatever their order in this browser: the second of February, next year
        keyboard.press("ArrowUp", "ArrowUp", "ArrowRight")
    expect(moment).to_have_value(re.compile("-02-02T"))
    keyboard.tab_to(desk.composer.get_by_role("button", name="Let it go out then"))
    keyboard.press("Enter")
    expect(desk.composer.locator("[name=title]")).to_have_value("")
    keyboard.press("Escape", "3")
    expect(page.locator("#panel-scheduled [data-outgoing]")).to_contain_text("Tomorrow’s weather")


def _answer(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("4")
    expect(page.locator("#panel-questions")).to_contain_text("Can we drink the water?")
    keyboard.do("inbox", "the inbox")
    page.wait_for_url("**/questions/**")
    question = page.locator("[data-opens-question]").first
    keyboard.tab_to(question)
    keyboard.press("Enter")
    keyboard.tab_to(page.get_by_role("link", name="Answer it").first)
    keyboard.press("Enter")
    page.wait_for_url("**/answer/**")
    page.wait_for_selector("desk-editor.is-rich")
    expert = page.locator("select[name=expert]")
    keyboard.tab_to(expert)
    keyboard.type("Dr Emeka")
    keyboard.tab_to(page.get_by_label("Title"))
    keyboard.type("Is the water safe?")
    keyboard.tab_to(page.locator(".editor-text"))
    keyboard.type("Yes, you can.")
    keyboard.press("Control+Enter")
    page.wait_for_url(f"**/desk/{keyboard.desk.flood.slug}/")
    keyboard.desk.is_ready()
    expect(keyboard.desk.entry("Yes, you can.")).to_be_visible()


def _key_point_search_hand_over(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("1")
    panel = page.locator("#panel-key-points")
    keyboard.tab_to(panel.get_by_role("button", name="Add a point"))
    keyboard.press("Enter")
    keyboard.type("The water is safe.")
    keyboard.press("Control+Enter")
    expect(panel.locator("[data-sending]").first).to_have_text("The key points are on the page.")
    keyboard.press("Escape", "7")
    note = page.locator("#panel-hand-over textarea[name=text]")
    keyboard.tab_to(note)
    keyboard.type("Call the waterworks at nine.")
    keyboard.press("Control+Enter")
    expect(page.locator("#panel-hand-over .hand-over-words")).to_contain_text("Call the waterworks at nine.")
    keyboard.press("Escape", "/")
    words = page.locator("#panel-search input[type=search]")
    expect(words).to_be_focused()
    keyboard.type("later")
    keyboard.press("Enter")
    expect(page.locator(".found-line").filter(has_text="For later").first).to_be_visible()


def test_a_working_day_needs_no_mouse(laptop: BrowserContext, flood: Flood) -> None:
    flood.do(_ASKED)
    desk = Desk(laptop.new_page(), flood)
    desk.listen()
    keyboard = Keyboard(desk)
    _sign_in(keyboard)
    _publish_correct_withdraw(keyboard)
    _draft_review_schedule(keyboard)
    _answer(keyboard)
    _key_point_search_hand_over(keyboard)
    keyboard.do("sign out", "Sign out")
    desk.page.wait_for_url("**/desk/sign-in/**")
    assert desk.complaints == []
    laptop.close()


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(out, "JPEG")
    return out.getvalue()


def _shoot(page: Page) -> None:
    bar = page.get_by_role("navigation", name="At the thumb")
    with page.expect_file_chooser() as chosen:
        bar.get_by_text("Camera").tap()
    assert chosen.value.element.get_attribute("capture") == "environment"
    chosen.value.set_files({"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": _picture()})
    shot = page.locator("[data-composer] [data-shot]")
    expect(shot).to_be_visible()
    shot.locator("[name=alt]").fill("The water at the bridge")
    shot.locator("[name=credit]").fill("Alice")


def test_a_working_day_needs_one_thumb(phone: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(phone, flood)
    page = desk.page
    bar = page.get_by_role("navigation", name="At the thumb")
    bar.get_by_text("Write").tap()
    page.keyboard.type("Water at the bridge")
    desk.text.tap()
    page.keyboard.type("It rises.")
    page.evaluate("document.activeElement.blur()")
    _shoot(page)
    desk.composer.get_by_role("button", name="Publish").tap()
    entry = desk.entry("Water at the bridge")
    expect(entry.locator(".as-read img")).to_be_visible()
    entry.get_by_role("link", name="Correct").tap()
    entry.get_by_label("What was wrong").fill("It falls.")
    entry.get_by_role("button", name="Publish the correction").tap()
    expect(entry.locator(".correction")).to_contain_text("It falls.")
    bar.get_by_text("Panels").tap()
    page.locator("[data-tab=panel-key-points]").tap()
    panel = page.locator("#panel-key-points")
    panel.get_by_role("button", name="Add a point").tap()
    page.keyboard.type("Water falls")
    panel.get_by_role("button", name="Put on the page").tap()
    expect(panel.locator("[data-sending]").first).to_have_text("The key points are on the page.")
    bar.get_by_text("Find").tap()
    expect(page.locator("[data-palette-words]")).to_be_focused()
    page.keyboard.type("sign out")
    page.locator("[data-palette] [role=option]").filter(has_text="Sign out").tap()
    page.wait_for_url("**/desk/sign-in/**")
    assert desk.complaints == []
    phone.close()


@pytest.mark.parametrize("width", [320, 360, 390])
def test_nothing_is_too_wide_or_too_small_for_a_thumb(chromium: Browser, flood: Flood, width: int) -> None:
    flood.publish(
        "Water at the bridge", "<p>Words that go on and on. " + "Donaudampfschifffahrt" * 6 + "</p>"
    )
    context = chromium.new_context(viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True)
    desk = Desk.open(context, flood)
    page = desk.page
    bar = page.get_by_role("navigation", name="At the thumb")
    assert _too_wide(page) == []
    assert _too_small(page) == []
    bar.get_by_text("Panels").tap()
    for tab in page.locator(".panel-tabs button").all():
        tab.tap()
        expect(tab).to_have_attribute("aria-expanded", "true")
        expect(page.locator(f"#{tab.get_attribute('aria-controls')} [data-panel-body]")).to_be_visible()
        name = tab.get_attribute("data-tab")
        assert (name, _too_wide(page)) == (name, [])
        assert (name, _too_small(page)) == (name, [])
    context.close()


def _too_wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
            .map((each) => each.outerHTML.slice(0, 90))"""
    )
    return found


def _too_small(page: Page) -> list[str]:
    """Buttons, links that stand alone and fields that are lower than 44 px, but for links within sentences."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, select, summary, .thumb *, .tools a, input:not([type=hidden])")]
          .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen, [inert]"))
          .map((each) => [each, (each.closest("label.check") ?? each).getBoundingClientRect()])
          .filter(([each]) => !each.matches(".thumb .count, input[type=radio]"))
          .filter(([each, box]) => box.width > 2 && box.height > 2 && box.height < 43.5)
          .map(([each, box]) => `${Math.round(box.height)}: ${each.outerHTML.slice(0, 120)}`)"""
    )
    return found
