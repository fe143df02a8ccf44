"""Takes pictures of the readers' pages in all their states, to be looked at: `python -m tests.pictures FOLDER`, by hand."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests import chromium
from tests.acting import Actor
from tests.browser.conftest import FLAGS
from tests.server import Newsroom

SIZES = ((390, 844), (768, 1024), (1440, 1000))
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
_LONGEST = (
    "Observatory, ministry and relief workers contradict one another over the number of people brought to safety from the "
    "southern slope before the second explosion, as wind carries the ash east"
)
_DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1200 800'><rect width='1200' height='800' fill='#bcc6c9'/>"
    "<path d='M0 800 500 210l90 90 60-70 550 570z' fill='#465056'/></svg>"
)
_WORDS = (
    "<p>The one-minute rising tone means: go indoors, turn on a radio, wait for instructions. It does not by itself mean "
    "that you must leave, the Civil Defence Office says.</p><p>“That is a great deal,” said the observatory’s director. “But "
    "mountains do stop again, and this one stopped once before.”</p>"
)
#: Title, body, what else is said of the post: all kinds there are.
_KINDS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("", "<p>Sirens again in Port Ambrel. No reason given yet.</p>", {}),
    ("Upper Sethe told to leave at once", _WORDS, {"is_key_event": True}),
    (
        "Your questions answered: Is the water safe?",
        "<p>Aroha, from Nine Wells, asks:</p><blockquote><p>Our water comes from a tank on the roof, and there is grey sludge in "
        "it. Can we drink it if we boil it?</p></blockquote><p>Emeka Rosenlund, of the Ambrel Infirmary, says: No. Boiling kills "
        "germs, but ash is not a germ.</p>",
        {"kind": "answer", "byline": "Dr Emeka Rosenlund"},
    ),
    (
        "Your morning round-up",
        "<p>If you are just joining us:</p><ul><li>Nine houses in Upper Sethe are lost.</li><li>The harbour quarter of Port "
        "Ambrel has been cleared, because a crack has opened above the old quarry.</li><li>Police are looking for three "
        "walkers.</li></ul>",
        {"kind": "roundup"},
    ),
    (
        "The column at noon",
        "<figure><img src='https://pictures.example/column.jpg' alt='A grey mountain under a grey sky' width='1200' height='800'>"
        "<figcaption>Mount Ardule from the mole of Cawdle Bay. Picture: Yuna Pellegrin</figcaption></figure>",
        {"kind": "pictures", "byline": "Yuna Pellegrin"},
    ),
    (
        "‘It was the only thing she ever wrote down’",
        "<blockquote><p>I say it every year, and every year they look out of the window. Valleys are where things flow.</p>"
        "</blockquote><p>Oskar Padmanabhan, who teaches geography at the school in Strand.</p>",
        {"kind": "quote"},
    ),
    (
        "We are leaving our building",
        "<p>The office of the Courier is being cleared with the rest of the harbour quarter. We shall be back as soon as there "
        "is a table and a socket.</p>",
        {"kind": "notice"},
    ),
    (
        "How many are out",
        "<table><thead><tr><th>Place</th><th>Residents</th><th>Out by noon</th></tr></thead><tbody><tr><td>Upper Sethe</td><td>"
        "640</td><td>640</td></tr><tr><td>Lower Sethe</td><td>1,150</td><td>904</td></tr></tbody></table><h3>What is "
        "counted</h3><p>Those who signed in at a shelter, <a href='https://relief.example/count'>Halmer Relief</a> says.</p>",
        {},
    ),
)


@dataclass(frozen=True)
class State:
    """A page to be taken; `change` brings it there when it is open, `is_whole` takes all of it and not one screen."""

    name: str
    address: str
    is_whole: bool = False
    change: Callable[[Page], object] | None = None


def main(folder: Path) -> None:
    """Arrange a newsroom in every state, and take its pictures into this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, ExitStack() as stack:
        newsroom = Newsroom(Path(data) / "data").start()
        stack.callback(newsroom.stop)
        states = list(_arrange(newsroom))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium.find(), args=FLAGS
        )
        for state in states:
            _take(browser, newsroom.url, folder, state)
        browser.close()


def _arrange(newsroom: Newsroom) -> Iterator[State]:
    """Every state, each made by acts."""
    alice = Actor(newsroom, "eruption")
    alice.publish("Strong earthquake felt across the island", _WORDS)
    posts = [alice.publish(title, body, **more) for _ in range(5) for title, body, more in _KINDS]
    note = "We first wrote Salter Street, which is at the other end of the town."
    alice.do("correct", post=posts[-1], title=_KINDS[-1][0], body=_KINDS[-1][1], note=note)
    alice.do("withdraw", post=posts[-5], reason="It was the police who said so, and they deny it now.")
    alice.do("pin", post=posts[-7])
    words = [
        "Sirens in Port Ambrel, Cawdle Bay and both Sethes",
        "Upper Sethe to leave",
        "Is the water safe?",
    ]
    alice.do("key points", points=[[said, post] for said, post in zip(words, posts[-8:], strict=False)])
    page = f"/{alice.slug}/"
    yield State("forty", page, is_whole=True)
    yield State("post", f"{page}p/{posts[3]}/")
    yield State("withdrawn", f"{page}p/{posts[-5]}/")
    yield State("older", f"{page}before/{posts[20]}")
    yield State("lost", page, change=_cut)
    yield State("held", page, change=partial(_hold, alice))
    yield State("stopped", page, change=partial(_stop, alice))
    yield from _phases(newsroom)
    yield State("front", "/")
    yield State("missing", "/no-such-page/")


def _phases(newsroom: Newsroom) -> Iterator[State]:
    for phases in (["upcoming"], ["live"], ["live", "paused"], ["live", "closed"]):
        alice = Actor(newsroom, f"count-{phases[-1]}", "preparing")
        alice.do("phase", phase=phases[0])
        for phase in phases[1:]:
            alice.publish(_KINDS[1][0], _WORDS)
            alice.do("phase", phase=phase)
        yield State(phases[-1], f"/{alice.slug}/")
    alice = Actor(newsroom, "longest")
    alice.do("header", headline=_LONGEST)
    alice.publish(_LONGEST, _WORDS)
    yield State("longest", f"/{alice.slug}/")


def _hold(alice: Actor, page: Page) -> None:
    page.locator("#stream > .post").nth(2).evaluate("post => post.scrollIntoView()")
    alice.publish("Sirens again", _WORDS)
    alice.publish("And again", _WORDS)
    page.wait_for_selector("[data-waiting]:not([hidden])")


def _stop(alice: Actor, page: Page) -> None:
    page.locator("[data-pause]").click()
    alice.publish("Sirens once more", _WORDS)
    page.wait_for_function("() => document.querySelector('[data-pause]').textContent.includes('(1')")


def _cut(page: Page) -> None:
    page.context.set_offline(True)
    page.wait_for_selector("main[data-live='lost']")


def _take(browser: Browser, url: str, folder: Path, state: State) -> None:
    for width, height in SIZES:
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            page.route("https://pictures.example/**", _draw)
            page.goto(url + state.address)
            if page.locator("main[data-cursor]").count():
                page.wait_for_selector("main[data-live='stream'], main[data-live='ended']")
            if state.change:
                state.change(page)
            page.screenshot(path=folder / f"{state.name}-{width}-{scheme}.png", full_page=state.is_whole)
            context.close()


def _draw(route: Route) -> None:
    route.fulfill(body=_DRAWING, content_type="image/svg+xml")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
