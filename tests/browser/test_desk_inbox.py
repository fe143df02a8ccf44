"""The inbox in a real browser: live, for two at once, by keyboard, and under nobody's hands."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from stoppress.toolkit import text
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom

ASKED = ("Is the water safe?", "When does the school open?", "Who pays for the damage?")


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone, with three questions."""
    name = text.slug(request.node.name.removeprefix("test_"))
    flood = Flood.open(newsroom_server, name)
    _ask(flood, *ASKED)
    return flood


class Inbox(Desk):
    """One open inbox."""

    @classmethod
    def open(cls, context: BrowserContext, flood: Flood, name: str = "alice", **more: Any) -> Inbox:
        page = context.new_page()
        inbox = cls(page, flood)
        inbox.listen()
        inbox.sign_in(name)
        page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/questions/{more.get('query', '')}")
        page.wait_for_selector("[data-inbox][data-is-ready]")
        expect(page.locator("[data-line]")).to_have_text("connected")
        return inbox

    @property
    def lines(self) -> Locator:
        return self.page.locator("[data-question] [data-opens-question]")

    @property
    def said(self) -> Locator:
        return self.page.locator("[data-sorted]")

    @property
    def opened(self) -> Locator:
        return self.page.locator("[data-opened]")

    def line(self, words: str) -> Locator:
        return self.page.locator("[data-question]").filter(has_text=words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def settle(self) -> None:
        """Out of the list with mouse and keys."""
        self.page.mouse.move(2, 2)
        self.page.evaluate("document.activeElement?.blur()")


def _ask(flood: Flood, *words: str, name: str = "") -> None:
    flood.do(
        "blog = LiveBlog.objects.get(slug=slug)\n"
        f"for words in {words!r}: letter(blog, words, name={name!r}, email='ida@reader.example')"
    )


def test_what_readers_ask_appears_while_the_inbox_is_open(context: BrowserContext, flood: Flood) -> None:
    inbox = Inbox.open(context, flood)
    inbox.settle()
    _ask(flood, "Does the bridge hold?", name="Ida")
    expect(inbox.lines).to_have_text(["Does the bridge hold?", *reversed(ASKED)])
    expect(inbox.page.locator("[data-pile=new] .count")).to_have_text("4")
    expect(inbox.line("Does the bridge hold?").locator(".asker")).to_have_text("Ida")
    assert inbox.complaints == []


def test_nothing_moves_under_her_hands_what_is_new_waits_behind_a_button(
    context: BrowserContext, flood: Flood
) -> None:
    inbox = Inbox.open(context, flood)
    inbox.lines.nth(1).focus()
    _ask(flood, "First of two?", "Second of two?")
    held = inbox.page.locator("[data-held]")
    expect(held).to_have_text("Show 2 new")
    expect(inbox.lines).to_have_text([*reversed(ASKED)])
    expect(inbox.lines.nth(1)).to_be_focused()
    inbox.press(".")
    expect(inbox.lines).to_have_text(["Second of two?", "First of two?", *reversed(ASKED)])
    expect(inbox.lines.first).to_be_focused()
    expect(held).to_be_hidden()
    assert inbox.complaints == []


def test_the_second_who_takes_a_question_is_told_who_was_faster(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    bobs = chromium.new_context()
    alice, bob = Inbox.open(context, flood), Inbox.open(bobs, flood, "bob")
    bob.page.route("**/questions/?*", lambda route: route.abort())  # he has not been told yet
    alice.line(ASKED[0]).hover()
    alice.line(ASKED[0]).get_by_role("button", name="Take").click()
    expect(alice.line(ASKED[0]).locator(".who")).to_have_text("yours")
    bob.line(ASKED[0]).hover()
    bob.line(ASKED[0]).get_by_role("button", name="Take").click()
    expect(bob.page.locator("[data-sorting] > [data-trouble]")).to_contain_text("Alice took this question")
    bob.page.unroute("**/questions/?*")
    expect(bob.line(ASKED[0]).locator(".who")).to_have_text("Alice")
    assert alice.complaints == bob.complaints == []
    bobs.close()


def test_by_keyboard_alone_questions_are_taken_shortlisted_declined_spammed_and_undone(
    context: BrowserContext, flood: Flood
) -> None:
    inbox = Inbox.open(context, flood)
    inbox.settle()
    inbox.press("j", "t")
    expect(inbox.line(ASKED[2]).locator(".who")).to_have_text("yours")
    expect(inbox.said).to_contain_text("Taken: 1 question.")
    inbox.line(ASKED[1]).locator("[data-opens-question]").focus()
    inbox.press("s")
    expect(inbox.line(ASKED[1]).locator(".standing")).to_have_text("shortlisted")
    inbox.line(ASKED[0]).locator("[data-opens-question]").focus()
    inbox.press("x")
    expect(inbox.line(ASKED[0])).to_have_count(0)
    inbox.press("u")
    expect(inbox.said).to_contain_text("To be sorted again: 1 question.")
    expect(inbox.line(ASKED[0])).to_have_count(1)
    inbox.line(ASKED[0]).locator("[data-opens-question]").focus()
    inbox.press("d")
    ready = inbox.opened.locator("[data-ask=decline] select")
    expect(ready).to_be_focused()
    ready.select_option("More questions came than we could answer.")
    expect(inbox.opened.locator("[data-reason]")).to_have_value("More questions came than we could answer.")
    inbox.page.keyboard.press("End")
    inbox.page.keyboard.type(" Sorry.")
    inbox.press("Control+Enter")
    expect(inbox.opened.locator(".told")).to_contain_text("than we could answer. Sorry.")
    expect(inbox.line(ASKED[0])).to_have_count(0)
    inbox.press("?")
    expect(inbox.page.locator("[data-keys]")).to_be_visible()
    inbox.press("Escape", "/")
    expect(inbox.page.locator("[data-search] [type=search]")).to_be_focused()
    inbox.page.keyboard.type("SCHOOL")
    inbox.press("Enter")
    expect(inbox.lines).to_have_text([ASKED[1]])
    assert inbox.complaints == []


def test_ticked_questions_are_merged_and_the_merge_is_undone(context: BrowserContext, flood: Flood) -> None:
    inbox = Inbox.open(context, flood)
    inbox.settle()
    inbox.press("j", "m")
    expect(inbox.said).to_contain_text("Tick the questions first")
    inbox.press("Space", "j", "m")
    expect(inbox.said).to_contain_text("Merged: 2 questions are now one")
    expect(inbox.lines).to_have_count(2)
    expect(inbox.page.locator(".asked-by").first).to_have_text("2 ask this")
    inbox.page.locator("[data-question]:has(.asked-by) [data-opens-question]").click()
    expect(inbox.opened.locator("[data-letter]")).to_have_count(2)
    inbox.opened.get_by_role("button", name="Undo the merge").click()
    expect(inbox.opened.locator("[data-letter]")).to_have_count(1)
    inbox.settle()
    expect(inbox.lines).to_have_count(3)
    assert inbox.complaints == []


def test_letters_are_split_off_and_another_may_lead(context: BrowserContext, flood: Flood) -> None:
    flood.do(
        "blog = LiveBlog.objects.get(slug=slug)\n"
        "asked = blog.questions.order_by('pk').first()\n"
        "letter(blog, 'Can we drink the water?', question=asked)\n"
        "letter(blog, 'Is the milk safe?', question=asked)"
    )
    inbox = Inbox.open(context, flood)
    inbox.line(ASKED[0]).locator("[data-opens-question]").click()
    second = inbox.opened.locator("[data-letter]").nth(1)
    second.get_by_role("button", name="Let these words lead").click()
    expect(inbox.opened.locator("[data-opened-words]")).to_have_text("Can we drink the water?")
    expect(inbox.line("Can we drink the water?")).to_have_count(1)
    inbox.opened.locator("[data-act=split]").click()
    expect(inbox.opened.locator(".letters-form [data-trouble]")).to_contain_text("Choose the letters")
    inbox.opened.locator("[data-letter]").nth(2).locator(".tick").check()
    inbox.opened.locator("[data-act=split]").click()
    expect(inbox.opened.locator("[data-opened-words]")).to_have_text("Is the milk safe?")
    assert inbox.complaints == []


def test_an_opened_question_follows_a_colleague_but_not_over_what_is_typed(
    context: BrowserContext, flood: Flood
) -> None:
    inbox = Inbox.open(context, flood)
    inbox.line(ASKED[0]).locator("[data-opens-question]").click()
    _by_bob(flood, "take")
    expect(inbox.opened.locator("[data-who]")).to_have_text("Bob")
    inbox.opened.locator("[data-ask=decline] summary").click()
    inbox.opened.locator("[data-reason]").fill("Half a sente")
    _by_bob(flood, "shortlist")
    expect(inbox.opened.locator("[data-changed]")).to_contain_text("A colleague has changed this question")
    expect(inbox.opened.locator("[data-reason]")).to_have_value("Half a sente")
    inbox.opened.locator("[data-act=decline]").click()
    expect(inbox.opened.locator(".opened-tools [data-trouble]")).to_contain_text("Bob put this question on")
    expect(inbox.opened.locator("[data-reason]")).to_have_value("Half a sente")
    inbox.opened.get_by_role("button", name="Load again").click()
    expect(inbox.opened.locator("[data-standing-word]")).to_have_text("shortlisted")
    assert inbox.complaints == []


def test_what_a_colleague_sorts_stays_in_its_place_until_she_goes_on(
    context: BrowserContext, flood: Flood
) -> None:
    inbox = Inbox.open(context, flood, query="?pile=new")
    _by_bob(flood, "take")
    line = inbox.line(ASKED[0])
    expect(line.locator(".has-left")).to_have_text("no longer in this list")
    expect(line.locator(".who")).to_have_text("Bob")
    expect(inbox.page.locator("[data-pile=new] .count")).to_have_text("2")
    assert inbox.complaints == []


def test_the_desk_counts_new_questions_in_its_tab(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    tab = desk.page.locator("[data-tab=panel-questions]")
    expect(tab).to_contain_text("3")
    tab.click()
    expect(desk.page.locator("#panel-questions .draft-name")).to_have_text([*reversed(ASKED)])
    viewer = context.browser.new_context() if context.browser else context
    vera = Desk(viewer.new_page(), flood)
    vera.sign_in("vera")
    vera.page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/")
    expect(vera.page.locator("#panel-questions")).to_have_count(0)
    assert desk.complaints == []
    viewer.close()


def test_on_a_phone_without_script_a_question_is_a_page_of_its_own(chromium: Browser, flood: Flood) -> None:
    phone = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = phone.new_page()
    inbox = Inbox(page, flood)
    inbox.sign_in("alice")
    page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/questions/")
    page.get_by_role("link", name=ASKED[0]).click()
    expect(page.locator("[data-question]").first).to_be_hidden()
    page.get_by_role("button", name="Take").click()
    expect(page.locator("[data-who]")).to_have_text("yours")
    page.get_by_role("link", name="All questions").click()
    page.locator(".tick").first.check()
    page.locator("[data-group]").get_by_role("button", name="Spam").click()
    expect(page.locator(".said")).to_contain_text("Marked as spam: 1 question.")
    for target in page.locator(".question-words, .pile, button:visible").all():
        box = target.bounding_box()
        assert box is None or box["height"] >= 21
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()


def _by_bob(flood: Flood, act: str) -> None:
    """Bob does this with the first question."""
    flood.do(
        "from stoppress.people.models import Member\n"
        "from stoppress.publishing import questions\n"
        "from stoppress.publishing.hand import Hand\n"
        "blog = LiveBlog.objects.get(slug=slug)\n"
        "asked = blog.questions.order_by('pk').first()\n"
        "bob = Member.objects.get(email='bob@courier.example')\n"
        f"questions.{act}(Hand(bob), blog, [(asked.public_id, asked.version)])"
    )
