"""Bits flipped in the file of the wire (F22): every one that matters is noticed, none is served."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.toolkit.sqlite import dbapi
from stoppress.wire.change import Change, Cursor, Part, put
from stoppress.wire.tails.sqlite import SqliteTail
from stoppress.wire.tails.tail import CorruptWire, Opening

FLIPS = 500
EPOCH = "aaaabbbb"
TABLES = """
CREATE TABLE wire_wire(id INTEGER PRIMARY KEY, name TEXT UNIQUE, epoch TEXT, head BIGINT, stream_count BIGINT);
CREATE TABLE wire_change(id INTEGER PRIMARY KEY, wire_id BIGINT, number BIGINT, action TEXT, key TEXT, region TEXT,
    place BIGINT, html TEXT, data TEXT, checksum BIGINT, made_at DATETIME, UNIQUE(wire_id, number));
CREATE TABLE wire_part(id INTEGER PRIMARY KEY, wire_id BIGINT, key TEXT, region TEXT, place BIGINT, number BIGINT,
    shelf BIGINT, is_standing BOOL, UNIQUE(wire_id, key));
CREATE TABLE wire_formername(id INTEGER PRIMARY KEY, wire_id BIGINT, name TEXT UNIQUE);
"""


class Rows:
    """A wire of 60 posts in plain tables, one of them amended and one taken down."""

    def __init__(self, path: Path) -> None:
        self.connection: Any = dbapi.connect(str(path))
        self.connection.executescript(f"PRAGMA journal_mode=WAL; {TABLES}")
        posts = [
            Part(_key(i), "stream", i + 1, f"<p>Words “{i}” é</p>", f'{{"id":"{i}"}}') for i in range(60)
        ]
        parts = [
            Part("document", "document", 0, "<title>Flood</title>"),
            Part("header", "header", 0, "<h1>é</h1>"),
        ]
        self.changes = [put(number, part) for number, part in enumerate([*parts, *posts], 1)]
        self.changes.append(put(63, Part(_key(58), "stream", 59, "<p>Other words</p>")))
        self.changes.append(Change(64, "remove", _key(57)))
        self._write()

    def flipped(self, table: str, columns: tuple[str, ...], chance: random.Random) -> Iterator[str]:
        """Flip one bit after the other, each for the time of one turn; tells where."""
        count = self.connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        for _ in range(FLIPS):
            row, column = chance.randrange(count) + 1, chance.choice(columns)
            held = self.connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (row,)).fetchone()[0]
            if held == "":
                continue
            try:
                self._set(table, column, row, _flip(held, chance))
            except dbapi.IntegrityError:
                self.connection.rollback()  # not even the table takes it
                continue
            yield f"{table}.{column} of row {row}, which was {held!r}"
            self._set(table, column, row, held)

    def _set(self, table: str, column: str, row: int, value: object) -> None:
        how = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        self.connection.execute(f"UPDATE {table} SET {column} = {how} WHERE id = ?", (value, row))
        self.connection.commit()

    def _write(self) -> None:
        head = len(self.changes)
        self.connection.execute("INSERT INTO wire_wire VALUES (1, 'flood', ?, ?, 60)", (EPOCH, head))
        for at in self.changes:
            row = (at.number, at.action, at.key, at.region, at.place, at.html, at.data, at.checksum())
            self.connection.execute(
                "INSERT INTO wire_change VALUES (NULL, 1, ?, ?, ?, ?, ?, ?, ?, ?, '')", row
            )
        first = {change.key: change for change in reversed(self.changes)}
        for last in {change.key: change for change in self.changes}.values():
            stood = first[last.key]
            shelf = (stood.place - 1) // 20 if stood.region == "stream" else 0
            part = (last.key, stood.region, stood.place, last.number, shelf, last.action == "put")
            self.connection.execute("INSERT INTO wire_part VALUES (NULL, 1, ?, ?, ?, ?, ?, ?)", part)
        self.connection.commit()


def _key(index: int) -> str:
    return f"post/post{index:08d}"


def _flip(value: str | int, chance: random.Random) -> bytes | int:
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(40))
    flipped = bytearray(value.encode())
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    return Rows(tmp_path / "wire.sqlite3")


@pytest.fixture
def tail(rows: Rows, tmp_path: Path) -> Iterator[SqliteTail]:
    made = SqliteTail(tmp_path / "wire.sqlite3")
    yield made
    made.close()


def test_every_flip_in_a_change_is_noticed(rows: Rows, tail: SqliteTail) -> None:
    columns = ("number", "action", "key", "region", "place", "html", "data", "checksum")
    noticed = 0
    for where in rows.flipped("wire_change", columns, random.Random(5)):
        with pytest.raises(CorruptWire):
            tail.open("flood")
        news = tail.news({"flood": Cursor(EPOCH, 0)})["flood"]
        assert news.trouble, where
        assert news.changes == rows.changes[: len(news.changes)], where
        noticed += 1
    assert noticed > FLIPS * 0.9


def test_a_flip_in_a_part_is_noticed_or_shows_nothing_else(rows: Rows, tail: SqliteTail) -> None:
    whole = tail.open("flood")
    noticed = 0
    for where in rows.flipped(
        "wire_part", ("key", "region", "place", "number", "is_standing"), random.Random(6)
    ):
        try:
            assert _shown(tail.open("flood")) == _shown(whole), where
        except CorruptWire:
            noticed += 1
    assert noticed > FLIPS * 0.5


def _shown(opening: Opening | None) -> object:
    assert opening is not None
    singles = sorted(opening.singles, key=lambda change: change.key)
    return opening.cursor, singles, opening.stream, opening.has_older, opening.recent
