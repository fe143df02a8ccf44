"""From a reader's question to open pages, in real browsers: an expert on her phone, an editor at her desk, two readers."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk import Desk, Flood
from tests.server import Newsroom

pytestmark = pytest.mark.browser

_ARRANGE = """
import json
from stoppress.people.models import Member
from stoppress.publishing import experts, questions
from stoppress.questions import expert_links
from stoppress.questions.letters import receive
scene = Scene(Member.objects.get(email="bob@courier.example"), slug)
made = experts.add_expert(scene.hand(), scene.blog, "Dr Emeka Rosenlund", "head of the Ambrel Infirmary").subject
secret = expert_links.new_secret()
experts.make_link(scene.hand(), scene.blog, made, secret)
asked = receive(scene.blog, "Can we drink it if we boil it?", first_name="Aroha", place="Nine Wells").letter.question
questions.assign(scene.hand(), scene.blog, [(asked.public_id, asked.version)], made, "Two sentences will do.")
print(json.dumps([secret, asked.public_id]))
"""
_END = """
from stoppress.people.models import Member
from stoppress.publishing import experts
from stoppress.questions.models import Expert
scene = Scene(Member.objects.get(email="bob@courier.example"), slug)
experts.revoke_link(scene.hand(), scene.blog, Expert.objects.order_by("-pk").first().public_id)
"""


def _arranged(newsroom: Newsroom, slug: str) -> tuple[Flood, str, str]:
    flood = Flood.open(newsroom, slug)
    secret, question = json.loads(flood.do(_ARRANGE).splitlines()[-1])
    return flood, f"{newsroom.url}/expert/{secret}/", question


def _phone(chromium: Browser) -> BrowserContext:
    return chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def _written(page: Page, text: str) -> None:
    page.wait_for_selector("form[data-is-ready]")
    page.get_by_label("Your answer").fill(text)


def test_what_an_expert_writes_on_a_phone_reaches_every_open_page(
    newsroom_server: Newsroom, chromium: Browser, context: BrowserContext
) -> None:
    flood, address, question = _arranged(newsroom_server, "from-phone")
    readers = [context.new_page() for _ in range(2)]
    for reader in readers:
        reader.goto(f"{newsroom_server.url}/from-phone/")
        reader.wait_for_selector("main[data-live='stream']")
    phone = _phone(chromium)
    expert = phone.new_page()
    expert.goto(address)
    expect(expert.get_by_text("Aroha, Nine Wells, asks:")).to_be_visible()
    _written(expert, "No. Boiling kills germs.\n\nAsh is not a germ.")
    assert expert.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expert.get_by_role("button", name="Hand in").click()
    expect(expert.locator("[data-state='handed-in']")).to_contain_text("Handed in")
    phone.close()
    desk = Desk.open(context, flood)
    desk.page.goto(f"{newsroom_server.url}/desk/from-phone/questions/{question}/")
    desk.page.get_by_role("link", name="Check and release").click()
    desk.page.wait_for_selector("desk-editor.is-rich")
    desk.page.get_by_label("Title").fill("Is the water safe?")
    desk.page.get_by_role("button", name="Publish the answer").click()
    desk.page.wait_for_url("**/desk/from-phone/")
    for reader in readers:
        answer = reader.locator("article.answer")
        expect(answer).to_contain_text("Aroha, Nine Wells, asks:")
        expect(answer).to_contain_text("Ash is not a germ.")
        expect(answer).to_have_attribute("data-answers", question)
    assert desk.complaints == []


def test_what_was_handed_in_at_once_is_not_said_to_be_only_kept(
    newsroom_server: Newsroom, chromium: Browser
) -> None:
    _flood, address, _question = _arranged(newsroom_server, "at-once")
    phone = _phone(chromium)
    expert = phone.new_page()
    expert.clock.install()
    expert.goto(address)
    _written(expert, "Boil nothing")
    expert.get_by_role("button", name="Hand in").click()
    expect(expert.locator("[data-state='handed-in']")).to_be_visible()
    expert.clock.run_for(5_000)  # longer than it takes until what is typed is kept
    expect(expert.locator("[data-state='handed-in']")).to_be_visible()
    assert expert.evaluate("localStorage.length") == 0
    phone.close()


def test_nothing_is_lost_when_the_link_has_ended_or_the_tab_died(
    newsroom_server: Newsroom, chromium: Browser
) -> None:
    flood, address, _question = _arranged(newsroom_server, "from-train")
    phone = _phone(chromium)
    expert = phone.new_page()
    expert.goto(address)
    _written(expert, "Half a thought")
    expect(expert.locator("[data-state='kept']")).to_be_visible()
    expert.close()
    expert = phone.new_page()
    expert.goto(address)
    expert.wait_for_selector("form[data-is-ready]")
    expect(expert.get_by_label("Your answer")).to_have_value("Half a thought")
    flood.do(_END)
    expert.get_by_label("Your answer").fill("A whole thought")
    expert.get_by_role("button", name="Hand in").click()
    expect(expert.locator("[data-state='closed']")).to_contain_text("stays on this device")
    expect(expert.get_by_label("Your answer")).to_have_value("A whole thought")
    phone.close()


def test_without_script_the_expert_writes_and_hands_in(newsroom_server: Newsroom, chromium: Browser) -> None:
    _flood, address, _question = _arranged(newsroom_server, "no-script")
    context = chromium.new_context(java_script_enabled=False)
    expert = context.new_page()
    expert.goto(address)
    expert.get_by_label("Your answer").fill("First.\n\nSecond.")
    expert.get_by_role("button", name="Save, and go on later").click()
    expect(expert.get_by_text("Saved. The newsroom does not publish it")).to_be_visible()
    expert.get_by_role("button", name="Hand in").click()
    expect(expert.get_by_text("Handed in. The newsroom publishes it")).to_be_visible()
    expect(expert.get_by_label("Your answer")).to_have_value("First.\n\nSecond.")
    context.close()
