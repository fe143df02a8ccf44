"""Wires in memory: the fake Tail of the tests. What happens to a wire is done by the test, from any thread."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

from stoppress.wire.change import Change, Cursor, Page, Part, put
from stoppress.wire.tails.tail import BESIDE, CorruptWire, News, OlderPage, Opening, ShelfPage

HELD, RECENT, SHELF = 40, 1_000, 20
LIFE, NEXT_LIFE = "aaaabbbb", "ccccdddd"


def post_id(index: int) -> str:
    """The public id of the post with this index."""
    return f"post{index:08d}"


class MemoryWire:
    """One wire. `shown` bounds how much of it a tail that is behind can see; `broken_at` is a flipped bit."""

    def __init__(self, pace: int = 5, language: str = "en") -> None:
        self.epoch = LIFE
        self.changes: list[Change] = []
        self.shown: int | None = None
        self.broken_at: int | None = None
        self.posts = 0
        self._shelves: dict[str, int] = {}
        self.put(
            "document",
            "document",
            0,
            "<title>River rises</title>",
            pace=pace,
            language=language,
            title="River rises",
        )
        self.put("header", "header", 0, "<h1>River rises</h1>")

    @property
    def head(self) -> int:
        """The number of the last change that can be seen."""
        return len(self.changes) if self.shown is None else min(self.shown, len(self.changes))

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.epoch, self.head)

    def put(self, key: str, region: str, place: int, html: str, **data: object) -> int:
        """Append a put; returns its number."""
        number = len(self.changes) + 1
        if region == "stream":
            self._shelves.setdefault(key, len(self._shelves) // SHELF)
        self.changes.append(put(number, Part(key, region, place, html, json.dumps(data))))
        return number

    def publish(self, words: str = "", index: int | None = None) -> str:
        """Put a post on top, or the post with this index once more; returns its id."""
        if index is None:
            self.posts += 1
            index = self.posts
        said, post = words or f"News {index}", post_id(index)
        html = f'<article data-part="post/{post}" data-place="{index}">{said}</article>'
        self.put(
            f"post/{post}",
            "stream",
            index,
            html,
            id=post,
            title=said[:40],
            text=said,
            url=f"/flood/p/{post}/",
        )
        return post

    def remove(self, post: str) -> int:
        """Append a removal, and blank what came before it, as a take-down does; returns its number."""
        key, number = f"post/{post}", len(self.changes) + 1
        self.changes = [
            Change(change.number, "remove", key) if change.key == key else change for change in self.changes
        ]
        self.changes.append(Change(number, "remove", key))
        return number

    def begin_anew(self) -> None:
        """A restore from a backup: another epoch, and one change less."""
        self.epoch = NEXT_LIFE
        self.changes.pop()

    def page(self) -> Page:
        """The page as it stands."""
        page = Page()
        for change in self.changes[: self.head]:
            page.apply(change)
        return page

    def after(self, number: int, limit: int = RECENT) -> list[Change]:
        """The next changes; raises at the flipped bit."""
        found = self.changes[number : min(self.head, number + limit)]
        if self.broken_at is not None and any(change.number == self.broken_at for change in found):
            raise CorruptWire(f"Change {self.broken_at} does not match its checksum.")
        return found

    def last_word(self, key: str) -> Change | None:
        """The last change of one part."""
        return next((change for change in reversed(self.changes[: self.head]) if change.key == key), None)

    def stream(self, below: float = float("inf")) -> list[Change]:
        """The standing posts below this place, newest first."""
        parts = [part for part in self.page().region("stream") if part.place < below]
        return [word for part in parts if (word := self.last_word(part.key))]

    def first_from(self, shelf: int) -> str | None:
        """The first post that ever stood on this shelf or above."""
        keys = [key for key, held in self._shelves.items() if held >= shelf]
        return keys[0] if keys else None

    def shelf(self, key: str) -> int | None:
        """On which archive page the post stands."""
        return self._shelves.get(key)


class MemoryTail:
    """A Tail over wires in memory; counts its questions, and can be told to fail or to wait."""

    def __init__(self, **wires: MemoryWire) -> None:
        self.wires = wires
        #: Former names, and the names of now.
        self.former: dict[str, str] = {}
        self.lock = threading.RLock()
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()

    def open(self, name: str) -> Opening | None:
        self._begin("open")
        with self.lock:
            wire = self.wires.get(name)
            if wire is None or not wire.head:
                return None
            floor = max(wire.head - RECENT, 0)
            stream = wire.stream()
            beside = [part.key for part in wire.page().as_mapping().values() if part.region in BESIDE]
            singles = [word for key in beside if (word := wire.last_word(key))]
            recent = wire.after(floor)
            return Opening(wire.cursor, singles, stream[:HELD], len(stream) > HELD, recent, floor)

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        self._begin("news")
        with self.lock:
            sent_on = {
                name: News(Cursor("", 0), [], moved_to=self.former[name])
                for name in known
                if name not in self.wires
            }
            here = {name: self.wires[name] for name in known if name in self.wires}
            gone_on = {name: wire for name, wire in here.items() if wire.cursor != known[name]}
            return sent_on | {name: self._news_of(wire, known[name]) for name, wire in gone_on.items()}

    def moved(self, name: str) -> str | None:
        self._begin("moved")
        with self.lock:
            return self.former.get(name)

    def rename(self, name: str, new: str) -> None:
        """Give a wire another name."""
        with self.lock:
            self.wires[new] = self.wires.pop(name)
            self.former[name] = new

    def elsewhere(self, name: str, key: str) -> str | None:
        self._begin("elsewhere")
        with self.lock:
            words = {other: wire.last_word(key) for other, wire in self.wires.items() if other != name}
            return next((other for other, word in words.items() if word and word.action == "put"), None)

    def part(self, name: str, key: str) -> Change | None:
        self._begin("part")
        with self.lock:
            return self.wires[name].last_word(key)

    def newest(self, name: str, limit: int, only_marked: bool) -> list[Change]:
        self._begin("newest")
        with self.lock:
            stream = self.wires[name].stream()
            return [change for change in stream if change.is_marked or not only_marked][:limit]

    def older(self, name: str, key: str) -> OlderPage | None:
        self._begin("older")
        with self.lock:
            wire = self.wires[name]
            anchor = wire.last_word(key)
            below = wire.stream(anchor.place) if anchor else []
            if not below:
                return None
            shelf = wire.shelf(below[0].key) or 0
            posts = [change for change in below if wire.shelf(change.key) == shelf]
            has_older = len(below) > len(posts)
            newer = wire.first_from(shelf + 2)
            whole = wire.first_from(shelf + 1) or key
            return OlderPage(posts, wire.first_from(shelf) if has_older else None, newer, whole)

    def newer(self, name: str, key: str) -> str | None:
        self._begin("newer")
        with self.lock:
            wire = self.wires[name]
            shelf = wire.shelf(key)
            return None if shelf is None else wire.first_from(shelf + 2) or ""

    def shelf(self, name: str, number: int) -> ShelfPage | None:
        self._begin("shelf")
        with self.lock:
            wire = self.wires[name]
            posts = [change for change in reversed(wire.stream()) if wire.shelf(change.key) == number]
            return (
                ShelfPage(posts, wire.first_from(number + 1) is not None)
                if posts or not number or wire.first_from(number)
                else None
            )

    def older_anchor(self, name: str, place: int) -> str | None:
        self._begin("older_anchor")
        with self.lock:
            wire = self.wires[name]
            below = wire.stream(place)
            return wire.first_from((wire.shelf(below[0].key) or 0) + 1) if below else None

    def close(self) -> None:
        self.asked.append("close")

    def _begin(self, question: str) -> None:
        self.may_answer.wait(20)
        self.asked.append(question)
        if self.failure is not None:
            raise self.failure

    def _news_of(self, wire: MemoryWire, known: Cursor) -> News:
        if wire.epoch != known.epoch:
            return News(wire.cursor, [])
        try:
            changes = wire.after(known.number)
        except CorruptWire as error:
            return News(known, [], trouble=str(error))
        reached = changes[-1].number if changes else known.number
        return News(Cursor(wire.epoch, reached), changes, reached < wire.head)
