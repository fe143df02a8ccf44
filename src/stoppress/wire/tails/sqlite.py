"""Follows wires in an SQLite file, through a connection of its own that can only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from stoppress.toolkit.sqlite import dbapi
from stoppress.wire.change import Change, Cursor
from stoppress.wire.tails.tail import (
    BESIDE,
    GONE,
    REGIONS,
    CorruptWire,
    News,
    OlderPage,
    Opening,
    ShelfPage,
    must_follow,
)

#: Posts that an edge holds in memory: a page of 20, and as many in reserve for those that leave it.
HELD = 40
#: Changes that are kept for readers who were away (P-4.4 asks for 500), and the most that one look brings.
RECENT = 1_000

_CHANGE = "c.number, c.action, c.key, c.region, c.place, c.html, c.data, c.checksum"
# A left join: a part whose change is not there must be noticed, not left out.
_LAST_WORD = f"SELECT p.key, p.region, p.place, {_CHANGE} FROM wire_part p LEFT JOIN wire_change c ON c.wire_id = p.wire_id AND c.number = p.number "  # noqa: E501, S608
_STANDING = f"{_LAST_WORD} WHERE p.wire_id = ? AND p.is_standing = 1"

Row = tuple[Any, ...]
Ask = Callable[..., list[Row]]


class SqliteTail:
    """A Tail over the tables of the wire. Opens its connection at the first question, and anew after a failure."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: Any = None

    def open(self, name: str) -> Opening | None:
        with self._reading() as ask:
            wire = ask("SELECT id, epoch, head FROM wire_wire WHERE name = ? AND head > 0", name)
            if not wire:
                return None
            wire_id, epoch, head = wire[0]
            floor = max(head - RECENT, 0)
            recent = _changes_after(ask, wire_id, floor)
            _must_reach(head, recent)
            marks = ",".join("?" * len(BESIDE))
            singles = _last_words(ask(f"{_STANDING} AND p.region IN ({marks})", wire_id, *BESIDE))
            stream = _last_words(
                ask(f"{_STANDING} AND p.region = 'stream' ORDER BY p.place DESC LIMIT ?", wire_id, HELD + 1)
            )
            _must_hold(recent, singles, stream)
            return Opening(Cursor(epoch, head), singles, stream[:HELD], len(stream) > HELD, recent, floor)

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        found: dict[str, News] = {}
        with self._reading() as ask:
            public = {
                name: (wire_id, Cursor(epoch, head)) for name, wire_id, epoch, head in _public(ask, known)
            }
            for name, held in known.items():
                if name not in public:
                    now = _moved(ask, name)
                    found[name] = News(Cursor("", 0), [], moved_to=now) if now else GONE
                elif public[name][1] != held:
                    wire_id, cursor = public[name]
                    found[name] = _news_of(ask, wire_id, held, cursor)
        return found

    def moved(self, name: str) -> str | None:
        with self._reading() as ask:
            return _moved(ask, name)

    def part(self, name: str, key: str) -> Change | None:
        with self._reading() as ask:
            wire_id = _wire_id(ask, name)
            found = _last_words(ask(f"{_LAST_WORD} WHERE p.wire_id = ? AND p.key = ?", wire_id, key))
            return found[0] if found else None

    def elsewhere(self, name: str, key: str) -> str | None:
        with self._reading() as ask:
            found = ask(
                "SELECT w.name FROM wire_part p JOIN wire_wire w ON w.id = p.wire_id"
                " WHERE p.key = ? AND p.is_standing AND p.region = 'stream' AND w.name <> ? AND w.head > 0",
                key,
                name,
            )
            return str(found[0][0]) if found else None

    def newest(self, name: str, limit: int, only_marked: bool) -> list[Change]:
        with self._reading() as ask:
            return _last_words(ask(newest_question(only_marked), _wire_id(ask, name), limit))

    def older(self, name: str, key: str) -> OlderPage | None:
        with self._reading() as ask:
            wire_id = _wire_id(ask, name)
            place = ask(
                "SELECT place FROM wire_part WHERE wire_id = ? AND key = ? AND region = 'stream'",
                wire_id,
                key,
            )
            newest = _newest_below(ask, wire_id, place[0][0]) if place else []
            if not newest:
                return None
            shelf = newest[0][0]
            posts = _last_words(
                ask(
                    # Without “= 1”: SQLite must take the index by shelf, not walk down all places.
                    f"{_LAST_WORD} WHERE p.wire_id = ? AND p.is_standing AND p.shelf = ? AND p.place < ? "
                    "AND p.region = 'stream' ORDER BY p.place DESC",
                    wire_id,
                    shelf,
                    place[0][0],
                )
            )
            has_older = bool(_newest_below(ask, wire_id, posts[-1].place))
            return OlderPage(
                posts,
                (_first_from(ask, wire_id, shelf) or posts[-1].key) if has_older else None,
                _newer_than(ask, wire_id, shelf),
                _first_from(ask, wire_id, shelf + 1) or key,
            )

    def newer(self, name: str, key: str) -> str | None:
        with self._reading() as ask:
            wire_id = _wire_id(ask, name)
            found = ask(
                "SELECT shelf FROM wire_part WHERE wire_id = ? AND key = ? AND region = 'stream'",
                wire_id,
                key,
            )
            return (_newer_than(ask, wire_id, found[0][0]) or "") if found else None

    def shelf(self, name: str, number: int) -> ShelfPage | None:
        with self._reading() as ask:
            wire_id = _wire_id(ask, name)
            posts = _last_words(
                ask(
                    f"{_LAST_WORD} WHERE p.wire_id = ? AND p.is_standing AND p.shelf = ? "
                    "AND p.region = 'stream' ORDER BY p.place",
                    wire_id,
                    number,
                )
            )
            if not posts and number and not _was_used(ask, wire_id, number):
                return None
            return ShelfPage(posts, _first_from(ask, wire_id, number + 1) is not None)

    def older_anchor(self, name: str, place: int) -> str | None:
        with self._reading() as ask:
            wire_id = _wire_id(ask, name)
            newest = _newest_below(ask, wire_id, place)
            return _first_from(ask, wire_id, newest[0][0] + 1) if newest else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _reading(self) -> Iterator[Ask]:
        """One consistent look: all questions within see the same state of the file."""
        connection = self._connection or self._connect()
        try:
            connection.execute("BEGIN")
            yield lambda question, *values: connection.execute(question, values).fetchall()
            connection.execute("ROLLBACK")
        except dbapi.Error:
            # The file may have been replaced or the disk may have failed: begin with a fresh connection next time.
            with suppress(dbapi.Error):
                self.close()
            raise
        finally:
            if self._connection is not None and connection.in_transaction:
                connection.execute("ROLLBACK")

    def _connect(self) -> Any:
        connection = self._connection = dbapi.connect(
            f"{self._path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=5,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        # A flipped bit may break the encoding; the checksum is to notice it, not the driver.
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        return connection


def newest_question(only_marked: bool) -> str:
    """What is asked for the newest posts of a wire, or its newest marked ones: for the id of the wire, and how many."""
    if not only_marked:
        return f"{_STANDING} AND p.region = 'stream' ORDER BY p.place DESC LIMIT ?"
    # Without “= 1”, and with “+”: SQLite must take the index of the marked ones, not walk down all places.
    marked = "p.is_marked AND p.is_standing AND +p.region = 'stream'"
    return f"{_LAST_WORD} WHERE p.wire_id = ? AND {marked} ORDER BY p.place DESC LIMIT ?"


def _news_of(ask: Ask, wire_id: int, held: Cursor, now: Cursor) -> News:
    if now.epoch != held.epoch:
        return News(now, [])
    if now.number < held.number:
        return News(
            held,
            [],
            trouble=f"The wire went back from {held.number} to {now.number}. After a restore, begin a new epoch.",
        )
    good: list[Change] = []
    trouble = ""
    try:
        for change in _each_checked(_rows_after(ask, wire_id, held.number)):
            must_follow(held.number + len(good), [change])
            good.append(change)
        if not good:
            _must_reach(now.number, good)
    except CorruptWire as error:
        trouble = str(error)
    reached = held.number + len(good)
    return News(Cursor(held.epoch, reached), good, reached < now.number and not trouble, trouble)


def _public(ask: Ask, known: Iterable[str]) -> Iterator[Row]:
    """Name, id, epoch and head of those of these wires that are public."""
    names = list(known)
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        marks = ",".join("?" * len(some))
        yield from ask(
            f"SELECT name, id, epoch, head FROM wire_wire WHERE head > 0 AND name IN ({marks})",  # noqa: S608
            *some,
        )


def _wire_id(ask: Ask, name: str) -> int | None:
    rows = ask("SELECT id FROM wire_wire WHERE name = ? AND head > 0", name)
    return rows[0][0] if rows else None


def _moved(ask: Ask, name: str) -> str | None:
    rows = ask(
        "SELECT w.name FROM wire_formername f JOIN wire_wire w ON w.id = f.wire_id WHERE f.name = ? AND w.head > 0",
        name,
    )
    return rows[0][0] if rows else None


def _newest_below(ask: Ask, wire_id: int | None, place: int) -> list[Row]:
    """The shelf of the newest standing post below this place; nothing if there is none."""
    return ask(
        "SELECT shelf FROM wire_part WHERE wire_id = ? AND region = 'stream' AND is_standing = 1 AND place < ? "
        "ORDER BY place DESC LIMIT 1",
        wire_id,
        place,
    )


def _first_from(ask: Ask, wire_id: int | None, shelf: int) -> str | None:
    """The first post that ever stood on this shelf or, if it is bare, on the next one above."""
    rows = ask(
        "SELECT key FROM wire_part WHERE wire_id = ? AND shelf >= ? AND region = 'stream' "
        "ORDER BY shelf, place LIMIT 1",
        wire_id,
        shelf,
    )
    return rows[0][0] if rows else None


def _was_used(ask: Ask, wire_id: int | None, shelf: int) -> bool:
    """Whether a post was ever put on this shelf."""
    return bool(
        ask(
            "SELECT 1 FROM wire_part WHERE wire_id = ? AND shelf = ? AND region = 'stream' LIMIT 1",
            wire_id,
            shelf,
        )
    )


def _newer_than(ask: Ask, wire_id: int | None, shelf: int) -> str | None:
    """The post before which the next newer page stands; None if that is the live page."""
    rows = ask(
        "SELECT shelf FROM wire_part WHERE wire_id = ? AND shelf > ? AND region = 'stream' AND is_standing "
        "ORDER BY shelf, place LIMIT 1",
        wire_id,
        shelf,
    )
    return _first_from(ask, wire_id, rows[0][0] + 1) if rows else None


def _rows_after(ask: Ask, wire_id: int, number: int) -> list[Row]:
    return ask(
        f"SELECT {_CHANGE} FROM wire_change c WHERE c.wire_id = ? AND c.number > ? ORDER BY c.number LIMIT ?",  # noqa: S608
        wire_id,
        number,
        RECENT,
    )


def _changes_after(ask: Ask, wire_id: int, number: int) -> list[Change]:
    changes = list(_each_checked(_rows_after(ask, wire_id, number)))
    must_follow(number, changes)
    return changes


def _must_reach(head: int, changes: list[Change]) -> None:
    if not changes or changes[-1].number != head:
        raise CorruptWire(
            f"The wire says that it stands at {head}, but that change is missing. Restore the database."
        )


def _must_hold(recent: list[Change], singles: list[Change], stream: list[Change]) -> None:
    """Raise CorruptWire unless the parts say what the recent changes say: parts have no checksum of their own."""
    held = {change.key: change.number for change in [*singles, *stream]}
    lowest = stream[-1].place if len(stream) > HELD else 0
    for key, change in {change.key: change for change in recent}.items():
        is_below = change.region == "stream" and change.place < lowest
        expected = None if change.action == "remove" or is_below else change.number
        if held.get(key) != expected:
            raise CorruptWire(
                f"Part {key} does not stand where change {change.number} put it. Restore the database."
            )


def _last_words(rows: Iterable[Row]) -> list[Change]:
    """The changes on which parts rest; each must be of that part, and where it says the part stands."""
    found = []
    for key, region, place, *row in rows:
        change = _checked(*row)
        agrees = change.action == "remove" or (change.region, change.place) == (region, place)
        if change.key != key or not agrees:
            raise CorruptWire(
                f"Part {key} rests on change {change.number}, which is not its own. Restore the database."
            )
        found.append(change)
    return found


def _each_checked(rows: Iterable[Row]) -> Iterator[Change]:
    return (_checked(*row) for row in rows)


def _checked(
    number: int | None, action: str, key: str, region: str, place: int, html: str, data: str, checksum: int
) -> Change:
    if number is None:
        raise CorruptWire("A part rests on a change that is not there. Restore the database.")
    if action not in {"put", "remove"} or (action == "put" and region not in REGIONS):
        raise CorruptWire(
            f"Change {number} is a “{action}” into “{region}”, which this version does not know. Upgrade this edge."
        )
    change = Change(number, "put" if action == "put" else "remove", key, region, place, html, data)
    if change.checksum() != checksum:
        raise CorruptWire(
            f"Change {number} does not match its checksum. Restore the database, or ask for help."
        )
    return change
