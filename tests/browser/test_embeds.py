"""What stands at other platforms: pasted at the desk, read as a card of ours; nothing of theirs runs unasked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stoppress.toolkit import text
from tests.browser.accessibility import faults, faults_in_light_and_dark
from tests.browser.desk import Desk, Flood
from tests.browser.reading import open_live, visit
from tests.embeds.platform import EXAMPLES, GONE, Platform
from tests.media.made import picture
from tests.server import Newsroom

VIMEO = EXAMPLES["Vimeo"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All platforms, on this machine."""
    with Platform(tmp_path_factory.mktemp("platform"), picture((800, 600))) as here:
        yield here


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory, platform: Platform) -> Iterator[Newsroom]:
    """A server that calls them."""
    folder = tmp_path_factory.mktemp("newsroom") / "data"
    server = Newsroom(folder, platform.settings, "tests.embeds.platform").start()
    yield server
    server.stop()


@pytest.fixture
def flood(newsroom: Newsroom, platform: Platform, request: pytest.FixtureRequest) -> Flood:
    """A live blog for this test alone, while all platforms have everything."""
    platform.is_whole = True
    return Flood.open(newsroom, text.slug(request.node.name.removeprefix("test_"))[:60].strip("-"))


def _paste(desk: Desk, words: str) -> None:
    """Paste plain words, as from the bar of addresses."""
    desk.text.click()
    desk.page.evaluate(
        """(words) => {
          const clipboard = new DataTransfer();
          clipboard.setData("text/plain", words);
          document.querySelector(".composer .editor-text").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
        }""",
        words,
    )


def _asked_outside(page: Page, newsroom: Newsroom) -> list[str]:
    """From now on, every request of this page that goes to another house."""
    outside: list[str] = []

    def look(address: str) -> None:
        if not address.startswith((newsroom.url, "data:", "blob:")):
            outside.append(address)

    page.on("request", lambda request: look(request.url))
    page.context.route(lambda address: not address.startswith(newsroom.url), lambda route: route.abort())
    return outside


def test_an_address_that_is_pasted_becomes_a_card_of_ours_and_is_published_so(
    context: BrowserContext, flood: Flood, newsroom: Newsroom
) -> None:
    desk = Desk.open(context, flood)
    outside = _asked_outside(desk.page, newsroom)
    _paste(desk, VIMEO)
    card = desk.composer.locator("desk-cards .elsewhere")
    expect(card).to_contain_text("Harbour TV")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 96)
    expect(desk.composer.locator("[data-said-of-card]")).to_have_text(
        "Readers see this card, also when the original is gone."
    )
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("[data-entry] .elsewhere")).to_contain_text("The quay at noon")
    expect(desk.composer.locator("desk-cards .elsewhere")).to_have_count(0)
    assert outside == []
    assert desk.complaints == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_card_of_each_platform_is_read_without_asking_it_anything(
    context: BrowserContext, newsroom: Newsroom, platform: Platform, name: str
) -> None:
    platform.is_whole = True
    flood = Flood.open(newsroom, f"card-{name.lower()}")
    desk = Desk.open(context, flood)
    _paste(desk, EXAMPLES[name])
    expect(desk.composer.locator("desk-cards .elsewhere")).to_contain_text("Harbour TV")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("[data-entry] .elsewhere")).to_be_visible()
    flood.do("")
    reader = context.new_page()
    outside = _asked_outside(reader, newsroom)
    open_live(reader, newsroom, flood)
    card = reader.locator(".elsewhere")
    expect(card.locator("figcaption")).to_have_text(f"{name} · Harbour TV")
    expect(card.locator("img")).to_have_js_property("complete", True)
    expect(card.locator("iframe, script, video")).to_have_count(0)
    assert reader.title() != "owned"
    assert outside == []


