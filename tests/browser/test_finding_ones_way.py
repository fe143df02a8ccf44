"""Days between the posts, key events as links, and both orders: after changes as after a fresh load, and without script."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.acting import Actor
from tests.browser.reading import becomes_same, open_live, visit
from tests.server import Newsroom

#: The stream as readers see it: headings by their outer html, posts by their key.
STREAM = """() => [...document.querySelector('#stream').children].map(each =>
  each.getAttribute('data-part') ?? each.outerHTML)"""


def _at(day: int, clock: str) -> str:
    """A moment of November 2026 in Berlin, which is the story's zone."""
    return f"2026-11-{day:02d}T{clock}:00+01:00"


def _publish(alice: Actor, title: str, at: str, *, is_key_event: bool = False) -> str:
    return str(
        alice.do(
            "publish", title=title, body="<p>Words.</p>" * 8, at=at, more={"is_key_event": is_key_event}
        )["post"]
    )


def _same_as_fresh(page: Page, chromium: Browser) -> list[str]:
    """Wait until the page reads as a fresh load does; return how that is."""
    somebody_else = chromium.new_context()  # whose cache holds nothing
    fresh = somebody_else.new_page()
    fresh.goto(page.url)
    becomes_same(page, fresh, STREAM)
    read = list(fresh.evaluate(STREAM))
    somebody_else.close()
    return read


def _days(stream: list[str]) -> list[str]:
    return [each.partition('data-day="')[2][:10] for each in stream if each.startswith("<h2")]


def _applied(page: Page, cursor: str) -> None:
    page.wait_for_selector(f'main[data-applied="{cursor}"]')


