"""Picture cards by their address: drawn once, from the wire alone, newest words under every version, gone with what they show."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from stoppress.edge.card import Told
from stoppress.edge.edge import Edge
from stoppress.edge.limits import Limits
from stoppress.media.cards import NotDrawn
from stoppress.project import cards
from stoppress.project.cards import Cards
from tests.edge.memory import MemoryTail, MemoryWire, post_id
from tests.edge.serving import SHELL
from tests.project import asking
from tests.project.asking import Answer, Request

CARD = f"/flood/p/{post_id(1)}/card.png"


class Artist:
    """Draws nothing, and notes what it was asked to."""

    def __init__(self) -> None:
        self.drawn: list[Told] = []
        self.may_draw = threading.Event()
        self.may_draw.set()
        self.begun = threading.Event()
        self.trouble: Exception | None = None

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, 60)

    def __call__(self, told: Told) -> bytes:
        self.begun.set()
        assert self.may_draw.wait(timeout=60)
        self.drawn.append(told)
        if self.trouble:
            raise self.trouble
        return f"picture of {told.words or told.blog or told.is_withdrawn}".encode()


class Gallery:
    """An edge over a wire in memory, and the cards before it."""

    def __init__(self) -> None:
        self.wire = MemoryWire()
        for _ in range(3):
            self.wire.publish()
        self.tail = MemoryTail(flood=self.wire)
        self.edge = Edge(self.tail, {"en": SHELL}, Limits(look_seconds=60))
        self.artist = Artist()
        self.cards = Cards(self.edge, self.artist)
        self.changed = asyncio.Event()
        self.edge.on_change(lambda _slug, _keys: self.changed.set())

    async def ask(self, path: str = CARD, method: str = "GET", known: str = "") -> Answer:
        headers = [(b"if-none-match", known.encode())] if known else []

        async def application(scope: dict[str, Any], _receive: object, send: Any) -> None:
            await self.cards(scope, send)

        return await asking.ask(application, Request(method, path, headers))

    async def take_on(self) -> None:
        """Let the edge see what has happened to the wire."""
        self.changed.clear()
        self.edge.look()
        async with asyncio.timeout(60):
            await self.changed.wait()


def _told(story: Callable[[Gallery], Awaitable[None]]) -> None:
    async def whole() -> None:
        gallery = Gallery()
        await gallery.edge.start()
        try:
            await story(gallery)
        finally:
            gallery.artist.may_draw.set()
            gallery.cards.close()
            await gallery.edge.stop()

    asyncio.run(whole())


def test_a_card_is_drawn_once_for_all_who_ask_and_who_leaves_takes_it_from_nobody() -> None:
    async def story(gallery: Gallery) -> None:
        gallery.artist.may_draw.clear()
        asked = [asyncio.create_task(gallery.ask()) for _ in range(50)]
        await gallery.artist.has_begun()
        asked.pop().cancel()
        gallery.artist.may_draw.set()
        answers = await asyncio.gather(*asked)
        assert {(answer.status, answer.body) for answer in answers} == {(200, b"picture of News 1")}
        assert (await gallery.ask()).status == 200
        assert len(gallery.artist.drawn) == 1

    _told(story)


def test_the_address_of_yesterday_shows_the_words_of_today() -> None:
    async def story(gallery: Gallery) -> None:
        before = await gallery.ask()
        gallery.wire.publish("Better news", index=1)
        await gallery.take_on()
        for version in ("", "-" + before.headers["etag"].strip('"'), "-0", "-nonsense"):
            now = await gallery.ask(f"/flood/p/{post_id(1)}/card{version}.png")
            assert (now.status, now.body) == (200, b"picture of Better news")
        assert now.headers["etag"] != before.headers["etag"]
        assert len(gallery.artist.drawn) == 2

    _told(story)


def test_who_holds_the_card_of_now_is_answered_without_a_drawing() -> None:
    async def story(gallery: Gallery) -> None:
        whole = await gallery.ask()
        gallery.cards.forget("flood", None)
        known = await gallery.ask(known=f"W/{whole.headers['etag']}")
        assert (known.status, known.body) == (304, b"")
        assert known.headers["cache-control"] == whole.headers["cache-control"]
        head = await gallery.ask(method="HEAD")
        assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
        assert (await gallery.ask(method="POST")).headers["allow"] == "GET, HEAD"

    _told(story)


def test_what_happens_elsewhere_on_the_page_draws_nothing_anew() -> None:
    async def story(gallery: Gallery) -> None:
        await gallery.ask()
        gallery.wire.publish("Another post")
        gallery.wire.publish("And it again", index=2)
        await gallery.take_on()
        await gallery.ask()
        assert len(gallery.artist.drawn) == 1

    _told(story)


def test_another_headline_of_the_live_blog_is_another_card_of_every_post() -> None:
    async def story(gallery: Gallery) -> None:
        await gallery.ask()
        gallery.wire.put("document", "document", 0, "<title>River falls</title>", title="River falls")
        await gallery.take_on()
        assert gallery.cards._held == {}
        await gallery.ask()
        assert [told.blog for told in gallery.artist.drawn] == ["River rises", "River falls"]

    _told(story)


def test_what_was_taken_down_is_410_at_once_and_its_picture_is_let_go_though_nobody_asks() -> None:
    async def story(gallery: Gallery) -> None:
        await gallery.ask()
        assert gallery.cards._held
        gallery.wire.remove(post_id(1))
        await gallery.take_on()
        assert gallery.cards._held == {}
        gone = await gallery.ask()
        assert (gone.status, gone.body) == (410, b"This picture was taken down.\n")
        assert gone.headers["cache-control"] == "no-store"

    _told(story)


def test_what_is_taken_down_while_it_is_drawn_is_kept_nowhere() -> None:
    async def story(gallery: Gallery) -> None:
        gallery.artist.may_draw.clear()
        asked = asyncio.create_task(gallery.ask())
        await gallery.artist.has_begun()
        gallery.wire.remove(post_id(1))
        await gallery.take_on()
        gallery.artist.may_draw.set()
        await asked
        assert gallery.cards._held == {}
        assert (await gallery.ask()).status == 410

    _told(story)


def test_of_a_withdrawn_post_the_artist_is_told_that_alone() -> None:
    async def story(gallery: Gallery) -> None:
        gallery.wire.put(
            f"post/{post_id(1)}",
            "stream",
            1,
            "<p></p>",
            title="Old words",
            withdrawal={"reason": "Wrong", "at": ""},
        )
        await gallery.ask()
        assert gallery.artist.drawn == [Told("en", is_withdrawn=True)]

    _told(story)


@pytest.mark.parametrize(
    "path",
    [
        "/flood/p/post00000099/card.png",
        "/other/card.png",
        f"/other/p/{post_id(1)}/card.png",
        "/flood/p/short/card.png",
        "/flood/card-.png",
        "/flood/card-%2e.png",
        f"/flood/card-{'a' * 41}.png",
    ],
)
def test_a_card_of_nothing_is_404_and_nothing_is_drawn(path: str) -> None:
    async def story(gallery: Gallery) -> None:
        assert (await gallery.ask(path)).status == 404
        assert gallery.artist.drawn == []

    _told(story)


def test_a_flood_of_cards_is_bounded_and_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "MOST_WAITING", 2)

    async def story(gallery: Gallery) -> None:
        await gallery.edge.story("flood")
        gallery.artist.may_draw.clear()
        asked = [
            asyncio.create_task(gallery.ask(f"/flood/p/{post_id(index)}/card.png")) for index in (1, 2, 3)
        ]
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        busy = done.pop().result()
        assert (busy.status, busy.headers["cache-control"]) == (503, "no-store")
        assert int(busy.headers["retry-after"]) >= 2
        gallery.artist.may_draw.set()
        assert sorted([answer.status for answer in await asyncio.gather(*asked)]) == [200, 200, 503]

    _told(story)


def test_memory_is_bounded_whatever_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "HELD_BYTES", 60)

    async def story(gallery: Gallery) -> None:
        for _ in range(30):
            gallery.wire.publish()
        await gallery.edge.story("flood")
        for index in range(1, 30):
            assert (await gallery.ask(f"/flood/p/{post_id(index)}/card.png")).status == 200
            held = sum(len(body) for _version, body in gallery.cards._held.values())
            assert held == gallery.cards._held_bytes <= 60

    _told(story)


def test_a_card_that_cannot_be_drawn_is_asked_for_again_later() -> None:
    async def story(gallery: Gallery) -> None:
        gallery.artist.trouble = NotDrawn()
        assert (await gallery.ask()).status == 503
        gallery.artist.trouble = None
        assert (await gallery.ask()).status == 200

    _told(story)


def test_a_live_blog_that_has_another_name_sends_its_cards_on() -> None:
    async def story(gallery: Gallery) -> None:
        gallery.tail.rename("flood", "dam")
        moved = await gallery.ask(f"/flood/p/{post_id(1)}/card-0a.png")
        assert (moved.status, moved.headers["location"]) == (308, f"/dam/p/{post_id(1)}/card-0a.png")
        assert (await gallery.ask("/dam/card.png")).status == 200

    _told(story)


def test_copies_leave_shared_caches_as_soon_as_those_of_pictures() -> None:
    ages = dict(re.findall(r"([a-z-]+)=(\d+)", cards.CACHING["picture"]))
    assert int(ages["s-maxage"]) <= 10
