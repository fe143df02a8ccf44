"""Pictures at the desk: chosen, dropped, sent again on a bad line, put in order, given their words, and seen by readers."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect

from tests.browser.accessibility import faults
from tests.browser.desk import Desk, Flood
from tests.media import made
from tests.server import Newsroom

#: Reading a picture takes a second or two, on a slow machine ten.
PATIENCE_MS = 60_000

#: The first answer is as if it had not come.
_LOSE_THE_FIRST_ANSWER = """() => {
    const { get } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "status");
    window.lost = [];
    Object.defineProperty(XMLHttpRequest.prototype, "status", {
        get() {
            if (get.call(this) !== 200 || window.lost.length) return get.call(this);
            window.lost.push(JSON.parse(this.responseText).picture);
            return 0;
        },
    });
}"""


@pytest.fixture(scope="module")
def flood(newsroom_server: Newsroom) -> Flood:
    """One live blog with its own posts."""
    return Flood.open(newsroom_server, "shots")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two pictures, on the reporter's disk."""
    names = ("street.png", "tower.png")
    for name, size in zip(names, ((640, 480), (480, 640)), strict=True):
        (tmp_path / name).write_bytes(made.picture(size))
    return [str(tmp_path / name) for name in names]


def _lines(desk: Desk) -> Locator:
    return desk.composer.locator("[data-shots] > [data-shot]")


def _choose(desk: Desk, files: list[str], count: int) -> None:
    desk.composer.locator("[data-shots-files][multiple]").set_input_files(files)
    expect(_lines(desk)).to_have_count(count, timeout=PATIENCE_MS)


def _order(desk: Desk) -> list[str]:
    return [str(line.get_attribute("data-shot")) for line in _lines(desk).all()]


def _say(line: Locator, alt: str) -> None:
    line.locator("[name=alt]").fill(alt)
    line.locator("[name=credit]").fill("Ada Marsh")


def test_pictures_are_chosen_put_in_order_by_keyboard_and_published(
    context: BrowserContext, flood: Flood, files: list[str]
) -> None:
    desk = Desk.open(context, flood)
    desk.write("Two pictures")
    _choose(desk, files, 2)
    first, second = _order(desk)
    _lines(desk).first.locator("[data-shot-moves=down]").press("Enter")
    assert _order(desk) == [second, first]
    point = _lines(desk).first.locator("[data-shot-focus]")
    point.press("ArrowLeft")
    point.press("ArrowUp")
    expect(_lines(desk).first.locator("[name=focus]")).to_have_value("45,45")
    for _ in range(7):
        point.press("ArrowUp")
    expect(_lines(desk).first.locator(".shot-crop img")).to_have_css("object-position", "50% 0%")
    desk.composer.locator("[data-main]").click()
    expect(_lines(desk).first.locator("[data-field=alt-0] [data-wrong]")).to_contain_text("decorative")
    expect(_lines(desk).first.locator("[name=alt]")).to_be_focused()
    _say(_lines(desk).first, "A tower")
    _say(_lines(desk).last, "A street")
    desk.composer.locator("[data-main]").click()
    expect(_lines(desk)).to_have_count(0, timeout=PATIENCE_MS)
    reader = context.new_page()
    reader.goto(f"{flood.newsroom.url}/{flood.slug}/")
    shown = reader.locator(".stream .shots img")
    expect(shown).to_have_count(2)
    assert [image.get_attribute("alt") for image in shown.all()] == ["A tower", "A street"]
    for image in shown.all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True, timeout=PATIENCE_MS)
        assert image.evaluate("image => image.naturalWidth") > 0
        assert image.evaluate("image => image.currentSrc").endswith(".avif")
    assert [words for words in desk.complaints if "422" not in words] == []


def test_a_bad_line_loses_no_picture(context: BrowserContext, flood: Flood, files: list[str]) -> None:
    desk = Desk.open(context, flood)
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken:
            return route.continue_()
        broken.append(route.request.url)
        return route.abort()

    desk.page.route(f"**/desk/{flood.slug}/pictures/", break_once)
    _choose(desk, files[:1], 1)
    assert len(broken) == 1


def test_an_answer_that_is_lost_makes_no_second_picture(
    context: BrowserContext, flood: Flood, files: list[str]
) -> None:
    desk = Desk.open(context, flood)
    desk.page.evaluate(_LOSE_THE_FIRST_ANSWER)
    _choose(desk, files[:1], 1)
    assert desk.page.evaluate("window.lost") == _order(desk)


