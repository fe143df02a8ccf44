"""A draft on its whole way between two people, each at her own desk: by keyboard on a laptop, by thumb on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood

_LAPTOP = {"width": 1440, "height": 900}
_PHONE = {"width": 390, "height": 844}
#: A busy machine gets the time it needs.
_PATIENCE_MILLISECONDS = 60_000
#: No form of the desk is further away from where one is.
_MOST_TABS = 120


@contextmanager
def _desks(
    chromium: Browser, flood: Flood, size: dict[str, int], *, touch: bool
) -> Iterator[tuple[Desk, Desk]]:
    """Alice and Bob at their desks, where two people are needed and everything is held for ten minutes."""
    flood.do("LiveBlog.objects.filter(slug=slug).update(needs_two_people=True, delay_seconds=600)")
    contexts = [
        chromium.new_context(viewport=size, has_touch=touch, locale="en-GB")  # type: ignore[arg-type]
        for _ in range(2)
    ]
    for context in contexts:
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
    alice, bob = (
        Desk.open(context, flood, name) for context, name in zip(contexts, ("alice", "bob"), strict=True)
    )
    yield alice, bob
    assert alice.complaints == bob.complaints == []
    for context in contexts:
        context.close()


def _reach(page: Page, wanted: Locator) -> None:
    """Go there with the Tab key alone."""
    expect(wanted).to_be_visible()
    for _ in range(_MOST_TABS):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def _unread(desk: Desk, panel: str, count: str) -> None:
    expect(desk.page.locator(f'[data-tab="panel-{panel}"] .count')).to_have_text(count)


def _soon(desk: Desk) -> Locator:
    return desk.page.locator("[data-soon] [data-soon-of]")


def _states(flood: Flood) -> list[tuple[str, str]]:
    return [(post["title"], post["state"]) for post in flood.posts()]


def test_by_keyboard_a_draft_comes_back_with_a_note_is_released_and_is_stopped(
    chromium: Browser, flood: Flood
) -> None:
    with _desks(chromium, flood, _LAPTOP, touch=False) as (alice, bob):
        alice.page.locator("body").press("n")
        alice.page.keyboard.type("Four thousand homes")
        _reach(alice.page, alice.composer.get_by_role("button", name="Ready for review"))
        alice.page.keyboard.press("Enter")
        _unread(bob, "drafts", "1")
        bob.page.keyboard.press("2")
        draft = bob.page.locator("[data-draft]")
        _reach(bob.page, draft.get_by_role("link", name="Send back"))
        bob.page.keyboard.press("Enter")
        bob.page.wait_for_url("**/send-back/")
        _reach(bob.page, bob.page.locator("[name=note]"))
        bob.page.keyboard.type("Who counted them?")
        assert faults(bob.page) == []
        _reach(bob.page, bob.page.locator("form.act button.main"))
        bob.page.keyboard.press("Enter")
        bob.page.wait_for_url(f"**/desk/{flood.slug}/")
        bob.page.wait_for_selector("[data-desk][data-is-ready]")

        _unread(alice, "drafts", "1")
        alice.page.locator("main").press("2")
        mine = alice.page.locator("[data-draft]")
        expect(mine).to_contain_text("Who counted them?")
        _unread(alice, "drafts", "")
        _reach(alice.page, mine.locator(".draft-name"))
        alice.page.keyboard.press("Enter")
        alice.page.wait_for_url("**/drafts/*/")
        alice.is_ready()
        alice.page.locator("body").press("n")
        alice.page.keyboard.press("ControlOrMeta+a")
        alice.page.keyboard.type("Four hundred homes")
        alice.page.keyboard.press("ControlOrMeta+Enter")

        _unread(bob, "scheduled", "1")
        bob.page.locator("main").press("3")
        waiting = bob.page.locator("#panel-scheduled [data-outgoing]")
        expect(waiting).to_contain_text("waits for a second person")
        assert faults(bob.page) == []
        _reach(bob.page, waiting.get_by_role("button", name="Release"))
        bob.page.keyboard.press("Enter")
        for desk in (alice, bob):
            expect(_soon(desk)).to_contain_text("Four hundred homes")
            expect(_soon(desk).locator(".countdown")).to_have_text(re.compile(r"^−0\d:\d\d$"))
            assert faults(desk.page) == []
        alice.page.locator("main").press("s")
        expect(_soon(alice).get_by_role("button", name="Stop")).to_be_focused()
        alice.page.keyboard.press("Enter")
        expect(alice.page.locator("[data-soon-said]")).to_have_text("Stopped. It is a draft again.")
        for desk in (alice, bob):
            expect(_soon(desk)).to_have_count(0)
        assert _states(flood) == [("Four hundred homes", "draft")]


def test_by_thumb_it_is_released_by_another_and_stopped_above_whatever_is_open(
    chromium: Browser, flood: Flood
) -> None:
    with _desks(chromium, flood, _PHONE, touch=True) as (alice, bob):
        alice.composer.locator("[name=title]").fill("Not so fast")
        alice.composer.get_by_role("button", name="Publish").tap()
        bob.page.locator("[data-shows-panels]").tap()
        _unread(bob, "scheduled", "1")
        bob.page.locator('[data-tab="panel-scheduled"]').tap()
        bob.page.locator("#panel-scheduled [data-outgoing]").get_by_role("button", name="Release").tap()
        expect(_soon(bob)).to_contain_text("Not so fast")
        assert faults(bob.page) == []
        expect(_soon(alice)).to_contain_text("Not so fast")
        assert faults(alice.page) == []
        _soon(bob).get_by_role("button", name="Stop").tap()
        expect(_soon(bob)).to_have_count(0)
        expect(_soon(alice)).to_have_count(0)
        _unread(alice, "drafts", "1")
        alice.page.evaluate("document.activeElement.blur()")  # she puts the keyboard away
        alice.page.locator("[data-shows-panels]").tap()
        alice.page.locator('[data-tab="panel-drafts"]').tap()
        expect(alice.page.locator("[data-draft]")).to_contain_text("stopped by Bob")
        assert _states(flood) == [("Not so fast", "draft")]
