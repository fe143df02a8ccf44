"""Nothing moves under the reader, nothing that is in use is taken away, and everything works by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acting import Actor
from tests.browser.reading import open_live, post_on, visit, wait_for_modules
from tests.server import Newsroom

_LONG = "<p>Words and more words.</p>" * 12
#: As a browser that never keeps a place by itself, such as those of phones until lately.
_NO_ANCHORING = "document.documentElement.style.overflowAnchor = 'none'"
#: A post of twelve paragraphs of which each is known by its number.
_NUMBERED = "".join(f"<p>Paragraph {number} of a long report.</p>" for number in range(40))


@pytest.fixture
def ready(page: Page, newsroom_server: Newsroom, alice: Actor) -> Page:
    """A live page with eight long posts; `alice.posts` are their ids, the oldest first."""
    alice.posts = [alice.publish(f"Post {number}", _LONG) for number in range(8)]  # type: ignore[attr-defined]
    open_live(page, newsroom_server, alice)
    wait_for_modules(page)
    return page


def _top(locator: Locator) -> float:
    return float(locator.evaluate("element => element.getBoundingClientRect().top"))


def _read(locator: Locator, at: int = 200) -> float:
    """Scroll so that this stands so far below the top of the window; returns where it stands."""
    locator.evaluate(f"element => scrollBy(0, element.getBoundingClientRect().top - {at})")
    return _top(locator)


@pytest.mark.parametrize("anchors", ["", _NO_ANCHORING], ids=["with anchoring", "without"])
def test_what_is_read_stays_while_everything_above_it_changes(
    ready: Page, alice: Actor, anchors: str
) -> None:
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    if anchors:
        ready.evaluate(anchors)
    stood = _read(post_on(ready, posts[2]))
    alice.do("amend", post=posts[7], title="Longer", body=_LONG * 3)
    expect(post_on(ready, posts[7])).to_contain_text("Longer")
    assert abs(_top(post_on(ready, posts[2])) - stood) <= 1
    alice.do("pin", post=posts[5])
    expect(ready.locator('[data-part="pinned"]')).to_be_attached()
    assert abs(_top(post_on(ready, posts[2])) - stood) <= 1
    alice.do("withdraw", post=posts[6], reason="Not confirmed.")
    expect(post_on(ready, posts[6])).to_contain_text("Not confirmed.")
    assert abs(_top(post_on(ready, posts[2])) - stood) <= 1
    alice.do(
        "header", headline="A headline that is so much longer that it needs another line and one more " * 2
    )
    expect(ready.locator("h1")).to_contain_text("so much longer")
    assert abs(_top(post_on(ready, posts[2])) - stood) <= 1


def test_a_note_above_the_line_being_read_does_not_push_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Report", _NUMBERED)
    alice.publish("Newer", _LONG)
    open_live(page, newsroom_server, alice)
    line = page.get_by_text("Paragraph 20 of")
    stood = _read(line, 40)
    alice.do("correct", post=post, title="Report", body=_NUMBERED, note="It was otherwise.\nAnd so was this.")
    expect(post_on(page, post).locator(".correction")).to_be_attached()
    assert abs(_top(line) - stood) <= 1


def test_coming_up_to_the_top_shows_what_waited_without_a_jump(ready: Page, alice: Actor) -> None:
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    _read(post_on(ready, posts[3]))
    fresh = alice.publish("News", _LONG)
    expect(ready.locator("[data-waiting]")).to_have_text("1 new post")
    ready.evaluate("scrollTo(0, 20)")
    expect(post_on(ready, fresh)).to_be_attached()
    expect(ready.locator("[data-waiting]")).to_be_hidden()


def test_a_playing_film_holds_its_part_until_it_stops(ready: Page, alice: Actor) -> None:
    post = alice.posts[7]  # type: ignore[attr-defined]
    post_on(ready, post).evaluate(
        """element => {
          const film = element.appendChild(document.createElement('video'));
          Object.defineProperty(film, 'paused', { value: false, configurable: true });
        }"""
    )
    alice.do("amend", post=post, title="Amended")
    other = alice.publish("Other")
    expect(ready.locator("[data-waiting]")).to_have_text("1 new post")
    expect(post_on(ready, post)).not_to_contain_text("Amended")
    post_on(ready, post).evaluate(
        """element => {
          const film = element.querySelector('video');
          Object.defineProperty(film, 'paused', { value: true });
          film.dispatchEvent(new Event('pause'));
        }"""
    )
    expect(post_on(ready, post)).to_contain_text("Amended")
    expect(post_on(ready, other)).to_be_attached()


def test_who_selects_words_is_not_pushed(ready: Page, alice: Actor) -> None:
    post = alice.posts[7]  # type: ignore[attr-defined]
    post_on(ready, post).locator("p").last.evaluate("element => getSelection().selectAllChildren(element)")
    stood = _top(post_on(ready, post))
    other = alice.publish("Other")
    expect(ready.locator("[data-waiting]")).to_have_text("1 new post")
    assert abs(_top(post_on(ready, post)) - stood) <= 1
    ready.evaluate("getSelection().empty()")
    expect(post_on(ready, other)).to_be_attached()


def test_the_focus_stays_on_its_link_when_the_post_changes(ready: Page, alice: Actor) -> None:
    post = alice.posts[6]  # type: ignore[attr-defined]
    link = post_on(ready, post).locator(".moment a")
    link.focus()
    alice.do("amend", post=post, title="Amended")
    expect(post_on(ready, post)).to_contain_text("Amended")
    expect(link).to_be_focused()


def test_the_focus_is_not_lost_when_its_post_leaves(ready: Page, alice: Actor) -> None:
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    post_on(ready, posts[6]).locator(".moment a").focus()
    alice.do("take down", post=posts[6])
    expect(post_on(ready, posts[6])).to_have_count(0)
    expect(post_on(ready, posts[5])).to_be_focused()


def test_by_keyboard_one_gets_to_the_posts_the_news_and_the_control(ready: Page, alice: Actor) -> None:
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    ready.keyboard.press("Tab")
    expect(ready.get_by_role("link", name="Skip to the posts")).to_be_focused()
    expect(ready.get_by_role("link", name="Skip to the posts")).to_be_in_viewport()
    ready.keyboard.press("Enter")
    ready.keyboard.press("Tab")
    expect(post_on(ready, posts[7]).locator(".moment a")).to_be_focused()
    _read(post_on(ready, posts[4]))
    fresh = alice.publish("News")
    button = ready.get_by_role("button", name="1 new post")
    expect(button).to_be_visible()
    button.focus()
    ready.keyboard.press("Enter")
    expect(post_on(ready, fresh)).to_be_focused()
    control = ready.get_by_role("button", name="Updates: on")
    control.focus()
    ready.keyboard.press("Space")
    expect(ready.get_by_role("button", name="Updates: paused")).to_be_focused()


def test_a_folded_list_of_key_points_stays_folded(ready: Page, alice: Actor) -> None:
    alice.do("key points", points=[["One", None]])
    ready.locator("summary").click()
    expect(ready.locator("[data-part=key-points] li")).to_be_hidden()
    alice.do("key points", points=[["One", None], ["Two", None]])
    expect(ready.locator("[data-part=key-points] li")).to_have_count(2)
    expect(ready.locator("[data-part=key-points] li").first).to_be_hidden()


def test_what_was_withdrawn_or_taken_down_leaves_a_paused_page_too(ready: Page, alice: Actor) -> None:
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    ready.get_by_role("button", name="Updates: on").click()
    alice.do("withdraw", post=posts[7], reason="Not confirmed.")
    alice.do("take down", post=posts[6])
    expect(post_on(ready, posts[7])).to_contain_text("Not confirmed.")
    expect(post_on(ready, posts[6])).to_have_count(0)


def test_the_oldest_fold_away_when_the_page_has_grown_long(ready: Page, alice: Actor) -> None:
    """P-2.4: what was folded away is below the floor, and an edit of it does not bring it back."""
    posts: list[str] = alice.posts  # type: ignore[attr-defined]
    for number in range(195):
        last = alice.publish(f"Later {number}", "")
    expect(post_on(ready, last)).to_be_attached()
    expect(ready.locator("[data-region=stream] > [data-part]")).to_have_count(200)
    expect(post_on(ready, posts[2])).to_have_count(0)
    older = ready.get_by_role("link", name="Older posts")
    expect(older).to_have_attribute("href", f"/{alice.slug}/before/{posts[3]}")
    alice.do("amend", post=posts[2], title="Amended", body="")
    alice.do("amend", post=posts[3], title="Amended too", body="")
    expect(post_on(ready, posts[3])).to_contain_text("Amended too")
    expect(post_on(ready, posts[2])).to_have_count(0)
    older.click()
    expect(ready.locator(f'[data-part="post/{posts[2]}"]')).to_contain_text("Amended")
    expect(ready.locator(f'[data-part="post/{posts[3]}"]')).to_have_count(0)


def test_a_post_below_the_window_is_not_put_into_it(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """P-2.4."""
    old = alice.publish("Old")
    newer = [alice.publish(f"Newer {number}") for number in range(20)]
    open_live(page, newsroom_server, alice)
    alice.do("amend", post=old, title="Amended")
    alice.do("amend", post=newer[0], title="Last of all")
    expect(post_on(page, newer[0])).to_contain_text("Last of all")
    expect(post_on(page, old)).to_have_count(0)


def test_a_shared_post_stands_on_top_and_changes_where_it_stands(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    """P-3.6, P-6.2."""
    post = alice.publish("Shared")
    open_live(page, newsroom_server, alice, f"p/{post}/")
    shared = page.locator('[data-region="shared"]')
    alice.do("amend", post=post, title="Amended")
    expect(shared).to_contain_text("Amended")
    alice.do("header", headline="River falls")
    expect(page.locator("h1")).to_have_text("River falls")
    expect(page).to_have_title("Shared – River rises")
    alice.do("take down", post=post)
    expect(shared.locator("article")).to_have_count(0)


def test_another_life_of_the_page_is_offered_to_who_is_in_the_middle(
    page: Page, newsroom_folder: Newsroom
) -> None:
    """P-2.5, P-5.4."""
    newsroom_folder.start()
    alice = Actor(newsroom_folder, "restored")
    posts = [alice.publish(f"Post {number}", _LONG) for number in range(6)]
    visit(page, newsroom_folder, alice)
    page.wait_for_selector('main[data-live="stream"]')
    stood = _read(post_on(page, posts[2]))
    epoch = (page.locator("main").get_attribute("data-cursor") or "").split("-")[0]
    newsroom_folder.run("restored")
    button = page.get_by_role("button", name="load it again")
    expect(button).to_be_visible()
    assert abs(_top(post_on(page, posts[2])) - stood) <= 1
    button.click()
    page.wait_for_selector(f'main[data-live="stream"]:not([data-cursor^="{epoch}"])')