def test_nothing_of_the_platform_is_there_before_the_click_and_its_player_in_a_frame_after_it(
    context: BrowserContext, flood: Flood, newsroom: Newsroom
) -> None:
    flood.publish("Quay", f"<p>{VIMEO}</p>")
    page = context.new_page()
    outside = _asked_outside(page, newsroom)
    visit(page, newsroom, flood)
    expect(page.locator(".elsewhere")).to_be_visible()
    assert outside == []
    page.get_by_role("link", name="Show it here, from Vimeo").click()
    page.wait_for_url("**/original/0/")
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("src", "https://player.vimeo.com/video/123456789?dnt=1")
    page.wait_for_function("() => document.readyState === 'complete'")
    assert {address.split("/")[2] for address in outside} == {"player.vimeo.com"}
    assert faults(page) == []


def test_a_reader_without_script_has_the_same_card_and_the_same_player(
    chromium: Browser, flood: Flood, newsroom: Newsroom
) -> None:
    flood.publish("Quay", f"<p>{VIMEO}</p>")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    outside = _asked_outside(page, newsroom)
    visit(page, newsroom, flood)
    expect(page.locator(".elsewhere")).to_be_visible()
    assert outside == []
    page.get_by_role("link", name="Show it here, from Vimeo").click()
    expect(page.locator("iframe")).to_have_count(1)
    context.close()


def test_what_the_platform_deletes_stays_on_the_page(
    context: BrowserContext, flood: Flood, newsroom: Newsroom, platform: Platform
) -> None:
    desk = Desk.open(context, flood)
    _paste(desk, EXAMPLES["Mastodon"])
    expect(desk.composer.locator("desk-cards .elsewhere")).to_contain_text("under water")
    desk.page.keyboard.press("Control+Enter")
    entry = desk.page.locator("[data-entry]")
    expect(entry.locator(".elsewhere")).to_contain_text("under water")
    expect(desk.state).to_have_text("Published.")
    platform.is_whole = False
    _paste(desk, EXAMPLES["Mastodon"])
    desk.composer.get_by_role("button", name="Fetch again").click()
    expect(desk.composer.locator("[data-said-of-card]")).to_contain_text(
        "The platform says that it is not there."
    )
    expect(desk.composer.locator("[data-said-of-card]")).to_contain_text("What it told before stays.")
    entry.get_by_role("link", name="Amend").click()
    form = desk.page.locator("form.amend")
    form.locator("[name=title]").fill("Amended")
    form.get_by_role("button", name="Save the amendment").click()
    expect(entry.get_by_role("heading", name="Amended", exact=True)).to_be_visible()
    expect(entry.locator(".elsewhere")).to_contain_text("under water")
    flood.do("")
    reader = context.new_page()
    visit(reader, newsroom, flood)
    expect(reader.locator(".elsewhere")).to_contain_text("under water")


def test_what_cannot_be_fetched_is_a_plain_card_and_the_desk_says_why(
    context: BrowserContext, flood: Flood, newsroom: Newsroom
) -> None:
    desk = Desk.open(context, flood)
    _paste(desk, GONE)
    said = desk.composer.locator("[data-said-of-card]")
    expect(said).to_have_text(
        "The platform says that it is not there. Readers see the address as a plain card."
    )
    desk.page.keyboard.press("Control+Enter")
    card = desk.page.locator("[data-entry] .elsewhere")
    expect(card.get_by_role("link", name="vimeo.com/404404404")).to_be_visible()
    expect(card.locator("img")).to_have_count(0)
    assert desk.complaints == []


def test_cards_are_no_barrier(chromium: Browser, flood: Flood, newsroom: Newsroom) -> None:
    found = {}
    for width in (390, 1440):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        desk = Desk.open(context, flood)
        _paste(desk, VIMEO)
        expect(desk.composer.locator("desk-cards .elsewhere")).to_contain_text("Harbour TV")
        more = desk.composer.get_by_role("link", name="Cards of other platforms")
        more.evaluate("(link) => link.scrollIntoView({ block: 'center' })")  # not half under “Publish”
        found[f"desk {width}"] = faults_in_light_and_dark(desk.page)
        desk.page.goto(f"{newsroom.url}/desk/{flood.slug}/embeds/")
        found[f"page {width}"] = faults_in_light_and_dark(desk.page)
        context.close()
    assert {where: fault for where, fault in found.items() if fault} == {}
