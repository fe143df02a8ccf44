"""A reader who has only a keyboard: every stop is seen and named, everything works, and no change takes the focus away."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acting import Actor
from tests.browser.desk import Flood
from tests.browser.reading import post_on, visit, wait_for_modules, wait_until_served
from tests.server import Newsroom

_NUMBER = iter(range(1_000_000))
_LONG = "<p>Words and more words.</p>" * 12
#: No page of these tests has so many links, buttons and fields.
_MOST_STOPS = 200
#: A phone, a wide screen, and 1280 px at 400 % (WCAG 2.2, 1.4.10).
_WINDOWS = [(390, 844), (1440, 900), (320, 256)]
#: As it is told: the role and the name; a summary has a name alone.
_NAMED = re.compile(r"""^- (?:'?[a-z]+ "|text: )\S""")
_OPEN_BOX = """
from stoppress.people.models import Member
from stoppress.publishing.question_box import change_question_box
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
change_question_box(scene.hand(), scene.blog, 0, is_open=True, invitation='Ask.')
"""
#: What has the focus: how it shows that, where it stands, and whether it comes after what had it before.
_STOP = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  if (it === window.first) return null;
  window.first ??= it;
  const style = getComputedStyle(it);
  const box = it.getClientRects()[0] ?? it.getBoundingClientRect();
  const whole = it.getBoundingClientRect();
  const x = Math.min(innerWidth - 1, box.x + box.width / 2);
  const isOut = whole.bottom <= 0 || whole.top >= innerHeight;
  const lit = [0.1, 0.5, 0.9].map((share) => document.elementFromPoint(x, box.y + box.height * share));
  const follows = !window.before || !!(window.before.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.before = it;
  return {
    html: it.outerHTML.slice(0, 140),
    shown: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
    covered: isOut || !lit.some((over) => over && (it.contains(over) || over.contains(it))),
    follows,
    home: it.closest("[data-bar], .arrivals") ? "" : it.closest("[data-part]")?.getAttribute("data-part") ?? "",
    start: document.dir === "rtl" ? innerWidth - box.right : box.left,
    top: box.top + scrollY,
    bottom: box.bottom + scrollY,
  };
}"""
#: Something plays in a post: nothing may push it.
_PLAY = """element => {
  const film = element.appendChild(document.createElement('video'));
  Object.defineProperty(film, 'paused', { value: false, configurable: true });
}"""


@dataclass
class Story:
    """A live page with something of everything; `posts` are its posts by title, the oldest first."""

    alice: Actor
    address: str
    newsroom: Newsroom
    flood: Flood
    posts: dict[str, str] = field(default_factory=dict)

    def publish(self, title: str, body: str = _LONG, **more: Any) -> str:
        self.posts[title] = self.alice.publish(title, body, **more)
        return self.posts[title]


@pytest.fixture
def story(newsroom_server: Newsroom) -> Story:
    slug = f"keys-{next(_NUMBER)}"
    alice = Actor(newsroom_server, slug)
    story = Story(alice, f"{newsroom_server.url}/{slug}/", newsroom_server, Flood(newsroom_server, slug))
    story.publish("The dam breaks", is_key_event=True)
    for number in range(4):
        story.publish(f"Post {number}")
    target = story.posts["Post 1"]
    story.publish("Looking back", f'<p>It rises (<span data-reference="{target}">our report</span>).</p>')
    story.publish("All are safe", is_key_event=True)
    alice.do(
        "key points", points=[["The dam is broken", story.posts["The dam breaks"]], ["Nobody is hurt", None]]
    )
    story.flood.do(_OPEN_BOX)
    return story


@pytest.fixture
def ready(page: Page, story: Story) -> Page:
    """The live page, with all that its script adds."""
    visit(page, story.newsroom, story.flood)
    _wait_for_script(page)
    page.wait_for_selector("[data-clock-choice]")
    return page


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a live page in Arabic."""
    folder = tmp_path_factory.mktemp("arabic") / "data"
    folder.mkdir()
    newsroom = Newsroom(folder, {"STOPPRESS_LANGUAGE": "ar"})
    newsroom.python("from tests.translating.arrange import main; main('ar')")
    newsroom.start()
    yield f"{newsroom.url}/flood/"
    newsroom.stop()


def _wait_for_script(page: Page) -> None:
    page.wait_for_selector('main[data-live="stream"]')
    wait_for_modules(page)


def _tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go on by this key until this has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}.")


def _stops(page: Page) -> list[dict[str, Any]]:
    """Every stop of one round through the page, from its beginning."""
    stops: list[dict[str, Any]] = []
    while len(stops) < _MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            return stops
        stops.append({**stop, "name": page.locator(":focus").aria_snapshot().splitlines()[0]})
    raise AssertionError(f"The round does not end: {stops[-3:]}")


