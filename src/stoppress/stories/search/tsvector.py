"""The desk's index in PostgreSQL: one table with a tsvector that we split and fold ourselves, as everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from stoppress.toolkit.asked import Asked, Term
from stoppress.toolkit.words import folded
from stoppress.wire.search.seam import TooSlow, Words

LONGEST_MILLISECONDS = 500
#: PostgreSQL counts places of words up to here; what stands later is found, but not as a row of words.
_LAST_PLACE = 16_383
#: So far apart are title, text and byline, that no row of words reaches from one into the next.
_APART = 2

_MADE = (
    "CREATE TABLE desk_words (post bigint PRIMARY KEY, blog bigint NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX desk_words_by_word ON desk_words USING gin (words)",
    "CREATE INDEX desk_words_by_blog ON desk_words (blog, post DESC)",
)


class TsVector:
    """Words reach the database as lexemes between quotes, never as text that it splits by rules of a language."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def make(self) -> None:
        self.unmake()
        with self._connection.cursor() as cursor:
            for statement in _MADE:
                cursor.execute(statement)

    def unmake(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS desk_words")

    def put(self, post: int, blog: int, words: Words) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO desk_words (post, blog, words) VALUES (%s, %s, %s::tsvector)"
                " ON CONFLICT (post) DO UPDATE SET blog = EXCLUDED.blog, words = EXCLUDED.words",
                [post, blog, _vector((words.title, words.text, words.byline))],
            )

    def drop(self, post: int) -> None:
        """The row goes at once; its bytes leave the disk with the vacuum that follows a take-down."""
        with self._connection.cursor() as cursor:
            cursor.execute("DELETE FROM desk_words WHERE post = %s", [post])

    def find(self, blog: int, asked: Asked, *, limit: int) -> list[int]:
        try:
            with self._bounded(), self._connection.cursor() as cursor:
                cursor.execute(
                    "SELECT post FROM desk_words WHERE blog = %s AND words @@ %s::tsquery"
                    " ORDER BY post DESC LIMIT %s",
                    [blog, _query(asked), limit],
                )
                return [post for (post,) in cursor.fetchall()]
        except OperationalError as error:
            if "statement timeout" in str(error):
                raise TooSlow from error
            raise

    def held(self) -> dict[int, int]:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT post, blog FROM desk_words")
            return dict(cursor.fetchall())

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Let the database break off what takes too long."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {LONGEST_MILLISECONDS}")
        try:
            yield
        finally:
            if not self._connection.needs_rollback:
                with self._connection.cursor() as cursor:
                    cursor.execute("RESET statement_timeout")


def _vector(texts: Iterable[str]) -> str:
    """Each word with its places. Words are letters and digits alone (`toolkit/words.py`), so that nothing needs escaping."""
    places: dict[str, list[int]] = defaultdict(list)
    place = 0
    for text in texts:
        for word in folded(text).split():
            place += 1
            places[word].append(min(place, _LAST_PLACE))
        place += _APART
    return " ".join(f"'{word}':{','.join(map(str, some))}" for word, some in places.items())


def _query(asked: Asked) -> str:
    wanted = " & ".join(map(_term, asked.wanted))
    return " & ".join([f"({wanted})", *(f"!({_term(term)})" for term in asked.unwanted)])


def _term(term: Term) -> str:
    *first, last = term.words
    lexemes = [f"'{word}'" for word in first] + [f"'{last}'{':*' if term.is_beginning else ''}"]
    return f"({' <-> '.join(lexemes)})"
