"""How the page looks: from right to left as from left to right, in a newsroom's own theme, and never wider than its window."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import faults
from tests.server import Newsroom

THEME = Path(__file__).parents[2] / "docs" / "theme"
#: The narrowest window of WCAG 2.2, 1.4.10: 1280 px at 400 %.
NARROWEST = 320
_GERMAN_CLOCK = re.compile(r"\d\d:\d\d Uhr")


@dataclass(frozen=True)
class House:
    """A server in one language, and the addresses of its pages."""

    url: str
    addresses: list[str]


def _house(folder: Path, language: str, settings: dict[str, str]) -> tuple[Newsroom, House]:
    newsroom = Newsroom(folder / "data", {"STOPPRESS_LANGUAGE": language, **settings})
    newsroom.lay()
    told = newsroom.python(f"from tests.translating.arrange import main; main({language!r})")
    newsroom.start()
    return newsroom, House(newsroom.url, json.loads(told.splitlines()[-1]))


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    newsroom, house = _house(tmp_path_factory.mktemp("arabic"), "ar", {})
    yield house
    newsroom.stop()


@pytest.fixture(scope="module")
def german_in_a_theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    newsroom, house = _house(tmp_path_factory.mktemp("german"), "de", {"STOPPRESS_THEME": str(THEME)})
    yield house
    newsroom.stop()


def _open(chromium: Browser, width: int, scheme: Literal["light", "dark"]) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(60_000)
    return context.new_page()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_nothing_on_any_page_from_right_to_left(
    chromium: Browser, arabic: House, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = _open(chromium, width, scheme)
    found = {}
    for address in arabic.addresses:
        page.goto(arabic.url + address)
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            "ar",
            "rtl",
        ], address
        if wrong := faults(page):
            found[address] = wrong
    page.context.close()
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_in_the_theme_of_the_manual(
    chromium: Browser, german_in_a_theme: House, scheme: Literal["light", "dark"]
) -> None:
    house = german_in_a_theme
    page = _open(chromium, 1440, scheme)
    found = {}
    for address in house.addresses:
        page.goto(house.url + address)
        if wrong := faults(page):
            found[address] = wrong
    page.context.close()
    assert found == {}


def test_no_page_is_wider_than_the_narrowest_window(
    chromium: Browser, arabic: House, german_in_a_theme: House
) -> None:
    page = _open(chromium, NARROWEST, "light")
    found = {}
    for house in (arabic, german_in_a_theme):
        for address in house.addresses:
            page.goto(house.url + address)
            sizes = page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            if sizes[0] > sizes[1]:
                found[house.url + address] = sizes
    page.context.close()
    assert found == {}


def test_from_right_to_left_the_page_is_the_mirror_of_itself(chromium: Browser, arabic: House) -> None:
    page = _open(chromium, 1440, "light")
    page.goto(f"{arabic.url}/flood/")
    post = page.locator("#stream > .post").first
    assert _left(page, ".rail") > _left(page, ".column")
    assert post.locator(".moment").bounding_box()["x"] > post.locator(".matter").bounding_box()["x"]  # type: ignore[index]
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") == "normal"
    page.context.close()


def test_a_theme_wins_and_its_logo_bears_the_newsrooms_name(
    chromium: Browser, german_in_a_theme: House
) -> None:
    page = _open(chromium, 1440, "dark")
    page.goto(f"{german_in_a_theme.url}/flood/")
    logo = page.get_by_role("img", name="Вісник")
    expect(logo).to_be_visible()
    assert logo.evaluate(
        "image => [image.complete && image.naturalWidth > 0, image.currentSrc.includes('logo-dark')]"
    ) == [
        True,
        True,
    ]
    wished, shown = page.evaluate(
        "[getComputedStyle(document.documentElement).getPropertyValue('--signal').trim(),"
        " getComputedStyle(document.querySelector('.masthead')).borderBlockEndStyle]"
    )
    assert (wished, shown) == ("oklch(76% 0.15 55)", "double")
    page.context.close()


def test_the_script_tells_the_time_as_the_server_does(chromium: Browser, german_in_a_theme: House) -> None:
    page = _open(chromium, 390, "light")
    page.goto(f"{german_in_a_theme.url}/flood/")
    state = page.locator("[data-state]")
    expect(state).to_have_text(_GERMAN_CLOCK)
    expect(page.locator(".story .phase time")).to_have_text(_GERMAN_CLOCK)
    page.context.close()


def _left(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"]