def test_what_is_left_out_holds_up_no_other(context: BrowserContext, flood: Flood, files: list[str]) -> None:
    """The first one never arrives; the second is there as soon as the first is left out, and keeps its place."""
    desk = Desk.open(context, flood)
    desk.page.route(
        f"**/desk/{flood.slug}/pictures/",
        lambda route: (
            route.abort() if b"street.png" in (route.request.post_data_buffer or b"") else route.continue_()
        ),
    )
    desk.composer.locator("[data-shots-files][multiple]").set_input_files(files)
    coming = desk.composer.locator("[data-shots-coming] li")
    expect(coming).to_have_count(2)
    expect(coming.first).to_contain_text("trying again")
    desk.composer.locator("[data-main]").click()
    expect(desk.composer.locator("[data-field=pictures] [data-wrong]")).to_contain_text("still being sent")
    coming.first.get_by_role("button", name="Leave it out").click()
    expect(_lines(desk)).to_have_count(1, timeout=PATIENCE_MS)
    expect(coming).to_have_count(0)


def test_a_picture_that_is_refused_is_told_where_it_stands(
    context: BrowserContext, flood: Flood, tmp_path: Path
) -> None:
    desk = Desk.open(context, flood)
    drawing = tmp_path / "drawing.svg"
    drawing.write_bytes(made.SVG)
    desk.composer.locator("[data-shots-files][multiple]").set_input_files(str(drawing))
    coming = desk.composer.locator("[data-shots-coming] li")
    expect(coming).to_contain_text("SVG drawing", timeout=PATIENCE_MS)
    expect(coming.get_by_role("button", name="Try again")).to_have_count(0)
    assert faults(desk.page) == []
    coming.get_by_role("button", name="Leave it out").click()
    expect(coming).to_have_count(0)


def test_a_picture_is_pasted_and_words_stay_words(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    paste = """(form, [picture, words]) => {
        const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
        if (words) clipboardData.setData("text/plain", words);
        const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        form.querySelector("[name=title]").dispatchEvent(event);
    }"""
    picture = base64.b64encode(made.picture((300, 200))).decode()
    desk.composer.evaluate(paste, [picture, "Words with a picture of them"])
    desk.composer.evaluate(paste, [picture, ""])
    expect(_lines(desk)).to_have_count(1, timeout=PATIENCE_MS)


def test_a_phone_takes_a_picture_and_publishes_it(chromium: Browser, flood: Flood, tmp_path: Path) -> None:
    """Held upright, with the camera; what is missing is told, led to, said, and out it goes by one tap."""
    shot = tmp_path / "camera.heic"
    shot.write_bytes(made.HEIC)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    desk = Desk.open(context, flood)
    desk.composer.locator("[data-shots-files][capture]").set_input_files(str(shot))
    expect(_lines(desk)).to_have_count(1, timeout=PATIENCE_MS)
    desk.composer.locator("[name=title]").fill("From the quay")
    desk.composer.locator("[data-main]").tap()
    expect(_lines(desk).locator("[name=alt]")).to_be_focused()
    assert faults(desk.page) == []
    _lines(desk).locator("[name=decorative]").tap()
    _lines(desk).locator("[name=credit]").fill("Ada Marsh")
    desk.composer.locator("[data-main]").tap()
    expect(_lines(desk)).to_have_count(0, timeout=PATIENCE_MS)
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert desk.page.evaluate(wide)
    context.close()


def test_pictures_are_dropped_and_dragged_into_their_order(
    context: BrowserContext, flood: Flood, files: list[str]
) -> None:
    desk = Desk.open(context, flood)
    desk.page.set_viewport_size(
        {"width": 1440, "height": 2_000}
    )  # both lines are in sight while one is dragged
    _choose(desk, files[:1], 1)
    desk.composer.evaluate(
        """(form, picture) => {
            const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
            form.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        base64.b64encode(made.picture((300, 200))).decode(),
    )
    expect(_lines(desk)).to_have_count(2, timeout=PATIENCE_MS)
    first, second = _order(desk)
    _lines(desk).last.locator("[data-shot-handle]").drag_to(
        _lines(desk).first, target_position={"x": 20, "y": 4}
    )
    expect(_lines(desk).first).to_have_attribute("data-shot", second)
    assert _order(desk) == [second, first]


def test_without_script_a_file_field_does_it(chromium: Browser, flood: Flood, files: list[str]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = Desk.open(context, flood, script=False)
    desk.composer.locator("[name=title]").fill("No script")
    desk.composer.locator("input[multiple]").set_input_files(files)
    desk.composer.get_by_role("button", name="Add them").click(timeout=PATIENCE_MS)
    expect(_lines(desk)).to_have_count(2, timeout=PATIENCE_MS)
    expect(desk.composer.locator("[name=title]")).to_have_value("No script")
    context.close()
