"""The index of words in SQLite: one FTS5 table, whose rows are ordered as the posts are."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from stoppress.toolkit import sqlite
from stoppress.toolkit.asked import Asked, Term
from stoppress.toolkit.words import folded
from stoppress.wire.search.seam import TooSlow, Where, Words

#: A search may have so much of the processor; measured at 100,000 posts: 0.2 to 15 ms.
LONGEST_SECONDS = 0.5
#: On a machine that is busy, or reads from a slow disk, it may last so long.
_LONGEST_LASTING_SECONDS = 3.0
#: How many words apart is still together.
_TOGETHER = 6
#: Steps of SQLite's machine between two looks at the clock.
_STEPS = 2_000
#: Wires that may have a post at the very same microsecond: the row is the place times this, plus the first that is free.
_SLOTS = 1_024
_NO_ROW = 2**63 - 1

#: `ascii` splits at ASCII punctuation only; what comes in is folded and split by us, in every script.
_MADE = (
    "CREATE VIRTUAL TABLE wire_words USING fts5(wire, title, words, byline, tokenize='ascii', columnsize=0)"
)
_SECURE = "INSERT INTO wire_words(wire_words, rank) VALUES('secure-delete', 1)"
#: Parts are deleted in tests only: between two of them the tables are emptied.
_GUARD = """
    CREATE TRIGGER wire_words_leave_with_their_part AFTER DELETE ON wire_part WHEN OLD.words_row IS NOT NULL
    BEGIN DELETE FROM wire_words WHERE rowid = OLD.words_row; END
"""
_STRAYS = """
    SELECT
    (SELECT count(*) FROM wire_part WHERE words_row IS NOT NULL AND words_row NOT IN (SELECT rowid FROM wire_words)) +
    (SELECT count(*) FROM wire_words WHERE rowid NOT IN (SELECT words_row FROM wire_part WHERE words_row IS NOT NULL))
"""
_UNMADE = (
    "DROP TRIGGER IF EXISTS wire_words_leave_with_their_part",
    "DROP TABLE IF EXISTS wire_words",
)


class NoRoom(Exception):
    """More live blogs than can be have a post at one microsecond."""


class Fts5:
    """Rows are found by place, newest first, one by one: a search that wants twenty looks at no more than it must."""

    def make(self) -> None:
        self.unmake()
        with connection.cursor() as cursor:
            cursor.execute(_MADE)
            if sqlite.deletes_words_for_good():
                cursor.execute(_SECURE)
            cursor.execute(_GUARD)

    def unmake(self) -> None:
        with connection.cursor() as cursor:
            for statement in _UNMADE:
                cursor.execute(statement)

    def put(self, wire: int, place: int, words: Words, *, instead_of: int | None = None) -> int:
        said = [_name(wire), folded(words.title), folded(words.text), folded(words.byline)]
        if instead_of is not None:
            if instead_of // _SLOTS == place and self._said(instead_of) == said:
                return instead_of
            self.drop(instead_of)
        row = self._free_row(place)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO wire_words(rowid, wire, title, words, byline) VALUES(%s, %s, %s, %s, %s)",
                [row, *said],
            )
        return row

    def drop(self, entry: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM wire_words WHERE rowid = %s", [entry])

    def find(
        self,
        wire: int,
        asked: Asked,
        *,
        limit: int,
        below: int | None = None,
        where: Where = Where.ANYWHERE,
    ) -> list[int]:
        end = _NO_ROW if below is None else below * _SLOTS
        with bounded(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM wire_words WHERE wire_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [_expression(wire, asked, where), end, limit],
            )
            return [row // _SLOTS for (row,) in cursor.fetchall()]

    def purge(self) -> None:
        """With `secure-delete` nothing is left to purge; a SQLite before 3.42 knows it not, and writes the index anew."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM wire_words_config WHERE k = 'secure-delete' AND v = 1")
            if cursor.fetchone()[0] == 0:
                cursor.execute("INSERT INTO wire_words(wire_words) VALUES('optimize')")

    def strays(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_STRAYS)
            return int(cursor.fetchone()[0])

    def is_meant(self, complaint: str) -> bool:
        """From 3.44 on `PRAGMA integrity_check` looks into the index, too, and names its table."""
        return "wire_words" in complaint

    def _said(self, entry: int) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wire, title, words, byline FROM wire_words WHERE rowid = %s", [entry])
            return list(cursor.fetchone() or ())

    def _free_row(self, place: int) -> int:
        first = place * _SLOTS
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM wire_words WHERE rowid >= %s AND rowid < %s", [first, first + _SLOTS]
            )
            taken = {row for (row,) in cursor.fetchall()}
        free = next((row for row in range(first, first + _SLOTS) if row not in taken), None)
        if free is None:
            raise NoRoom(f"{_SLOTS} live blogs have a post at the place {place}.")
        return free


def _expression(wire: int, asked: Asked, where: Where) -> str:
    """The query in the language of FTS5. Only our own words stand between its quotes: letters and digits, whatever was typed."""
    columns = "{title}" if where == Where.TITLE else "{title words byline}"
    wanted = _together(asked.wanted) if where == Where.TOGETHER else " AND ".join(terms_of(asked.wanted))
    found = f"wire:{_name(wire)} AND {columns}:({wanted})"
    if not asked.unwanted:
        return found
    return f"({found}) NOT {{title words byline}}:({' OR '.join(terms_of(asked.unwanted))})"


def terms_of(terms: Iterable[Term]) -> Iterator[str]:
    """Each term in the language of FTS5."""
    for term in terms:
        yield f'"{" ".join(term.words)}"{" *" if term.is_beginning else ""}'


def _together(terms: Iterable[Term]) -> str:
    return f"NEAR({' '.join(terms_of(terms))}, {_TOGETHER})"


def _name(wire: int) -> str:
    return f"w{wire}"


@contextmanager
def bounded() -> Iterator[None]:
    """Break a query off that runs too long."""
    connection.ensure_connection()
    used, late = time.thread_time() + LONGEST_SECONDS, time.monotonic() + _LONGEST_LASTING_SECONDS
    connection.connection.set_progress_handler(
        lambda: time.thread_time() > used or time.monotonic() > late, _STEPS
    )
    try:
        yield
    except OperationalError as error:
        if "interrupt" in str(error):
            raise TooSlow from error
        raise
    finally:
        connection.connection.set_progress_handler(None, 0)
