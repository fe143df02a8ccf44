"""An act in a tab of its own: written in the editor, kept, sent and answered as it is under its post."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood
from tests.browser.test_desk_slow import amend


@pytest.fixture
def post(flood: Flood) -> str:
    return flood.publish("Bridge shut", "<p>Both <strong>bridges</strong> are shut.</p>")


@pytest.fixture
def desk(context: BrowserContext, flood: Flood) -> Desk:
    return Desk.open(context, flood)


def _opened(desk: Desk, post: str, act: str) -> Page:
    """The act in another tab, ready to be written in."""
    tab = desk.page.context.new_page()
    tab.goto(f"{desk.flood.newsroom.url}/desk/{desk.flood.slug}/posts/{post}/{act}/")
    tab.wait_for_selector("[data-desk][data-is-ready]")
    tab.locator("desk-editor").evaluate("(editor) => editor.begin?.()")
    expect(tab.locator(".editor-text")).to_be_visible()
    return tab


def test_it_is_written_in_the_editor_and_leads_back_to_the_desk(desk: Desk, post: str) -> None:
    tab = _opened(desk, post, "amend")
    expect(tab.locator(".editor-text strong")).to_have_text("bridges")
    assert faults(tab) == []
    tab.locator(".editor-text").click()
    tab.keyboard.press("End")
    tab.keyboard.type(" Go by boat.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_url(f"**/desk/{desk.flood.slug}/")
    expect(desk.entry("Go by boat.").locator(".as-read strong")).to_have_text("bridges")


def test_what_is_typed_there_is_kept_and_escape_leads_away(desk: Desk, post: str) -> None:
    tab = _opened(desk, post, "correct")
    tab.get_by_label("What was wrong").press_sequentially("It is one bridge.")
    expect(tab.locator("form.act [data-sending]")).to_have_text("kept on this device and on the server")
    tab.keyboard.press("Escape")
    tab.wait_for_url(f"**/desk/{desk.flood.slug}/")
    tab.close()
    again = _opened(desk, post, "correct")
    expect(again.locator("[data-kept]")).to_contain_text("It is one bridge.")


def test_two_versions_stand_side_by_side_there_too(desk: Desk, flood: Flood, post: str) -> None:
    tab = _opened(desk, post, "amend")
    tab.locator("[name=title]").fill("Hers")
    amend(flood, post, 1, "Theirs")
    tab.get_by_role("button", name="Save the amendment").click()
    tab.locator("[data-takes-theirs]").click()
    expect(tab.locator("[name=title]")).to_have_value("Theirs")
    expect(tab.locator(".editor-text")).to_have_text("Theirs.")


def test_a_withdrawal_is_sent_from_there(desk: Desk, post: str) -> None:
    tab = desk.page.context.new_page()
    tab.goto(f"{desk.flood.newsroom.url}/desk/{desk.flood.slug}/posts/{post}/withdraw/")
    tab.wait_for_selector("[data-desk][data-is-ready]")
    tab.get_by_label("Reason").fill("The wrong town.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_url(f"**/desk/{desk.flood.slug}/")
    expect(desk.page.locator(".tombstone")).to_contain_text("The wrong town.")
