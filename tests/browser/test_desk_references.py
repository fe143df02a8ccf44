"""References at the desk, in a real browser: linked while one writes, chosen in place, picked at “@”, watched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from stoppress.toolkit import text
from tests.browser.desk import Desk, Flood
from tests.server import Newsroom


@pytest.fixture
def flood(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone, with a post of this morning at 0.05, two at 0.07 and one of another day."""
    found = Flood.open(newsroom_server, text.slug(request.node.name.removeprefix("test_")))
    found.do(_AT)
    return found


_AT = """
from datetime import timedelta
from stoppress.people.models import Member
from stoppress.publishing import times
from stoppress.toolkit import clock
scene = Scene(Member.objects.get(email='bob@courier.example'), slug)
local = clock.now().astimezone(scene.blog.time_zone).replace(second=1, microsecond=0)
def at(title, hours_back, minute):
    moment = (local - timedelta(hours=hours_back)).replace(minute=minute)
    with clock.standing_at(moment.astimezone(clock.now().tzinfo)):
        scene.publish(title, "<p>Words.</p>")
at("Dam holds", 3, 5)
at("Bridge closed", 3, 7)
at("Bridge shut again", 3, 7)
"""


def clock_of(flood: Flood, title: str) -> str:
    """The time that stands beside this post."""
    return flood.do(
        f"post = Post.objects.select_related('blog').get(blog__slug=slug, title={title!r})\n"
        "local = post.published_at.astimezone(post.blog.time_zone)\n"
        "print(f'{local.hour}.{local.minute:02d}')"
    ).strip()


def post_of(flood: Flood, title: str) -> str:
    return flood.do(f"print(Post.objects.get(blog__slug=slug, title={title!r}).public_id)").strip()


def test_a_phrase_is_linked_while_it_is_written_and_published_as_it_stood(
    context: BrowserContext, flood: Flood
) -> None:
    time, target = clock_of(flood, "Dam holds"), post_of(flood, "Dam holds")
    desk = Desk.open(context, flood)
    desk.write("Later", f"It rises (see {time} post) again.")
    node = desk.text.locator(f'span[data-reference="{target}"]')
    expect(node).to_have_text(f"see {time} post")
    linked = f'<p>It rises (<span data-reference="{target}">see {time} post</span>) again.</p>'
    assert desk.body() == linked
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    assert flood.posts()[0]["body"] == linked
    expect(desk.entry("Later").locator("a.reference")).to_contain_text(f"see {time} post")
    expect(desk.entry("Dam holds").locator(".referred")).to_be_visible()
    assert desk.complaints == []


def test_of_two_posts_of_that_minute_one_is_chosen_in_place_by_keyboard(
    context: BrowserContext, flood: Flood
) -> None:
    time, target = clock_of(flood, "Bridge closed"), post_of(flood, "Bridge closed")
    desk = Desk.open(context, flood)
    desk.write("Later", f"(see {time} post)")
    flag = desk.composer.locator(".flag-several")
    expect(flag).to_contain_text(f"“see {time} post”: which post is it?")
    desk.page.keyboard.press("Tab")
    expect(flag.get_by_role("button").first).to_be_focused()
    desk.page.keyboard.press("ArrowDown")
    expect(flag.get_by_role("button", name="Bridge closed")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.text.locator(f'span[data-reference="{target}"]')).to_be_visible()
    expect(flag).to_have_count(0)
    expect(desk.text).to_be_focused()
    assert desk.complaints == []