def _faults(stops: list[dict[str, Any]]) -> list[str]:
    """What is wrong with these stops, a line each."""
    found = [f"{fault}: {stop['html']}" for stop in stops for fault in _faults_of(stop)]
    pairs = itertools.pairwise(stops)
    return found + [
        f"before what is read first: {two['html']}" for one, two in pairs if not _is_read_after(one, two)
    ]


def _faults_of(stop: dict[str, Any]) -> list[str]:
    faults = {
        "its focus is not seen": not stop["shown"],
        "covered": stop["covered"],
        "without a name": not _NAMED.match(stop["name"]),
        "out of the order of the page": not stop["follows"],
    }
    return [fault for fault, is_so in faults.items() if is_so]


def _is_read_after(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Within one part: further down, or on the same line and further on."""
    if one["home"] != two["home"] or not one["home"]:
        return True
    is_one_line = (
        two["top"] < (one["top"] + one["bottom"]) / 2 and one["top"] < (two["top"] + two["bottom"]) / 2
    )
    return bool(two["start"] > one["start"] if is_one_line else two["top"] > one["top"])


def test_the_first_stop_is_a_link_that_shows_itself_and_leads_to_the_posts(ready: Page, story: Story) -> None:
    skip = ready.get_by_role("link", name="Skip to the posts")
    expect(skip).to_have_css("clip-path", "inset(50%)")
    ready.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_have_css("clip-path", "none")
    expect(skip).to_be_in_viewport(ratio=1)
    ready.keyboard.press("Enter")
    expect(ready.locator("#stream")).to_be_focused()
    ready.keyboard.press("Tab")
    expect(post_on(ready, story.posts["All are safe"]).locator(".moment a")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), _WINDOWS)
def test_every_stop_is_seen_named_and_in_the_order_of_reading(
    page: Page, story: Story, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, story.newsroom, story.flood)
    _wait_for_script(page)
    page.wait_for_selector("[data-clock-choice]")
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    stops = _stops(page)
    assert len(stops) > 30
    assert _faults(stops) == []


@pytest.mark.parametrize(("width", "height"), _WINDOWS)
def test_so_it_is_from_right_to_left(chromium: Browser, arabic: str, width: int, height: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="ar")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(arabic)
    _wait_for_script(page)
    stops = _stops(page)
    assert page.evaluate("document.dir") == "rtl"
    assert len(stops) > 30
    assert _faults(stops) == []
    context.close()


@pytest.mark.parametrize(("width", "height"), _WINDOWS)
def test_so_it_is_on_the_pages_around_it(page: Page, story: Story, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    post = story.posts["All are safe"]
    below = (
        "key-events/",
        "corrections/",
        "search/?q=words",
        "from-the-start/",
        f"before/{post}",
        f"p/{post}/",
    )
    found = {}
    wait_until_served(page, story.newsroom, story.flood)
    for address in (
        story.address.replace(f"/{story.alice.slug}/", "/"),
        *(story.address + each for each in below),
    ):
        page.goto(address)
        if page.locator("main[data-cursor]").count():
            page.wait_for_selector('main[data-live="stream"]')
            wait_for_modules(page)
        stops = _stops(page)
        assert len(stops) > 1, address
        if faults := _faults(stops):
            found[address] = faults
    assert found == {}


def test_key_points_open_and_shut(ready: Page) -> None:
    points = ready.locator("[data-part=key-points] li")
    _tab_to(ready, ready.locator(".key-points summary"))
    ready.keyboard.press("Enter")
    expect(points.first).to_be_hidden()
    ready.keyboard.press("Space")
    expect(points.first).to_be_visible()


def test_a_key_event_and_a_reference_lead_to_their_posts_and_back(ready: Page, story: Story) -> None:
    event = ready.locator(".key-events").get_by_role("link", name="The dam breaks")
    _tab_to(ready, event)
    ready.keyboard.press("Enter")
    expect(post_on(ready, story.posts["The dam breaks"])).to_be_focused()
    ready.go_back()
    expect(event).to_be_focused()
    reference = ready.get_by_role("link", name="our report")
    _tab_to(ready, reference)
    ready.keyboard.press("Enter")
    target = post_on(ready, story.posts["Post 1"])
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    _tab_to(ready, target.locator(".referred a"))
    ready.keyboard.press("Enter")
    expect(post_on(ready, story.posts["Looking back"])).to_be_focused()
    ready.go_back()
    expect(target.locator(".referred a")).to_be_focused()
    ready.go_back()
    expect(reference).to_be_focused()
    expect(reference).to_be_in_viewport()


def test_updates_are_paused_and_resumed(ready: Page, story: Story) -> None:
    control = ready.locator("[data-pause]")
    _tab_to(ready, control)
    ready.keyboard.press("Enter")
    expect(control).to_have_text("Updates: paused")
    while_paused = story.publish("While paused")
    expect(control).to_have_text("Updates: paused (1 waiting)")
    ready.keyboard.press("Space")
    expect(control).to_have_text("Updates: on")
    expect(control).to_be_focused()
    expect(post_on(ready, while_paused)).to_be_attached()


def test_what_waits_is_shown_and_the_focus_lands_on_the_newest(ready: Page, story: Story) -> None:
    post_on(ready, story.posts["Post 0"]).evaluate(_PLAY)
    story.publish("One")
    newest = post_on(ready, story.publish("Two"))
    button = ready.locator("[data-waiting]")
    expect(button).to_have_text("2 new posts")
    _tab_to(ready, button)
    ready.keyboard.press("Enter")
    expect(newest).to_be_focused()
    expect(newest).to_be_in_viewport()
    expect(newest).to_have_css("outline-style", "solid")
    ready.keyboard.press("Tab")
    expect(newest.locator(".moment a")).to_be_focused()


def test_who_goes_up_to_the_top_finds_there_what_waited_and_keeps_the_focus(
    ready: Page, story: Story
) -> None:
    _tab_to(ready, post_on(ready, story.posts["Post 0"]).locator(".moment a"))
    ready.wait_for_function("() => scrollY > 100")
    waiting = post_on(ready, story.publish("One"))
    expect(ready.locator("[data-waiting]")).to_have_text("1 new post")
    first = post_on(ready, story.posts["All are safe"]).locator(".moment a")
    _tab_to(ready, first, "Shift+Tab")
    ready.evaluate("scrollTo(0, 0)")
    expect(waiting).to_be_attached()
    expect(first).to_be_focused()
    ready.keyboard.press("Shift+Tab")
    expect(waiting.locator(".share")).to_be_focused()


def test_the_clocks_are_switched(ready: Page) -> None:
    switch = ready.locator("[data-clock-choice]")
    _tab_to(ready, switch)
    ready.keyboard.press("Enter")
    expect(ready.locator("html")).to_have_attribute("data-own-time", "")
    expect(switch).to_be_focused()
    ready.keyboard.press("Space")
    expect(ready.locator("html")).not_to_have_attribute("data-own-time", "")
    expect(switch).to_be_focused()


def test_a_question_is_asked(ready: Page) -> None:
    _tab_to(ready, ready.locator(".asking > summary"))
    ready.keyboard.press("Enter")
    with ready.expect_response("**/ask/stamp"):
        ready.keyboard.press("Tab")
    expect(ready.get_by_label("Your question or comment")).to_be_focused()
    ready.keyboard.type("When will the bridge reopen?")
    _tab_to(ready, ready.get_by_label("The newsroom may read this"))
    ready.keyboard.press("Space")
    _tab_to(ready, ready.get_by_role("button", name="Send", exact=True))
    ready.keyboard.press("Enter")
    expect(ready.get_by_role("heading", name="We have your question")).to_be_visible()


def test_a_post_is_shared_and_that_is_said(ready: Page, story: Story) -> None:
    ready.context.grant_permissions(["clipboard-read", "clipboard-write"])
    post = story.posts["Post 3"]
    share = post_on(ready, post).locator(".share")
    _tab_to(ready, share)
    ready.keyboard.press("Enter")
    expect(share).to_have_text("Link copied")
    expect(share).to_be_focused()
    assert str(ready.evaluate("navigator.clipboard.readText()")).endswith(f"/p/{post}/")


def test_where_nothing_can_be_copied_the_address_is_there_and_escape_leads_back(
    ready: Page, story: Story
) -> None:
    ready.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    share = post_on(ready, story.posts["Post 3"]).locator(".share")
    _tab_to(ready, share)
    ready.keyboard.press("Enter")
    expect(ready.get_by_label("Copy this address")).to_be_focused()
    ready.keyboard.press("Escape")
    expect(share).to_be_focused()
    expect(ready.get_by_label("Copy this address")).to_have_count(0)


def test_one_follows_the_story_and_searches_it(ready: Page, story: Story) -> None:
    ready.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    _tab_to(ready, ready.locator("a[data-follow-link]:visible"))
    ready.keyboard.press("Enter")
    box = ready.locator("[data-follow]")
    expect(box.get_by_role("heading")).to_be_focused()
    _tab_to(ready, ready.locator("a[data-follow-link]:visible"))
    ready.keyboard.press("Enter")
    expect(box).to_have_count(0)
    _tab_to(ready, ready.get_by_label("Search this coverage"))
    ready.keyboard.type("safe")
    ready.keyboard.press("Enter")
    ready.wait_for_url("**/search/?q=safe")
    expect(ready.get_by_role("link", name="All are safe")).to_be_visible()
