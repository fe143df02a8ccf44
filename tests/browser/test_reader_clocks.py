"""Both clocks: the story's by default, the reader's at a tap; times that tell how long ago, and never run backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acting import Actor
from tests.browser.accessibility import faults
from tests.browser.passing_time import install_clock, pass_time, pass_time_until, stop_time
from tests.browser.reading import PARTS, becomes_same, open_live, post_on, visit
from tests.server import Newsroom

#: The story is told in Berlin, the reader is in London.
_STORY = "All times are Berlin time"
_YOURS = "All times are your time"
#: A time in a post as the server writes it, in the place of the post's own.
_TELL = """(element, [moment, html]) => {
  const time = element.querySelector('.moment time');
  time.setAttribute('datetime', moment);
  time.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  document.dispatchEvent(new Event('stoppress:settled'));
}"""
#: Answers that were given ten minutes later than they were.
_FAST = """() => {
  window.right = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await window.right(...asked);
    const headers = new Headers(answer.headers);
    headers.set('date', new Date(Date.parse(headers.get('date')) + 600000).toUTCString());
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
  };
}"""
#: The times in parts that are not told by the clock of London.
_NOT_IN_LONDON = """() => [...document.querySelectorAll('[data-region] time[datetime*=T]')].filter((time) => {
  const told = new Date(time.dateTime).toLocaleTimeString('en-GB', { timeZone: 'Europe/London' });
  return !time.textContent.includes(told.replace(/^0?(\\d+):(\\d+).*/, '$1.$2'));
}).map((time) => time.outerHTML)"""
#: As long ago, and as much more as a busy machine takes.
_TEN = re.compile(r"^1\d min ago$")


def _shows(page: Page, post: str, moment: str, html: str) -> None:
    """Let a post's time be this one, without Trusted Types in the way."""
    post_on(page, post).evaluate(_TELL, [moment, html])


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A reader's page in London on which a test may write HTML."""
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London", bypass_csp=True)
    yield context.new_page()
    context.close()


