"""A dead tab, a dead battery, a dead server, a full disk: what was typed is there, and what was sent is one post."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import FLAGS
from tests.browser.desk import Desk, Flood
from tests.conftest import chromium_path

BOTH = "kept on this device and on the server"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A browser's folder on the disk, which outlives the browser."""
    return tmp_path / "profile"


def _switch_on(chromium: Browser, profile: Path) -> BrowserContext:
    return chromium.browser_type.launch_persistent_context(
        profile, executable_path=chromium_path(), args=FLAGS, locale="en-GB"
    )


def _battery_dies(context: BrowserContext, profile: Path) -> None:
    """End the browser as a dead battery does: at once, without a word to it."""
    [process] = [
        int(line.parent.name) for line in Path("/proc").glob("[0-9]*/cmdline") if _is_of(profile, line)
    ]
    with context.expect_event("close"):
        os.kill(process, signal.SIGKILL)


def _is_of(profile: Path, command: Path) -> bool:
    try:
        words = command.read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile
        return False
    is_helper = any(word.startswith(b"--type=") for word in words)
    return f"--user-data-dir={profile}".encode() in words and not is_helper


def test_after_a_dead_battery_the_text_is_there_though_the_line_was_down(
    chromium: Browser, profile: Path, flood: Flood
) -> None:
    context = _switch_on(chromium, profile)
    desk = Desk.open(context, flood)
    context.set_offline(True)
    desk.write("Written in a tunnel", "with the last of the battery")
    expect(desk.state).to_have_text("kept on this device")
    _battery_dies(context, profile)
    context = _switch_on(chromium, profile)
    again = Desk.open(context, flood)
    again.composer.get_by_role("button", name="Take it up").click()
    expect(again.composer.locator("[name=title]")).to_have_value("Written in a tunnel")
    expect(again.text).to_have_text("with the last of the battery")
    expect(again.state).to_have_text(BOTH)
    context.close()


def test_after_a_dead_tab_the_text_is_there(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    context.set_offline(True)
    desk.write("Half a thought")
    desk.page.close()
    context.set_offline(False)
    again = Desk.open(context, flood)
    expect(again.composer.locator("[data-kept]")).to_contain_text("Half a thought")
    again.composer.get_by_role("button", name="Take it up").click()
    expect(again.composer.locator("[name=title]")).to_have_value("Half a thought")


def test_a_server_that_dies_while_she_types_and_while_she_sends_loses_nothing_and_doubles_nothing(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.write("Half a thought")
    expect(desk.state).to_have_text(BOTH)
    flood.newsroom.kill()
    desk.composer.locator("[name=title]").press_sequentially(" and more")
    expect(desk.state).to_have_text("kept on this device")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    flood.newsroom.start()
    expect(desk.state).to_have_text("Published.")
    expect(desk.entry("Half a thought and more")).to_have_count(1)
    assert [post["title"] for post in flood.posts()] == ["Half a thought and more"]


def test_a_server_that_dies_before_its_answer_arrives_has_one_post(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)

    def die(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        flood.newsroom.kill()
        route.abort("connectionreset")  # type: ignore[attr-defined]

    desk.page.route("**/posts/", die, times=1)
    desk.write("Once")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    flood.newsroom.start()
    expect(desk.state).to_have_text("This was published already; nothing was doubled.")
    expect(desk.entry("Once")).to_have_count(1)
    assert [post["title"] for post in flood.posts()] == ["Once"]


def test_what_is_sent_without_a_line_goes_out_by_itself_when_it_is_back(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    context.set_offline(True)
    desk.write("From the tunnel")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_contain_text("not sent – trying again")
    expect(desk.state.get_by_role("button", name="Stop trying")).to_be_visible()
    context.set_offline(False)
    expect(desk.state).to_have_text("Published.")
    assert [post["title"] for post in flood.posts()] == ["From the tunnel"]


FULL = """
Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
"""
FORBIDDEN = """
Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });
"""


@pytest.mark.parametrize("storage", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_a_device_without_room_is_said(context: BrowserContext, flood: Flood, storage: str) -> None:
    context.add_init_script(storage)
    desk = Desk.open(context, flood)
    desk.page.route("**/unsent/", lambda route: route.abort("connectionreset"))
    desk.write("Nowhere but here")
    expect(desk.state).to_have_text("cannot be kept on this device")
    desk.page.unroute("**/unsent/")
    desk.page.keyboard.type("!")
    expect(desk.state).to_have_text("kept on the server")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")


def test_a_kept_text_that_is_older_than_the_post_is_offered_and_forced_on_nobody(
    context: BrowserContext, flood: Flood
) -> None:
    post = flood.publish("Bridge shut", "<p>One bridge.</p>")
    desk = Desk.open(context, flood)
    desk.entry("Bridge shut").get_by_role("link", name="Amend").click()
    title = desk.page.locator("form.amend [name=title]")
    with desk.page.expect_response(re.compile("/unsent/$")):
        title.fill("Bridges shut")
    desk.page.close()
    flood.do(
        "from stoppress.publishing import posts\n"
        "bob = Scene.of('Bob', slug)\n"
        f"posts.amend(bob.hand(), bob.blog, {post!r}, 1, Wording('Bridge open', '<p>Theirs.</p>'))"
    )
    again = Desk.open(context, flood)
    again.entry("Bridge open").get_by_role("link", name="Amend").click()
    form = again.page.locator("form.amend")
    expect(form.locator("[data-kept]")).to_contain_text("Bridges shut")
    expect(form.locator("[name=title]")).to_have_value("Bridge open")
    form.get_by_role("button", name="Take it up").click()
    form.locator("[name=title]").press("Control+Enter")
    conflict = form.locator(".conflict")
    expect(conflict.locator(".only-mine").first).to_contain_text("Bridges")
    expect(conflict.locator(".only-theirs").first).to_contain_text("open")
    assert [each["title"] for each in flood.posts()] == ["Bridge open"]