def test_after_midnight_the_page_is_as_a_fresh_load(
    page: Page, chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    first = _publish(alice, "Evening", _at(23, "22:10"))
    late = _publish(alice, "Late", _at(23, "23:50"))
    open_live(page, newsroom_server, alice)
    assert _days(_same_as_fresh(page, chromium)) == ["2026-11-23"]
    early = _publish(alice, "After midnight", _at(24, "00:10"))
    expect(page.locator(f"#post-{early}")).to_be_visible()
    assert _days(_same_as_fresh(page, chromium)) == ["2026-11-24", "2026-11-23"]
    expect(page.locator("#stream h2.day").first).to_have_text("Tuesday 24 November")
    alice.do("time", post=early, published_at=_at(23, "23:00"), at=_at(24, "01:00"))
    expect(page.locator(f"#post-{late} + #post-{early}")).to_be_attached()
    assert _days(_same_as_fresh(page, chromium)) == ["2026-11-23"]
    morning = _publish(alice, "Morning", _at(25, "07:00"))
    expect(page.locator(f"#post-{morning}")).to_be_visible()
    withdrawn = alice.do("withdraw", post=morning, reason="Too early.")
    expect(page.locator(f"#post-{morning}.withdrawn")).to_be_visible()
    assert _days(_same_as_fresh(page, chromium)) == ["2026-11-25", "2026-11-23"]
    assert withdrawn
    alice.do("take down", post=morning)
    expect(page.locator(f"#post-{morning}")).to_have_count(0)
    assert _days(_same_as_fresh(page, chromium)) == ["2026-11-23"]
    for post in (first, late, early):
        alice.do("take down", post=post)
    expect(page.locator("#stream > *")).to_have_count(0)
    assert _same_as_fresh(page, chromium) == []


def test_a_heading_of_a_new_day_moves_nothing_that_is_read(
    page: Page, chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [_publish(alice, f"Post {number}", _at(23, f"{10 + number}:00")) for number in range(12)]
    open_live(page, newsroom_server, alice)
    read = page.locator(f"#post-{posts[3]}")
    read.scroll_into_view_if_needed()
    page.evaluate(
        "id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", f"post-{posts[3]}"
    )
    before = read.evaluate("post => Math.round(post.getBoundingClientRect().top)")
    alice.do("time", post=posts[11], published_at=_at(22, "10:00"), at=_at(24, "08:00"))
    expect(page.locator(f"#post-{posts[0]} + h2 + #post-{posts[11]}")).to_be_attached()
    alice.do("time", post=posts[10], published_at=_at(24, "07:00"), at=_at(24, "08:01"))
    expect(page.locator(f"#stream > h2:first-child + #post-{posts[10]}")).to_be_attached()
    assert abs(read.evaluate("post => Math.round(post.getBoundingClientRect().top)") - before) <= 1


def test_a_key_event_leads_to_its_post_here_or_on_its_own_page(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = _publish(alice, "The dam breaks", _at(23, "10:00"), is_key_event=True)
    for number in range(22):
        _publish(alice, f"Post {number}", _at(23, f"11:{number:02d}"))
    open_live(page, newsroom_server, alice)
    new = _publish(alice, "All are safe", _at(24, "10:00"), is_key_event=True)
    events = page.locator(".key-events li a")
    expect(events).to_have_count(2)
    page.evaluate("window.stayed = true")
    events.first.click()
    expect(page.locator(f"#post-{new}")).to_be_focused()
    assert page.evaluate("window.stayed")
    events.nth(1).click()
    page.wait_for_url(f"**/p/{old}/")
    expect(page.locator('[data-region="shared"]')).to_contain_text("The dam breaks")
    page.get_by_role("link", name="All 2 key events").click()
    page.wait_for_url("**/key-events/")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Tuesday 24 November 2026", "Monday 23 November 2026"]
    )
    page.get_by_role("link", name="The dam breaks").click()
    page.wait_for_url(f"**/p/{old}/")


def test_a_key_point_leads_to_its_post_that_has_left_the_page(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    old = _publish(alice, "The dam breaks", _at(23, "10:00"))
    for number in range(22):
        _publish(alice, f"Post {number}", _at(23, f"11:{number:02d}"))
    alice.do("key points", points=[["The dam has broken", old]])
    open_live(page, newsroom_server, alice)
    page.get_by_role("link", name="The dam has broken").click()
    page.wait_for_url(f"**/p/{old}/")
    expect(page.locator('[data-region="shared"]')).to_contain_text("The dam breaks")


def test_posts_are_articles_with_names_and_what_is_listed_is_a_list(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    titled = _publish(alice, "The dam breaks", _at(23, "10:00"), is_key_event=True)
    _publish(alice, "", _at(23, "10:05"))
    alice.do("withdraw", post=_publish(alice, "Rumour", _at(23, "10:10")), reason="Not confirmed.")
    alice.do("key points", points=[["The dam has broken", titled], ["Nobody is hurt", None]])
    open_live(page, newsroom_server, alice)
    stream = page.get_by_role("region", name="Posts, newest first")
    expect(stream.get_by_role("article")).to_have_count(3)
    for name in ("Withdrawn post", "Post of 10.05", "The dam breaks"):
        expect(stream.get_by_role("article", name=name)).to_be_visible()
    expect(stream.get_by_role("heading", level=2)).to_have_text(["Monday 23 November", "The dam breaks"])
    events = page.get_by_role("navigation", name="Key events")
    expect(events.get_by_role("list").get_by_role("listitem")).to_have_count(1)
    points = page.locator('[data-part="key-points"]').get_by_role("list").get_by_role("listitem")
    expect(points).to_have_count(2)


def test_without_script_both_orders_lead_through_all_posts(
    chromium: Browser, newsroom_server: Newsroom, alice: Actor
) -> None:
    posts = [
        _publish(
            alice, f"Post {number}", _at(20 + number // 10, f"10:{number:02d}"), is_key_event=number == 3
        )
        for number in range(45)
    ]
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, newsroom_server, alice)
    _follow(page.get_by_role("link", name="Oldest first"))
    found = _posts(page)
    expect(page.locator("#stream h2.day").first).to_have_text("Friday 20 November 2026")
    page.locator(".key-events li a").click()
    page.wait_for_url(f"**/*#post-{posts[3]}")
    while page.locator('a[rel="next"]').count():
        _follow(page.locator('a[rel="next"]').first)
        found += _posts(page)
    assert found == posts
    expect(page.locator(".phase")).to_have_text("From the start, page 3")
    _follow(page.get_by_role("link", name="Newest first"))
    found = _posts(page)
    _follow(page.locator('a[rel="prev"]'))
    found += _posts(page)
    while page.locator('a[rel="prev"]').count():
        _follow(page.locator('a[rel="prev"]').first)
        found += _posts(page)
    assert list(dict.fromkeys(reversed(found))) == posts
    _follow(page.locator('a[rel="next"]').first)
    assert posts[20] in _posts(page)
    context.close()


def _follow(link: Locator) -> None:
    """Click it, and wait for the page it leads to."""
    with link.page.expect_navigation():
        link.click()


def _posts(page: Page) -> list[str]:
    """The posts of the page, from its top down."""
    keys = page.locator("#stream > [data-part]").evaluate_all("all => all.map(one => one.dataset.part)")
    return [key.removeprefix("post/") for key in keys]
