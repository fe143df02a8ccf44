"""No change that arrives takes the focus away: it stays where it is, or goes to what stands next, and never to nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acting import Actor
from tests.browser.reading import open_live, post_on, wait_until_applied
from tests.server import Newsroom

#: Something plays in a post: nothing may push it.
_PLAY = """element => {
  const film = element.appendChild(document.createElement('video'));
  Object.defineProperty(film, 'paused', { value: false, configurable: true });
}"""


@pytest.fixture
def posts(alice: Actor) -> list[str]:
    """Four posts, the oldest first; the third is a key event, and key points lead to the first two."""
    posts = [alice.publish(f"Post {number}") for number in range(2)]
    posts += [alice.publish("Dam breaks", is_key_event=True), alice.publish("Last")]
    alice.do("key points", points=[["One", posts[0]], ["Two", posts[1]]])
    return posts


@pytest.fixture
def ready(page: Page, newsroom_server: Newsroom, alice: Actor, posts: list[str]) -> Page:
    open_live(page, newsroom_server, alice)
    page.wait_for_selector("html[data-shares]")
    return page


def _arrived(page: Page, alice: Actor, act: str, **words: Any) -> None:
    """Do this, and wait until the page has applied it."""
    alice.do(act, **words)
    wait_until_applied(page, alice.cursor)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("amend", {"title": "Amended"}),
        ("correct", {"title": "Right", "note": "It was wrong."}),
        ("withdraw", {"reason": "Not confirmed."}),
        ("change time", {"minutes_ago": 300}),
        ("pin", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_link_of_a_post_keeps_it_whatever_becomes_of_the_post(
    ready: Page, alice: Actor, posts: list[str], act: str, words: dict[str, Any]
) -> None:
    link = post_on(ready, posts[2]).locator(".moment a")
    link.focus()
    _arrived(ready, alice, act, post=posts[2], **words)
    expect(link).to_be_focused()


def test_the_share_button_keeps_it_and_leaves_it_to_the_post_that_is_withdrawn(
    ready: Page, alice: Actor, posts: list[str]
) -> None:
    share = post_on(ready, posts[2]).locator(".share")
    share.focus()
    _arrived(ready, alice, "amend", post=posts[2], title="Amended")
    expect(share).to_be_focused()
    _arrived(ready, alice, "withdraw", post=posts[2], reason="Not confirmed.")
    expect(post_on(ready, posts[2])).to_be_focused()


@pytest.mark.parametrize(("leaves", "next_to_it"), [(2, 1), (0, 1)], ids=["in the middle", "the last of all"])
def test_a_post_that_is_taken_down_leaves_it_to_its_neighbour(
    ready: Page, alice: Actor, posts: list[str], leaves: int, next_to_it: int
) -> None:
    post_on(ready, posts[leaves]).locator(".share").focus()
    alice.do("take down", post=posts[leaves])
    expect(post_on(ready, posts[leaves])).to_have_count(0)
    expect(post_on(ready, posts[next_to_it])).to_be_focused()


def test_the_only_post_that_is_taken_down_leaves_it_to_the_stream(
    page: Page, newsroom_server: Newsroom, alice: Actor
) -> None:
    post = alice.publish("Only one")
    open_live(page, newsroom_server, alice)
    page.wait_for_selector("#stream > [data-day]")
    post_on(page, post).locator(".moment a").focus()
    alice.do("take down", post=post)
    expect(post_on(page, post)).to_have_count(0)
    expect(page.locator("#stream")).to_be_focused()
    page.keyboard.press("Tab")
    page.get_by_role("link", name="Skip to the posts").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stream")).to_be_focused()


def test_a_key_point_keeps_it_and_leaves_it_to_the_list(ready: Page, alice: Actor, posts: list[str]) -> None:
    ready.get_by_role("link", name="Two").focus()
    alice.do("key points", points=[["Two, and more of it", posts[1]], ["Three", None]])
    expect(ready.get_by_role("link", name="Two, and more of it")).to_be_focused()
    alice.do("key points", points=[["Three", None]])
    expect(ready.locator("[data-part=key-points] li")).to_have_text(["Three"])
    expect(ready.locator("[data-part=key-points]")).to_be_focused()


def test_a_key_event_keeps_it_and_leaves_it_to_the_posts(ready: Page, alice: Actor, posts: list[str]) -> None:
    event = ready.locator(".key-events li a")
    event.focus()
    alice.do("amend", post=posts[2], title="Dam broken", more={"is_key_event": True})
    expect(event).to_contain_text("Dam broken")
    expect(event).to_be_focused()
    alice.do("take down", post=posts[2])
    expect(event).to_have_count(0)
    expect(ready.locator(":focus")).to_have_count(1)


def test_the_button_leaves_it_to_the_posts_when_nothing_waits_any_longer(
    ready: Page, alice: Actor, posts: list[str]
) -> None:
    post_on(ready, posts[0]).evaluate(_PLAY)
    held = alice.publish("Held")
    button = ready.locator("[data-waiting]")
    expect(button).to_have_text("1 new post")
    button.focus()
    alice.do("take down", post=held)
    expect(button).to_be_hidden()
    expect(ready.locator("#stream")).to_be_focused()


def test_the_control_leaves_it_to_the_line_beside_it_when_the_coverage_ends(
    ready: Page, alice: Actor
) -> None:
    ready.locator("[data-pause]").focus()
    alice.do("phase", phase="closed")
    expect(ready.locator("[data-pause]")).to_be_hidden()
    expect(ready.locator("[data-state]")).to_be_focused()