def test_words_that_lead_nowhere_are_told_and_can_be_left_as_words(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.write("Later", "As we reported at 27.10, no; as we reported at 3:33 yes")
    flag = desk.composer.locator(".flag-none")
    expect(flag).to_contain_text("leads nowhere: no post stands at that time")
    flag.get_by_role("button", name="Leave it as words").click()
    expect(flag).to_have_count(0)
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")


def test_what_leads_nowhere_is_told_after_publishing_and_linked_in_the_panel(
    context: BrowserContext, flood: Flood
) -> None:
    target = post_of(flood, "Dam holds")
    desk = Desk.open(context, flood)
    tab = desk.page.get_by_role("button", name="Watch")
    expect(tab).not_to_contain_text(re.compile(r"\d"))
    desk.write("Later", "As we reported at 3:33")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published. 1 reference leads nowhere yet.")
    expect(tab).to_contain_text("1")
    tab.click()
    line = desk.page.locator("[data-watched-line]")
    expect(line).to_contain_text("no post stands at that time")
    line.locator("select").select_option(target)
    line.get_by_role("button", name="Link").click()
    expect(desk.entry("Later").locator(f'a.reference[data-reference="{target}"]')).to_be_visible()
    expect(desk.page.locator("[data-watched-line]")).to_have_count(0)
    expect(tab).not_to_contain_text(re.compile(r"\d"))
    assert desk.complaints == []


def test_the_picker_opens_at_the_sign_narrows_and_inserts(context: BrowserContext, flood: Flood) -> None:
    time, target = clock_of(flood, "Dam holds"), post_of(flood, "Dam holds")
    desk = Desk.open(context, flood)
    desk.write("Later", "It rises (@")
    options = desk.composer.locator(".picker [role=option]")
    expect(options).to_have_count(3)
    expect(options.first).to_contain_text("Bridge shut again")
    desk.page.keyboard.type("bridge")
    expect(options).to_have_count(2)
    desk.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    active = desk.text.get_attribute("aria-activedescendant")
    assert active == options.nth(1).get_attribute("id")
    desk.page.keyboard.press("Escape")
    expect(desk.composer.get_by_role("listbox")).to_be_hidden()
    for _ in "@bridge":
        desk.page.keyboard.press("Backspace")
    desk.page.keyboard.type(f"@{time}")
    expect(options).to_have_count(1)
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(").")
    assert desk.body() == f'<p>It rises (<span data-reference="{target}">see {time} post</span>).</p>'
    assert desk.complaints == []


def test_a_reference_is_held_when_its_post_is_amended(context: BrowserContext, flood: Flood) -> None:
    target = post_of(flood, "Dam holds")
    body = f'<p>One (<span data-reference="{target}">see our report</span>), two.</p>'
    flood.publish("Refers", body)
    desk = Desk.open(context, flood)
    entry = desk.entry("Refers")
    entry.get_by_role("link", name="Amend").click()
    form = entry.locator("form.amend")
    expect(form.locator("desk-editor.is-rich .editor-text span[data-reference]")).to_have_text(
        "see our report"
    )
    form.locator("[name=title]").fill("Refers still")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.entry("Refers still")).to_be_visible()
    assert flood.posts()[0]["body"] == body


def test_a_post_in_the_stream_is_named_in_the_composer(context: BrowserContext, flood: Flood) -> None:
    time, target = clock_of(flood, "Dam holds"), post_of(flood, "Dam holds")
    desk = Desk.open(context, flood)
    desk.write("Later", "Before, ")
    desk.entry("Dam holds").get_by_role("button", name="Refer to it").click()
    assert desk.body() == f'<p>Before, <span data-reference="{target}">see {time} post</span></p>'


def test_a_corrected_target_is_watched_until_somebody_says_that_it_stands(
    context: BrowserContext, flood: Flood
) -> None:
    target = post_of(flood, "Dam holds")
    flood.publish("Refers", f'<p><span data-reference="{target}">see our report</span></p>')
    desk = Desk.open(context, flood)
    entry = desk.entry("Dam holds")
    entry.get_by_role("link", name="Correct", exact=True).click()
    entry.locator("[name=note]").fill("It did not hold.")
    desk.page.keyboard.press("Control+Enter")
    tab = desk.page.get_by_role("button", name="Watch")
    expect(tab).to_contain_text("1")
    tab.click()
    line = desk.page.locator("[data-watched-line]")
    expect(line).to_contain_text("which was corrected at")
    line.get_by_role("link", name="Open it to amend").click()
    expect(desk.entry("Refers").locator("form.amend")).to_be_visible()
    line.get_by_role("button", name="Still right").click()
    expect(desk.page.locator("[data-watched-line]")).to_have_count(0)
    assert desk.complaints == []


def test_a_link_on_an_open_page_turns_into_its_tombstone_and_words(
    context: BrowserContext, flood: Flood
) -> None:
    target = post_of(flood, "Dam holds")
    origin = flood.publish("Refers", f'<p>(<span data-reference="{target}">see our report</span>)</p>')
    reader = context.new_page()
    reader.goto(f"{flood.newsroom.url}/{flood.slug}/")
    link = reader.locator(f"#post-{origin} a.reference")
    expect(link).to_have_attribute("title", "Dam holds")
    link.click()
    expect(reader.locator(f"#post-{target}")).to_be_focused()
    reader.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    who = "from stoppress.people.models import Member\nscene = Scene(Member.objects.get(email='alice@courier.example'), slug)\n"
    flood.do(
        f"{who}from stoppress.publishing import posts\nposts.withdraw(scene.hand(), scene.blog, {target!r}, 1, 'No')"
    )
    expect(reader.locator(f"#post-{origin} a.reference.is-withdrawn s time")).to_be_visible()
    flood.do(
        f"{who}from stoppress.publishing import take_down\ntake_down.take_down(scene.hand(), scene.blog, {target!r}, 'Law')"
    )
    expect(reader.locator(f"#post-{origin} .body")).to_have_text("(a post that was removed)")
    expect(reader.locator(f"#post-{target}")).to_have_count(0)
