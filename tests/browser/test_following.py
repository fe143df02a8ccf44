"""Following in a real browser: explained before it is asked, told by the service worker, and readable without a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Worker, expect

from tests.alerts.browser import FakeBrowser
from tests.browser.desk import Flood
from tests.server import Newsroom

_NUMBER = iter(range(1_000))
_DELIVERIES = 10
_ALICE = """
import json
from stoppress.alerts.models import Subscription
from stoppress.people.models import Member
from stoppress.publishing import posts, take_down
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
"""
_FOLLOWERS = """
rows = Subscription.objects.filter(blog=scene.blog)
print(json.dumps([[row.endpoint, row.wants_key_events, row.wants_corrections] for row in rows]))
"""
#: The browser of these tests has no push service: this is what one would have answered.
_SUBSCRIBED = """
(given) => {
  const options = { applicationServerKey: null };
  let held = null;
  const answer = { endpoint: given.endpoint, options, toJSON: () => given, unsubscribe: async () => (held = null, true) };
  PushManager.prototype.getSubscription = async () => held;
  PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new TypeError("key");
    options.applicationServerKey = applicationServerKey.buffer;
    localStorage.setItem("subscribed", "yes");
    return (held = answer);
  };
  if (localStorage.getItem("subscribed")) held = answer;
}
"""


class Story:
    """A live blog that can be followed."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.slug = f"followed-{next(_NUMBER)}"
        self._flood = Flood.open(newsroom, self.slug)
        self.url = newsroom.url
        self.address = f"{newsroom.url}/{self.slug}/"

    def do(self, program: str) -> str:
        return self._flood.do(_ALICE + program)

    def publish(self, title: str) -> str:
        return self._flood.publish(title)

    def followers(self) -> list[list[Any]]:
        found: list[list[Any]] = json.loads(self.do(_FOLLOWERS))
        return found


@pytest.fixture
def story(newsroom_server: Newsroom) -> Story:
    return Story(newsroom_server)


@pytest.fixture
def allowed(context: BrowserContext) -> BrowserContext:
    """A profile whose reader says yes when the browser asks."""
    context.grant_permissions(["notifications"])
    return context


@pytest.fixture
def reader(allowed: BrowserContext) -> Page:
    page = allowed.new_page()
    given = FakeBrowser("ada").given
    page.add_init_script(f"({_SUBSCRIBED})({json.dumps(given)})")
    return page


def _open(page: Page, story: Story) -> None:
    """The live page, once its link can be followed in place."""
    page.goto(story.address)
    _until(page, "navigator.serviceWorker.ready.then(() => true)")
    page.locator("a[data-follow-link]:visible").click()
    expect(page.locator("[data-follow]")).to_have_attribute("data-is", "ready")


def _worker(context: BrowserContext) -> Worker:
    return context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")


def test_nothing_is_asked_and_nothing_shown_before_the_reader_wishes_it(page: Page, story: Story) -> None:
    page.add_init_script(
        "window.asked = 0; Notification.requestPermission = async () => (window.asked++, 'default')"
    )
    page.goto(story.address)
    _until(page, "navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("[data-follow]")).to_have_count(0)
    page.locator("a[data-follow-link]:visible").click()
    expect(page.get_by_role("heading", name="Messages to this device")).to_be_focused()
    expect(page.locator("[data-follow]")).to_contain_text("It ends with the coverage")
    expect(page.locator("[data-follow]")).to_contain_text("no name, no account")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Tell me").click()
    expect(page.locator("[data-said]")).to_have_text("Nothing was changed: your browser was not given leave.")
    assert page.evaluate("window.asked") == 1
    assert story.followers() == []


def test_a_reader_follows_chooses_and_stops_on_the_same_place(reader: Page, story: Story) -> None:
    said: list[str] = []
    reader.on("console", lambda message: said.append(message.text))
    reader.on("pageerror", lambda error: said.append(str(error)))
    _open(reader, story)
    reader.get_by_role("button", name="Tell me").click()
    expect(reader.locator("[data-said]")).to_have_text("You are told from now on.")
    ((endpoint, *wishes),) = story.followers()
    assert (endpoint, wishes) == (FakeBrowser("ada").endpoint, [True, True])
    reader.get_by_label("Key events").uncheck()
    reader.get_by_role("button", name="Save").click()
    expect(reader.locator("[data-follow]")).to_have_attribute("data-told", "saved")
    reader.goto(f"{story.address}follow/")
    expect(reader.get_by_label("Key events")).not_to_be_checked()
    expect(reader.get_by_label("Corrections")).to_be_checked()
    assert [wishes for _, *wishes in story.followers()] == [[False, True]]
    reader.get_by_role("button", name="Stop").click()
    expect(reader.locator("[data-said]")).to_have_text("Stopped. Nothing is kept of you here.")
    expect(reader.get_by_role("button", name="Tell me")).to_be_visible()
    assert story.followers() == []
    assert said == []
    assert reader.context.cookies() == []


def test_by_keyboard_alone(reader: Page, story: Story) -> None:
    _open(reader, story)
    reader.keyboard.press("Tab")
    expect(reader.get_by_label("Key events")).to_be_focused()
    reader.keyboard.press("Tab")
    reader.keyboard.press("Space")
    expect(reader.get_by_label("Corrections")).not_to_be_checked()
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.locator("[data-follow]")).to_have_attribute("data-told", "saved")
    assert [wishes for _, *wishes in story.followers()] == [[True, False]]


