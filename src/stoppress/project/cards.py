"""Picture cards by their address: drawn when first asked for, from the wire's data alone, one at a time, and held in memory.

A card's address ends in the version of its words. An old version, or none, gets the card of now: whoever kept the address of
yesterday shows today's words. What was taken down answers 410, and its picture is forgotten when the edge hears of it.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from stoppress.edge import card
from stoppress.edge.edge import Edge
from stoppress.edge.follower import NotNow
from stoppress.edge.story import Story
from stoppress.media.cards import NotDrawn
from stoppress.project.outputs import CACHING
from stoppress.project.picture_answers import (
    GONE,
    NOT_ALLOWED,
    NOT_THERE,
    SAFE,
    Answer,
    Scope,
    Send,
    busy,
    give,
    is_known,
    picture,
)

_ADDRESS = re.compile(
    r"/(?P<slug>[a-z0-9][a-z0-9-]{0,79})/(?:p/(?P<post>[a-z0-9]{12})/)?card(?:-[a-z0-9]{1,40})?\.png"
)
#: About a thousand cards.
HELD_BYTES = 32 * 1024 * 1024
#: Cards that are drawn or wait for it; beyond it: 503. One takes a quarter of a second.
MOST_WAITING = 12
#: Parts of which every card of a live blog shows something.
_OF_ALL = frozenset({"document", "header"})

#: Live blog and post; no post for the card of the live blog itself.
_Name = tuple[str, str]


class Cards:
    """Answers the addresses of cards. `draw` is called in a thread of our own, one card at a time."""

    def __init__(self, edge: Edge, draw: Callable[[card.Told], bytes]) -> None:
        self._edge = edge
        self._draw = draw
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cards")
        self._held: OrderedDict[_Name, tuple[str, bytes]] = OrderedDict()
        self._held_bytes = 0
        self._drawing: dict[tuple[_Name, str], asyncio.Future[bytes]] = {}
        edge.on_change(self.forget)

    def handles(self, path: str) -> bool:
        """Say whether this path is a card's."""
        return path.endswith(".png") and _ADDRESS.fullmatch(path) is not None

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request."""
        found = _ADDRESS.fullmatch(scope["path"])
        if scope["method"] not in ("GET", "HEAD"):
            await give(NOT_ALLOWED, scope, send)
        elif found is None:
            await give(NOT_THERE, scope, send)
        else:
            await give(await self._answer(found["slug"], found["post"] or "", scope), scope, send)

    def forget(self, slug: str, keys: Collection[str] | None) -> None:
        """These parts of a live blog are other ones now (None: all): nothing that was drawn of them is kept."""
        is_all = keys is None or not _OF_ALL.isdisjoint(keys)
        known = {*self._held, *(name for name, _version in self._drawing)}
        forgotten = {
            name for name in known if name[0] == slug and (is_all or f"post/{name[1]}" in (keys or ()))
        }
        for name in forgotten:
            self._let_go(name)
        for drawing in [drawing for drawing in self._drawing if drawing[0] in forgotten]:
            del self._drawing[drawing]  # what comes of it is given to those who wait, and kept nowhere

    def close(self) -> None:
        """Draw nothing more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _answer(self, slug: str, post: str, scope: Scope) -> Answer:
        try:
            story = await self._edge.story(slug)
            if story is None:
                return await self._elsewhere(slug, scope["path"])
            told = await self._told(story, post)
            if isinstance(told, Answer):
                return told
            etag = b'"%b"' % told.version.encode()
            if is_known(scope, etag):
                return _card(slug, b"", etag)
            return _card(slug, await self._picture((slug, post), told), etag)
        except (NotNow, NotDrawn):
            return busy(2, 6)

    async def _elsewhere(self, slug: str, path: str) -> Answer:
        if address := await self._edge.address_now(slug, path[len(slug) + 1 :]):
            headers = [
                (b"location", address.encode()),
                (b"cache-control", CACHING["redirect"].encode()),
                *SAFE,
            ]
            return Answer(308, headers)
        return NOT_THERE

    async def _told(self, story: Story, post: str) -> card.Told | Answer:
        if not post:
            return card.of_blog(story)
        change = await self._edge.post(story, post)
        if change is None:
            return NOT_THERE
        return GONE if change.action == "remove" else card.of_post(story, change)

    async def _picture(self, name: _Name, told: card.Told) -> bytes:
        """The picture of these words, drawn once for all who wait."""
        version, body = self._held.get(name, ("", b""))
        if version == told.version:
            self._held.move_to_end(name)
            return body
        drawing = self._drawing.get((name, told.version))
        if drawing is None:
            if len(self._drawing) >= MOST_WAITING:
                raise NotNow("Full for the moment.")
            drawing = self._drawing[name, told.version] = asyncio.ensure_future(self._drawn(name, told))
        return await asyncio.shield(drawing)  # who leaves does not take it from the others

    async def _drawn(self, name: _Name, told: card.Told) -> bytes:
        try:
            body = await asyncio.wrap_future(self._thread.submit(self._draw, told))
            if (name, told.version) in self._drawing:  # else it was forgotten while it was drawn
                self._hold(name, told.version, body)
            return body
        finally:
            self._drawing.pop((name, told.version), None)

    def _hold(self, name: _Name, version: str, body: bytes) -> None:
        self._let_go(name)
        self._held[name] = version, body
        self._held_bytes += len(body)
        while self._held_bytes > HELD_BYTES and len(self._held) > 1:
            self._let_go(next(iter(self._held)))

    def _let_go(self, name: _Name) -> None:
        _version, body = self._held.pop(name, ("", b""))
        self._held_bytes -= len(body)


def _card(slug: str, body: bytes, etag: bytes) -> Answer:
    return picture(b"image/png", body, etag, (b"surrogate-key", slug.encode()))