def test_the_line_names_the_zone_with_its_offset_and_offers_the_other_clock(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    line = page.locator(".team [data-added]")
    expect(line).to_contain_text(_STORY)
    time = post_on(page, post).locator(".moment time")
    story = str(time.text_content())  # where it is seen that it came just now, its day is not
    button = page.get_by_role("button", name="Show your time")
    button.focus()
    page.keyboard.press("Enter")
    expect(line).to_contain_text(_YOURS)
    expect(page.get_by_role("button", name="Show Berlin time")).to_be_focused()
    assert _minutes(str(time.text_content())) == (_minutes(story) - 60) % (24 * 60)
    page.keyboard.press("Enter")
    expect(line).to_contain_text(_STORY)
    assert time.text_content() == story


def _minutes(text: str) -> int:
    hours, minutes = text.split()[0].strip(",").split(".")
    return int(hours) * 60 + int(minutes)


def test_the_choice_is_remembered_and_holds_for_what_comes(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    first = alice.publish("First")
    open_live(page, newsroom_server, alice)
    page.get_by_role("button", name="Show your time").click()
    page.reload()
    expect(page.locator(".team [data-added]")).to_contain_text(_YOURS)
    second = alice.publish("Second")
    alice.do("correct", post=first, title="First", body="", note="It was otherwise.")
    alice.do("header", headline="River falls")
    expect(page.locator("h1")).to_have_text("River falls")
    expect(page.locator(".team [data-added]")).to_contain_text(_YOURS)
    expect(post_on(page, first).locator(".correction")).to_be_attached()
    expect(post_on(page, second)).to_be_attached()
    expect(page.locator("[data-state] time")).to_be_attached()
    assert page.evaluate(_NOT_IN_LONDON) == []


def test_what_a_part_says_is_given_back_byte_for_byte(
    page: Page, chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("First")
    alice.do("pin", post=alice.publish(""))
    alice.do("correct", post=post, title="First", body="", note="It was otherwise.")
    alice.do("withdraw", post=alice.publish("Third"), reason="Not confirmed.")
    open_live(page, newsroom_server, alice)
    own = page.get_by_role("button", name="Show your time")
    expect(own).to_be_visible()
    before = page.evaluate(PARTS, 0)
    own.click()
    expect(page.locator(".team [data-added]")).to_contain_text(_YOURS)
    assert page.evaluate(PARTS, 0) != before
    page.get_by_role("button", name="Show Berlin time").click()
    expect(page.locator(".team [data-added]")).to_contain_text(_STORY)
    assert page.evaluate(PARTS, 0) == before
    silent = chromium.new_context(java_script_enabled=False)
    fresh = silent.new_page()
    visit(fresh, newsroom_server, alice)
    becomes_same(page, fresh, PARTS, 0)
    silent.close()


def test_a_time_on_another_day_of_the_reader_shows_its_day(
    plain: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Midnight")
    open_live(plain, newsroom_server, alice)
    plain.get_by_role("button", name="Show your time").click()
    expect(plain.locator(".team [data-added]")).to_contain_text(_YOURS)
    time = post_on(plain, post).locator(".moment time")
    other = alice.publish("Another")
    expect(post_on(plain, other)).to_be_attached()
    for html, said in (
        ("0.30 <span>24 Nov</span>", "23.30 23 Nov"),
        ("0.30", "23.30, 23 Nov"),
        ("0.30, 24 November 2026", "23.30, 23 November 2026"),
        ("24 Nov, 0.30", "23 Nov, 23.30"),
        ("half past midnight", "23.30, 23 Nov"),
    ):
        _forget(plain, post)
        _shows(plain, post, "2026-11-24T00:30:00+01:00", html)
        expect(time).to_have_text(said)
    _forget(plain, post)
    _shows(plain, post, "2026-11-24T12:30:00+01:00", "12.30 <span>24 Nov</span>")
    expect(time).to_have_text("11.30 24 Nov")


def _forget(page: Page, post: str) -> None:
    """A fresh element, as when the part is put anew."""
    post_on(page, post).locator(".moment time").evaluate("time => time.replaceWith(time.cloneNode(true))")


@pytest.mark.parametrize(
    ("moment", "html", "said"),
    [
        ("2026-03-29T01:59:00+01:00", "1.59 <span>29 Mar</span>", "0.59 29 Mar"),
        ("2026-03-29T03:00:00+02:00", "3.00 <span>29 Mar</span>", "2.00 29 Mar"),
        ("2026-10-25T02:30:00+02:00", "2.30 <span>25 Oct</span>", "1.30 25 Oct"),
        ("2026-10-25T02:30:00+01:00", "2.30 <span>25 Oct</span>", "1.30 25 Oct"),
    ],
)
def test_each_time_follows_the_offset_of_its_own_day(
    plain: Page, newsroom_server: Newsroom, alice: Actor, moment: str, html: str, said: str
) -> None:
    """The night in which the clocks change, in spring and in autumn."""
    post = alice.publish("Night")
    open_live(plain, newsroom_server, alice)
    plain.get_by_role("button", name="Show your time").click()
    _forget(plain, post)
    _shows(plain, post, moment, html)
    expect(post_on(plain, post).locator(".moment time")).to_have_text(said)


def test_the_line_says_both_offsets_where_the_clocks_have_changed(
    plain: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Before")
    open_live(plain, newsroom_server, alice)
    line = plain.locator(".team [data-added]")
    expect(line).to_contain_text("(GMT+")
    for moment in ("2026-07-01T12:00:00+02:00", "2026-01-01T12:00:00+01:00"):
        _shows(plain, post, moment, "12.00 <span>1 Jul</span>")
    texts = []
    for moment in ("2026-07-01T12:00:00+02:00", "2026-01-01T12:00:00+01:00"):
        _shows(plain, post, moment, "12.00 <span>1 Jul</span>")
        texts.append(line.inner_text())
    # Whatever the season of this test, one of them is in the other half of the year.
    assert sorted(("GMT+2, now GMT+1" in text) or ("GMT+1, now GMT+2" in text) for text in texts) == [
        False,
        True,
    ]


def test_the_longest_line_fits_the_narrowest_page(
    plain: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """WCAG 1.4.10."""
    plain.set_viewport_size({"width": 320, "height": 640})
    post = alice.publish("Before")
    open_live(plain, newsroom_server, alice)
    expect(plain.locator(".team [data-added]")).to_contain_text("(GMT+")
    for moment in ("2026-07-01T12:00:00+02:00", "2026-01-01T12:00:00+01:00"):
        _shows(plain, post, moment, "12.00 <span>1 Jul</span>")
        assert plain.evaluate("document.documentElement.scrollWidth") == 320


def test_who_is_in_the_storys_zone_is_offered_nothing(
    chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/Rome")
    page = context.new_page()
    open_live(page, newsroom_server, alice)
    expect(page.locator(".team [data-added]")).to_contain_text(_STORY)
    expect(page.locator("[data-clock-choice]")).to_have_count(0)
    context.close()


def test_a_fresh_post_says_how_long_ago_it_came_and_grows_older(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    install_clock(page)
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    pass_time_until(page, ".ago")
    _cut_off(page)
    for minutes in (4, 5):
        pass_time_until(page, f'.ago:text-is("{minutes} min ago")')
    pass_time(page, 3_600)
    expect(post_on(page, post).locator(".ago")).to_have_count(0)


def _cut_off(page: Page) -> None:
    """The server's clock does not follow the one that the test moves."""
    page.route("**/live/**", lambda route: route.abort())


@pytest.mark.parametrize("years", [-9, 7], ids=["behind", "ahead"])
def test_how_long_ago_is_right_whatever_the_readers_clock_says(
    page: Page, newsroom_server: Newsroom, alice: Actor, years: int
) -> None:
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {years} * 31556952000;")
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    expect(post_on(page, post).locator(".ago")).to_have_text(re.compile(r"^(just now|\d min ago)$"))


def test_how_long_ago_stands_still_while_updates_are_paused(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """WCAG 2.2.2."""
    install_clock(page)
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    pass_time_until(page, ".ago")
    ago = post_on(page, post).locator(".ago")
    stop_time(page)
    _cut_off(page)
    page.locator("[data-pause]").click()
    expect(page.locator("main")).to_have_attribute("data-live", "paused")
    said = ago.inner_text()
    pass_time(page, 600)
    assert ago.inner_text() == said
    page.locator("[data-pause]").click()
    expect(ago).to_have_text(_TEN)


def test_how_long_ago_never_runs_backwards(page: Page, newsroom_server: Newsroom, alice: Actor) -> None:
    """A server's clock that was ten minutes fast is put right."""
    install_clock(page)
    post = alice.publish("First")
    open_live(page, newsroom_server, alice)
    pass_time_until(page, ".ago")
    ago = post_on(page, post).locator(".ago")
    page.evaluate(_FAST)
    pass_time_until(page, ".ago:text-matches('^1. min ago$')")
    page.evaluate("window.fetch = window.right")
    with page.expect_response("**/live/since/*"):
        page.evaluate("dispatchEvent(new Event('online'))")
    pass_time(page, 20)
    expect(ago).to_have_text(_TEN)


def test_without_script_the_times_stand(chromium: Browser, newsroom_server: Newsroom, alice: Actor) -> None:
    post = alice.publish("First")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, newsroom_server, alice)
    expect(page.locator(".team")).to_contain_text("All times are Berlin time.")
    expect(post_on(page, post).locator(".moment time")).to_be_visible()
    expect(page.locator(".ago, [data-clock-choice]")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_readers_clock_has_no_faults(
    page: Page, newsroom_server: Newsroom, alice: Actor, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    alice.publish("First")
    open_live(page, newsroom_server, alice)
    page.get_by_role("button", name="Show your time").click()
    expect(page.locator(".ago")).to_be_attached()
    assert faults(page) == []
