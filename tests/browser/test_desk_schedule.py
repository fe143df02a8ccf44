"""The queue at the desk: it counts down for everybody, anyone stops it, and what waits is released by a second person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from stoppress.toolkit import text
from tests import clogged
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom

_LATER = """
from datetime import timedelta
from stoppress.people.models import Member
from stoppress.publishing import schedule
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
for number, title in enumerate(['One', 'Two']):
    moment = clock.now() + timedelta(hours=5 + number)
    schedule.schedule(scene.hand(), scene.blog, moment, wording=Wording(title))
"""


#: Chosen an hour ago, and its moment came twenty seconds ago, when nobody served.
_DUE_MEANWHILE = """
from datetime import timedelta
from stoppress.people.models import Member
from stoppress.publishing import schedule
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
moment = clock.now() - timedelta(seconds=20)
with clock.standing_at(moment - timedelta(hours=1)):
    schedule.schedule(scene.hand(), scene.blog, moment, wording=Wording("The bridge opens"))
"""


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone."""
    return Flood.open(newsroom_server, text.slug(request.node.name.removeprefix("test_"))[:60])


def _rule(flood: Flood, rule: str) -> None:
    flood.do(f"LiveBlog.objects.filter(slug=slug).update({rule})")


def _queue(desk: Desk) -> Locator:
    """What is on its way out, in the opened panel."""
    tab = desk.page.locator('[data-tab="panel-scheduled"]')
    if tab.get_attribute("aria-expanded") != "true":
        tab.click()
    return desk.page.locator("#panel-scheduled [data-outgoing]")


def _write(desk: Desk, title: str) -> None:
    composer = desk.page.locator("[data-composer]")
    composer.locator("[name=title]").fill(title)
    composer.get_by_role("button", name="Publish").click()


def test_what_is_on_its_way_counts_down_at_every_desk_and_anyone_stops_it(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    _rule(flood, "delay_seconds=600")
    alice = Desk.open(context, flood)
    other = chromium.new_context()
    bob = Desk.open(other, flood, "bob")
    _write(alice, "Not so fast")
    line = _queue(bob)
    expect(line).to_contain_text("Not so fast")
    expect(line.locator(".countdown")).to_have_text(re.compile(r"^−0\d:\d\d$"))
    first = line.locator(".countdown").inner_text()
    expect(line.locator(".countdown")).not_to_have_text(first)
    line.get_by_role("button", name="Stop").click()
    expect(line).to_have_count(0)
    expect(_queue(alice)).to_have_count(0)
    assert [(post["title"], post["state"]) for post in flood.posts()] == [("Not so fast", "draft")]
    assert alice.complaints == bob.complaints == []
    other.close()


def test_what_waits_is_released_by_a_second_person_and_stands_on_both_desks(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    _rule(flood, "needs_two_people=True")
    alice = Desk.open(context, flood)
    other = chromium.new_context()
    bob = Desk.open(other, flood, "bob")
    _write(alice, "Read by two")
    expect(_queue(alice)).to_contain_text("Your words: somebody else releases them.")
    _queue(bob).get_by_role("button", name="Release").click()
    for desk in (alice, bob):
        expect(desk.entry("Read by two")).to_be_visible()
        expect(_queue(desk)).to_have_count(0)
    assert alice.complaints == bob.complaints == []
    other.close()


def test_posts_change_places_and_a_moment_is_chosen_in_the_composer(
    context: BrowserContext, flood: Flood
) -> None:
    flood.do(_LATER)
    desk = Desk.open(context, flood)
    expect(_queue(desk).locator(".queue-name")).to_contain_text(["One", "Two"])
    _queue(desk).first.get_by_role("button", name="Later").click()
    expect(_queue(desk).locator(".queue-name")).to_contain_text(["Two", "One"])
    desk.page.locator("[data-composer] [name=title]").fill("Three")
    desk.page.get_by_text("Goes out later", exact=True).first.click()
    desk.page.get_by_role("button", name="Let it go out then").click()
    wrong = desk.page.locator("[data-composer] [data-field=release_at] [data-wrong]")
    expect(wrong).to_have_text("Type the day and the time.")
    expect(desk.page.locator("[data-composer] .field-fold")).to_be_hidden()
    assert desk.complaints == []


def test_what_nobody_served_in_time_goes_out_late_and_every_open_desk_says_so(
    context: BrowserContext, newsroom_folder: Newsroom
) -> None:
    newsroom_folder.start()
    flood = Flood.open(newsroom_folder, "late")
    desk = Desk.open(context, flood)
    line = desk.page.locator("[data-line]")
    expect(line).to_have_attribute("data-state", "line_up")
    newsroom_folder.kill()
    expect(line).to_have_attribute("data-state", "line_down")
    flood.do(_DUE_MEANWHILE)
    newsroom_folder.start()
    expect(desk.entry("The bridge opens")).to_be_visible(timeout=30_000)
    expect(line).to_have_attribute("data-state", "line_up")
    _queue(desk)
    told = desk.page.locator("#panel-scheduled .queue-late")
    expect(told).to_contain_text(re.compile(r"The bridge opens\s+due .+, out .+"))
    expect(desk.page.locator("[data-late]")).to_be_hidden()


def test_the_alarm_stands_above_the_desk_for_as_long_as_something_is_late(
    context: BrowserContext, newsroom_folder: Newsroom
) -> None:
    newsroom_folder.program = "tests.clogged"
    newsroom_folder.start()
    flood = Flood.open(newsroom_folder, "clogged")
    desk = Desk.open(context, flood)
    alarm = desk.page.get_by_role("alert").filter(has_text="is not out")
    expect(alarm).to_be_hidden()
    clog = newsroom_folder.data / clogged.NAME
    clog.touch()
    flood.do(_DUE_MEANWHILE)
    expect(alarm).to_be_visible()
    expect(desk.entry("The bridge opens")).to_have_count(0)
    clog.unlink()
    expect(desk.entry("The bridge opens")).to_be_visible()
    expect(alarm).to_be_hidden()
    assert desk.complaints == []
