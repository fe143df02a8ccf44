"""The desk's index in SQLite: one FTS5 table, whose rows are the posts."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from stoppress.toolkit import sqlite
from stoppress.toolkit.asked import Asked
from stoppress.toolkit.words import folded
from stoppress.wire.search.fts5 import bounded, terms_of
from stoppress.wire.search.seam import Words

#: `ascii` splits at ASCII punctuation only; what comes in is folded and split by us, in every script.
_MADE = (
    "CREATE VIRTUAL TABLE desk_words USING fts5(blog, title, words, byline, tokenize='ascii', columnsize=0)"
)
_SECURE = "INSERT INTO desk_words(desk_words, rank) VALUES('secure-delete', 1)"


class Fts5:
    """Rows are walked from the newest down: a search that wants fifty looks at no more than it must."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def make(self) -> None:
        self.unmake()
        with self._connection.cursor() as cursor:
            cursor.execute(_MADE)
            if sqlite.deletes_words_for_good():
                cursor.execute(_SECURE)

    def unmake(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS desk_words")

    def put(self, post: int, blog: int, words: Words) -> None:
        self.drop(post)
        title, text, byline = map(folded, (words.title, words.text, words.byline))
        with self._connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO desk_words(rowid, blog, title, words, byline) VALUES(%s, %s, %s, %s, %s)",
                [post, _name(blog), title, text, byline],
            )

    def drop(self, post: int) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute("DELETE FROM desk_words WHERE rowid = %s", [post])

    def find(self, blog: int, asked: Asked, *, limit: int) -> list[int]:
        with bounded(), self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM desk_words WHERE desk_words MATCH %s ORDER BY rowid DESC LIMIT %s",
                [_expression(blog, asked), limit],
            )
            return [row for (row,) in cursor.fetchall()]

    def held(self) -> dict[int, int]:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT rowid, blog FROM desk_words")
            return {post: int(blog.removeprefix("b")) for post, blog in cursor.fetchall()}


def _expression(blog: int, asked: Asked) -> str:
    """The query in the language of FTS5; only letters and digits stand between its quotes, whatever was typed."""
    found = f"blog:{_name(blog)} AND {{title words byline}}:({' AND '.join(terms_of(asked.wanted))})"
    if not asked.unwanted:
        return found
    return f"({found}) NOT {{title words byline}}:({' OR '.join(terms_of(asked.unwanted))})"


def _name(blog: int) -> str:
    return f"b{blog}"