def test_without_script_there_is_a_page_that_promises_nothing_it_cannot_do(
    chromium: Browser, story: Story
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(story.address)
    page.locator("a[data-follow-link]:visible").click()
    expect(page.get_by_role("heading", name="Follow this story")).to_be_visible()
    expect(page.locator("[data-follow] noscript p")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


def test_a_phone_of_apple_is_told_the_way_over_its_home_screen(chromium: Browser, story: Story) -> None:
    context = chromium.new_context(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari")
    page = context.new_page()
    page.goto(f"{story.address}follow/")
    expect(page.locator('[data-case="apple"]')).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


def test_a_message_is_shown_and_a_click_opens_the_post(reader: Page, story: Story) -> None:
    reader.goto(story.address)
    cdp = _push(reader, story, _key_event(story))
    shown = reader.evaluate(_NOTIFICATIONS)
    assert shown == [["Dam breaks", "River rises", f"{story.slug} post", ["stop"]]]
    worker = _worker(reader.context)
    assert _clicked(worker) == [f"{story.address}p/abcdefghijkl/"]
    assert reader.evaluate(_NOTIFICATIONS) == []
    cdp.detach()


def test_a_click_on_stop_ends_the_messages_and_says_so(reader: Page, story: Story) -> None:
    _open(reader, story)
    reader.get_by_role("button", name="Tell me").click()
    expect(reader.locator("[data-follow]")).to_have_attribute("data-told", "saved")
    assert len(story.followers()) == 1
    _push(reader, story, _key_event(story))
    assert _clicked(_worker(reader.context), "stop") == []
    assert story.followers() == []
    assert reader.evaluate(_NOTIFICATIONS) == [["You will get no more.", "", f"/{story.slug}/", []]]


def test_a_message_about_the_same_post_replaces_the_one_before(reader: Page, story: Story) -> None:
    reader.goto(story.address)
    _push(reader, story, _key_event(story))
    withdrawn = {
        "title": "River rises",
        "body": "Something that we told you of has been withdrawn.",
        "silent": True,
    }
    _push(reader, story, _key_event(story) | withdrawn | {"sort": "withdrawn"}, awaited="River rises")
    assert [title for title, *_ in reader.evaluate(_NOTIFICATIONS)] == ["River rises"]


def test_a_message_that_is_none_of_ours_breaks_nothing(reader: Page, story: Story) -> None:
    reader.goto(story.address)
    _push(reader, story, _key_event(story))
    assert (
        _worker(reader.context).evaluate(
            "() => Promise.all([tell(null), tell({ json() { throw new SyntaxError(); } })]).then(() => 'well')"
        )
        == "well"
    )


_HAS_LINE = "() => fetch('/healthz', { cache: 'no-store' }).then(() => true, () => false)"


@pytest.fixture
def offline(context: BrowserContext) -> Iterator[BrowserContext]:
    yield context
    context.set_offline(False)


def _lose_the_line(offline: BrowserContext) -> None:
    """Nothing comes through any more; the worker, a process of its own, hears of that a moment later than the page."""
    offline.set_offline(True)
    for worker in offline.service_workers:
        while worker.evaluate(_HAS_LINE):
            pass


def _reloaded(page: Page) -> None:
    """Load the page anew until it comes from what is kept: a worker that was just being woken has its line for a moment more."""
    deadline = monotonic() + 30
    page.reload()
    while not page.locator(".offline").count() and monotonic() < deadline:
        page.wait_for_timeout(500)
        if not page.locator(".offline").count():
            page.reload()


def test_without_a_line_the_page_is_there_as_last_seen_and_says_so(
    offline: BrowserContext, page: Page, story: Story
) -> None:
    story.publish("Bridge closed")
    page.goto(story.address)
    _kept(page, story, "Bridge closed")
    _lose_the_line(offline)
    _reloaded(page)
    expect(page.locator(".offline")).to_contain_text("You are offline. This is the page as last seen at ")
    expect(page.locator(".offline")).not_to_contain_text("{time}")
    expect(page.get_by_text("Bridge closed").first).to_be_visible()
    expect(page.locator("main")).to_have_attribute("data-live", "lost")
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).fontWeight") == "700"
    offline.set_offline(False)
    expect(page.locator("main")).to_have_attribute("data-live", "stream")
    expect(page.locator(".offline:visible")).to_have_count(0)


def test_delta_and_stream_are_never_from_the_cache(offline: BrowserContext, page: Page, story: Story) -> None:
    page.goto(story.address)
    _kept(page, story)
    page.reload()
    kept = page.evaluate(_KEPT)
    assert kept
    assert not [address for address in kept if "/live/" in address]
    _lose_the_line(offline)
    asked = (
        "fetch(document.querySelector('main').dataset.since + 'x').then(() => 'answered', () => 'no line')"
    )
    assert page.evaluate(asked) == "no line"


@pytest.mark.parametrize(
    "act",
    [
        "take_down.take_down(scene.hand(), scene.blog, {post!r}, 'Court order')",
        "posts.withdraw(scene.hand(), scene.blog, {post!r}, 1, 'Not so')",
    ],
)
def test_what_leaves_the_open_page_leaves_what_is_kept_of_it(page: Page, story: Story, act: str) -> None:
    """T3."""
    post = story.publish("Libel of the year")
    page.goto(story.address)
    _kept(page, story, "Libel of the year")
    page.wait_for_selector('main[data-live="stream"]')
    story.do(act.format(post=post))
    expect(page.locator('[data-region="stream"]')).not_to_contain_text("Libel of the year")
    _until(page, f"{_TEXTS}.then((texts) => !texts.some((text) => text.includes('Libel of the year')))")


def test_what_left_while_the_page_was_closed_leaves_with_the_next_visit(
    context: BrowserContext, page: Page, story: Story
) -> None:
    """T3."""
    post = story.publish("Libel of the year")
    page.goto(story.address)
    _kept(page, story, "Libel of the year")
    page.goto("about:blank")
    story.do(f"take_down.take_down(scene.hand(), scene.blog, {post!r}, 'Court order')")
    page.goto(story.address)
    _until(page, f"{_TEXTS}.then((texts) => !texts.some((text) => text.includes('Libel of the year')))")


def test_few_pages_are_kept_and_nothing_private(page: Page, newsroom_server: Newsroom) -> None:
    stories = [Story(newsroom_server) for _ in range(6)]
    for story in stories:
        page.goto(story.address)
        _kept(page, story)
    page.goto(f"{stories[0].address}ask/")
    page.goto(f"{newsroom_server.url}/desk/sign-in/")
    page.goto(f"{newsroom_server.url}/")
    _until(page, f"({_KEPT})().then((all) => !all.includes({json.dumps(stories[0].address)}))")
    pages = [urlsplit(address).path for address in page.evaluate(_KEPT) if "/static/" not in address]
    assert sorted(pages) == sorted(f"/{story.slug}/" for story in stories[1:])


def test_the_switch_removes_the_worker_and_all_that_it_kept(
    context: BrowserContext, page: Page, newsroom_folder: Newsroom
) -> None:
    newsroom_folder.start()
    story = Story(newsroom_folder)
    page.goto(story.address)
    _kept(page, story)
    newsroom_folder.stop()
    newsroom_folder.settings = {"STOPPRESS_SERVICE_WORKER": "off"}
    newsroom_folder.start()
    page.goto(story.address)
    _until(
        page,
        "navigator.serviceWorker.getRegistration().then((it) => !it).then(async (gone) => gone && !(await caches.keys()).length)",
    )


_NOTIFICATIONS = """async () => {
  const { getNotifications } = ServiceWorkerRegistration.prototype;
  const shown = await getNotifications.call(await navigator.serviceWorker.ready);
  return shown.map((it) => [it.title, it.body, it.tag, it.actions.map(({ action }) => action)]);
}"""
_CLICK = """async ([action, endpoint]) => {
  const opened = [];
  PushManager.prototype.getSubscription = async () => ({ endpoint });
  self.clients.openWindow = async (address) => (opened.push(address), null);
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification, action });
  await clicked(event);
  return opened;
}"""
_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  return found;
}"""
#: The texts of all pages that are kept.
_TEXTS = """caches.keys().then((names) => Promise.all(names.map(async (name) => {
  const cache = await caches.open(name);
  const answers = await cache.matchAll();
  return (await Promise.all(answers.map((answer) => answer.text()))).join();
})))"""


def _key_event(story: Story) -> dict[str, Any]:
    return {
        "sort": "key event",
        "title": "Dam breaks",
        "body": "River rises",
        "tag": f"{story.slug} post",
        "url": f"/{story.slug}/p/abcdefghijkl/",
        "blog": f"/{story.slug}/",
        "lang": "en",
        "dir": "ltr",
        "at": 1_800_000_000_000,
        "stop": "Stop these messages",
        "stopped": "You will get no more.",
    }


def _push(page: Page, story: Story, message: dict[str, Any], awaited: str = "") -> CDPSession:
    """Deliver a message as the push service of the browser would; waits until it is shown."""
    _until(page, "navigator.serviceWorker.ready.then(() => true)")
    cdp = page.context.new_cdp_session(page)
    found: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    while not found:
        page.evaluate("1")
    title = json.dumps(awaited or message["title"])
    is_shown = f"({_NOTIFICATIONS})().then((shown) => shown.some(([title]) => title === {title}))"
    for _ in range(_DELIVERIES):  # a worker that is just starting may miss one; told twice, it is shown once
        told = {"origin": story.url, "registrationId": found[-1], "data": json.dumps(message)}
        cdp.send("ServiceWorker.deliverPushMessage", told)
        if _comes_true(page, is_shown):
            return cdp
    raise AssertionError("The message was never shown.")


def _comes_true(page: Page, expression: str) -> bool:
    """Whether what this promises comes true soon."""
    with suppress(Error):
        _until(page, expression, patience_ms=4_000)
        return True
    return False


def _until(page: Page, expression: str, patience_ms: int = 60_000) -> None:
    """Wait until what this promises is true."""
    page.evaluate(
        f"""async () => {{
          const until = performance.now() + {patience_ms};
          while (!(await ({expression}))) {{
            if (performance.now() > until) throw new Error("never");
            await new Promise((go) => setTimeout(go, 50));
          }}
        }}"""
    )


def _clicked(worker: Worker, action: str = "") -> list[str]:
    found: list[str] = worker.evaluate(_CLICK, [action, FakeBrowser("ada").endpoint])
    return found


def _kept(page: Page, story: Story, words: str = "") -> None:
    """Wait until the page, with these words, and the script that it needs are kept."""
    _until(page, f"{_TEXTS}.then((texts) => texts.some((text) => text.includes({json.dumps(words)})))")
    _until(
        page,
        f"({_KEPT})().then((all) => all.includes({json.dumps(story.address)}) && "
        "['/live.', '/page.', '/wire.', '/words.'].every((name) => all.some((it) => it.includes(name))))",
    )
