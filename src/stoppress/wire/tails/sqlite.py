"""Follows wires in an SQLite file, through a connection of its own that can only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stoppress.toolkit.sqlite import dbapi
from stoppress.wire.change import Change, Cursor
from stoppress.wire.tails.tail import CorruptWire, News, OlderPage, Opening

#: Posts that an edge holds in memory: a page of 20, and as many in reserve for those that leave it.
HELD = 40
#: Changes that are kept for readers who were away (P-4.4 asks for 500).
RECENT = 1_000

_CHANGE = "c.number, c.action, c.key, c.region, c.place, c.html, c.data, c.checksum"
_STANDING = (
    f"SELECT {_CHANGE} FROM wire_part p JOIN wire_change c ON c.wire_id = p.wire_id AND c.number = p.number "  # noqa: S608
    "WHERE p.wire_id = ? AND p.is_standing"
)


class SqliteTail:
    """A Tail over the tables of the wire. Opens its connection at the first question, in the asking thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: Any = None

    def open(self, name: str) -> Opening | None:
        with self._reading() as ask:
            wire = ask("SELECT id, epoch, head FROM wire_wire WHERE name = ? AND head > 0", name)
            if not wire:
                return None
            wire_id, epoch, head = wire[0]
            stream = _changes(
                ask(f"{_STANDING} AND p.region = 'stream' ORDER BY p.place DESC LIMIT ?", wire_id, HELD + 1)
            )
            floor = max(head - RECENT, 0)
            recent = ask(
                f"SELECT {_CHANGE} FROM wire_change c WHERE c.wire_id = ? AND c.number > ? ORDER BY c.number",  # noqa: S608
                wire_id,
                floor,
            )
            singles = ask(
                f"{_STANDING} AND p.region IN ('document', 'header', 'key-points', 'pinned')", wire_id
            )
            return Opening(
                Cursor(epoch, head),
                _changes(singles),
                stream[:HELD],
                len(stream) > HELD,
                _changes(recent),
                floor,
            )

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        found: dict[str, News] = {}
        with self._reading() as ask:
            for name, wire_id, epoch, head in _moved(ask, known):
                held = known[name]
                changes: list[Change] = []
                if epoch == held.epoch and head > held.number:
                    changes = _changes(
                        ask(
                            f"SELECT {_CHANGE} FROM wire_change c WHERE c.wire_id = ? AND c.number > ? "  # noqa: S608
                            "ORDER BY c.number LIMIT ?",
                            wire_id,
                            held.number,
                            RECENT,
                        )
                    )
                    head = changes[-1].number if changes else held.number
                found[name] = News(Cursor(epoch, head), changes)
        return found

    def part(self, name: str, key: str) -> Change | None:
        with self._reading() as ask:
            rows = ask(
                f"SELECT {_CHANGE} FROM wire_wire w JOIN wire_part p ON p.wire_id = w.id "  # noqa: S608
                "JOIN wire_change c ON c.wire_id = w.id AND c.number = p.number "
                "WHERE w.name = ? AND w.head > 0 AND p.key = ?",
                name,
                key,
            )
        return _changes(rows)[0] if rows else None

    def older(self, name: str, key: str) -> OlderPage | None:
        with self._reading() as ask:
            anchor = ask(
                "SELECT p.wire_id, p.place FROM wire_wire w JOIN wire_part p ON p.wire_id = w.id "
                "WHERE w.name = ? AND w.head > 0 AND p.key = ? AND p.region = 'stream'",
                name,
                key,
            )
            if not anchor:
                return None
            wire_id, place = anchor[0]
            shelf = ask(
                "SELECT shelf FROM wire_part WHERE wire_id = ? AND region = 'stream' AND is_standing AND place < ? "
                "ORDER BY place DESC LIMIT 1",
                wire_id,
                place,
            )
            if not shelf:
                return None
            posts = _changes(
                ask(
                    f"{_STANDING} AND p.shelf = ? AND p.place < ? AND p.region = 'stream' ORDER BY p.place DESC",
                    wire_id,
                    shelf[0][0],
                    place,
                )
            )
            if not posts:
                return None
            lowest = posts[-1]
            return OlderPage(
                posts,
                lowest.key if _anything_below(ask, wire_id, lowest.place) else None,
                _first_of_shelf(ask, wire_id, shelf[0][0] + 2),
            )

    def older_anchor(self, name: str, place: int) -> str | None:
        with self._reading() as ask:
            below = ask(
                "SELECT p.wire_id, p.shelf FROM wire_wire w JOIN wire_part p ON p.wire_id = w.id "
                "WHERE w.name = ? AND p.region = 'stream' AND p.is_standing AND p.place < ? ORDER BY p.place DESC LIMIT 1",
                name,
                place,
            )
            if not below:
                return None
            wire_id, shelf = below[0]
            return _first_of_shelf(ask, wire_id, shelf + 1)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _reading(self) -> Iterator[Ask]:
        """One consistent look: all questions within see the same state of the file."""
        if self._connection is None:
            self._connection = dbapi.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=5,
                isolation_level=None,
                check_same_thread=False,
            )
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.execute("PRAGMA wal_autocheckpoint = 0")
        self._connection.execute("BEGIN")
        try:
            yield lambda question, *values: self._connection.execute(question, values).fetchall()
        finally:
            self._connection.execute("ROLLBACK")


Ask = Callable[..., list[tuple[Any, ...]]]


def _moved(ask: Ask, known: Mapping[str, Cursor]) -> Iterator[tuple[str, int, str, int]]:
    """The wires among these that stand elsewhere than where they are known to stand."""
    names = list(known)
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        marks = ",".join("?" * len(some))
        for name, wire_id, epoch, head in ask(
            f"SELECT name, id, epoch, head FROM wire_wire WHERE name IN ({marks})",  # noqa: S608
            *some,
        ):
            if (epoch, head) != (known[name].epoch, known[name].number):
                yield name, wire_id, epoch, head


def _anything_below(ask: Ask, wire_id: int, place: int) -> bool:
    return bool(
        ask(
            "SELECT 1 FROM wire_part WHERE wire_id = ? AND region = 'stream' AND is_standing AND place < ? LIMIT 1",
            wire_id,
            place,
        )
    )


def _first_of_shelf(ask: Ask, wire_id: int, shelf: int) -> str | None:
    rows = ask(
        "SELECT key FROM wire_part WHERE wire_id = ? AND shelf = ? AND region = 'stream' ORDER BY place LIMIT 1",
        wire_id,
        shelf,
    )
    return rows[0][0] if rows else None


def _changes(rows: Iterable[tuple[Any, ...]]) -> list[Change]:
    return [_checked(*row) for row in rows]


def _checked(
    number: int, action: str, key: str, region: str, place: int, html: str, data: str, checksum: int
) -> Change:
    if action not in {"put", "remove"}:
        raise CorruptWire(
            f"Change {number} is a “{action}”, which this version does not know. Upgrade this edge."
        )
    change = Change(number, "put" if action == "put" else "remove", key, region, place, html, data)
    if change.checksum() != checksum:
        raise CorruptWire(
            f"Change {number} does not match its checksum. Restore the database, or ask for help."
        )
    return change
