"""A reader asks on the live page, with and without script, sees what becomes of it, and finds her answer marked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Flood
from tests.browser.passing_time import install_clock, pass_time_until
from tests.server import Newsroom

ASKED = "When will the Harrow bridge reopen to lorries?"
_NUMBER = iter(range(1_000))
_SCENE = """
import json
from stoppress.people.models import Member
from stoppress.publishing import answers, posts, questions
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.question_box import change_question_box
from stoppress.publishing.wording import Wording
from stoppress.questions.models import Letter, Question, QuestionBox
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
"""
_OPEN = """
box = QuestionBox.objects.filter(blog=scene.blog).first() or QuestionBox()
change_question_box(scene.hand(), scene.blog, box.version, is_open=True, invitation='{invitation}')
print('{{}}')
"""
_ANSWER = """
asked = Question.objects.get(blog=scene.blog)
shown = (Shown(asked.lead.text, 'Olu', 'Arle', asked.public_id, asked.version),)
answers.release_answer(scene.hand(), scene.blog, Release(shown, Wording('', '<p>On Monday at six.</p>')))
print('{}')
"""
_LETTERS = """
print(json.dumps([[each.text, each.first_name, each.place] for each in Letter.objects.filter(blog=scene.blog)]))
"""


class Story:
    """A live blog whose box is open."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.slug = f"asked-{next(_NUMBER)}"
        self._flood = Flood.open(newsroom, self.slug)
        self.address = f"{newsroom.url}/{self.slug}/"
        self.open("Ask Dr Brandt about the bridge.")

    def do(self, code: str) -> str:
        return self._flood.do(_SCENE + code)

    def open(self, invitation: str) -> None:
        self.do(_OPEN.format(invitation=invitation))

    def letters(self) -> list[list[str]]:
        found: list[list[str]] = json.loads(self.do(_LETTERS))
        return found


@pytest.fixture
def story(newsroom_server: Newsroom) -> Story:
    return Story(newsroom_server)


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A tab without script."""
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def write(page: Page, text: str = ASKED) -> None:
    """Open the box and fill it in."""
    if not page.get_by_label("Your question or comment").is_visible():
        page.get_by_text("Ask a question or make a comment").first.click()
    page.get_by_label("Your question or comment").fill(text)
    page.get_by_role("textbox", name="First name").fill("Olu")
    page.get_by_role("textbox", name="Place").fill("Lower Arle")
    page.get_by_label("The newsroom may read this").check()


def write_and_send(page: Page) -> None:
    """Send in one step, once the script is there that does so; before, one is asked to check what one wrote."""
    with page.expect_response("**/ask/stamp"):
        write(page)
    page.get_by_role("button", name="Send", exact=True).click()


def test_with_script_the_question_is_sent_in_one_step(page: Page, story: Story) -> None:
    page.goto(story.address)
    write_and_send(page)
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    expect(page.locator(".written")).to_have_text(ASKED)
    assert story.letters() == [[ASKED, "Olu", "Lower Arle"]]


def test_without_script_there_is_a_second_step_with_all_that_was_typed(plain: Page, story: Story) -> None:
    plain.goto(story.address)
    write(plain)
    plain.get_by_role("button", name="Send", exact=True).click()
    expect(plain.get_by_role("heading", name="Check your question")).to_be_visible()
    expect(plain.get_by_label("Your question or comment")).to_have_value(ASKED)
    expect(plain.get_by_label("The newsroom may read this")).to_be_checked()
    # Who sends too soon is shown the form again, until three seconds are over.
    while plain.url.endswith("/ask/"):
        with plain.expect_navigation():
            plain.get_by_role("button", name="Send it").click()
    expect(plain.get_by_role("heading", name="We have your question")).to_be_visible()
    assert story.letters() == [[ASKED, "Olu", "Lower Arle"]]


def test_what_is_wrong_is_told_and_has_the_focus(plain: Page, story: Story) -> None:
    plain.goto(f"{story.address}ask/")
    write(plain, "See https://gold.example")
    plain.get_by_role("button", name="Send it").click()
    expect(plain.get_by_role("alert")).to_contain_text("Leave out links")
    expect(plain.get_by_role("alert")).to_be_focused()
    field = plain.get_by_label("Your question or comment")
    expect(field).to_have_value("See https://gold.example")
    described = str(field.get_attribute("aria-describedby"))
    assert "Leave out links" in plain.locator(f"#{described.split()[-1]}").inner_text()
    assert story.letters() == []


def test_the_receipt_shows_the_answer_by_itself_and_the_live_page_marks_it(
    page: Page, context: BrowserContext, story: Story
) -> None:
    install_clock(page)
    page.goto(story.address)
    write_and_send(page)
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    live = context.new_page()
    live.goto(story.address)
    live.wait_for_selector('main[data-live="stream"]')
    story.do(_ANSWER)
    expect(live.locator(".mine")).to_have_text("Your question")
    expect(live.locator("[data-answers] .matter .mine")).to_have_count(1)
    pass_time_until(page, '[data-standing="answered"]')
    expect(page.get_by_role("heading", name="Your question has been answered")).to_be_visible()
    expect(page.locator(".yours")).to_contain_text("On Monday at six.")
    live.reload()
    expect(live.locator('[data-region="stream"] .mine')).to_have_text("Your question")


def test_an_open_page_marks_the_answer_also_when_the_receipt_comes_behind_it(
    page: Page, context: BrowserContext, story: Story
) -> None:
    page.goto(story.address)
    write_and_send(page)
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    page.wait_for_function("localStorage.getItem('stoppress.asked')")
    page.goto(f"{story.address}key-events/")  # the receipt is put away, as if it were still on its way
    kept = page.evaluate("localStorage.getItem('stoppress.asked')")
    page.evaluate("localStorage.removeItem('stoppress.asked')")
    live = context.new_page()
    live.goto(story.address)
    live.wait_for_selector('main[data-live="stream"]')
    story.do(_ANSWER)
    expect(live.locator('[data-region="stream"] [data-answers]')).to_contain_text("On Monday at six.")
    assert live.locator(".mine").count() == 0
    page.evaluate("(kept) => localStorage.setItem('stoppress.asked', kept)", kept)
    expect(live.locator(".mine")).to_have_text("Your question")


def test_a_stranger_sees_no_mark(
    page: Page, context: BrowserContext, chromium: Browser, story: Story
) -> None:
    page.goto(story.address)
    write_and_send(page)
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    story.do(_ANSWER)
    other = chromium.new_context()
    stranger = other.new_page()
    stranger.goto(story.address)
    stranger.wait_for_selector('main[data-live="stream"]')
    expect(stranger.locator("[data-answers]")).to_be_visible()
    expect(stranger.locator(".mine")).to_have_count(0)
    other.close()


def test_a_box_that_comes_anew_keeps_what_was_typed(page: Page, story: Story) -> None:
    page.goto(story.address)
    page.wait_for_selector('main[data-live="stream"]')
    write(page)
    page.evaluate("document.activeElement.blur()")  # while she is in a field, the box waits
    story.open("Ask Dr Brandt until six.")
    expect(page.get_by_text("Ask Dr Brandt until six.")).to_be_visible()
    expect(page.get_by_label("Your question or comment")).to_have_value(ASKED)
    expect(page.get_by_label("The newsroom may read this")).to_be_checked()


def test_the_sender_deletes_her_question(page: Page, story: Story) -> None:
    page.goto(story.address)
    write_and_send(page)
    page.get_by_text("Delete my question").click()
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_role("heading", name="Your question has been deleted")).to_be_visible()
    assert story.letters() == []
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_asking_breaks_no_policy_and_asks_nobody_else(page: Page, story: Story) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(story.address)
    write_and_send(page)
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    assert said == []
    assert hosts == {story.address.split("/")[2]}
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_on_form_and_receipt(page: Page, story: Story, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(story.address)
    write(page, "")
    assert faults(page) == []
    page.goto(f"{story.address}ask/")
    assert faults(page) == []
    write(page, "www.gold.example")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    write(page, ASKED)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="We have your question")).to_be_visible()
    assert faults(page) == []
