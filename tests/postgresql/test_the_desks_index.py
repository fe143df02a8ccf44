"""The desk's index answers alike on SQLite and PostgreSQL, whatever is typed."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from stoppress.stories.search.indexes import index
from stoppress.stories.search.seam import DeskIndex
from stoppress.toolkit.asked import NotAsked, read
from stoppress.wire.search.seam import Words

_POSTS = {
    1: Words("The old bridge", "It holds, said O'Neill.", "Ada Marsh"),
    2: Words("The bridge is old", "It is closed: 4,200 homes.", ""),
    3: Words("Überschwemmung in Köln", "Die Brücke “am Rhein” ist zu.", "École"),
    4: Words("", "洪水が橋を壊した", ""),
    5: Words("old", "bridge", "holds"),
    7: Words("جسر قديم", "الجسر صامد، قال المحافظ.", ""),
    8: Words("גשר ישן", "הגשר סגור.", "Jörg Straße"),
    6: Words("Back\\slash 'quoted' & | ! <->", "a:* b", ""),
}
_ASKED = [
    *("bridge", '"old bridge"', "brid", "bri*", "bridge -closed", "koln", "brücke rhein", "4,200", "ada"),
    *("洪水", "橋", "o'neill", "'quoted'", "back\\slash", "old holds", "nothing", "marsh -ada", "a & b:*"),
    *(
        '"bridge it"',
        '"holds said"',
        "ecole",
        "old -nothing",
        "über*",
        "قديم",
        "الجس*",
        '"جسر قديم"',
        "גשר",
        "KÖLN",
        "strasse",
    ),
]
_PIECES = ["old", "bridge", '"', "-", "*", "'", "\\", "ü", "洪", " ", "4", ":", "(", "&", "holds", "\x00"]


@pytest.fixture
def both(postgresql: BaseDatabaseWrapper) -> list[DeskIndex]:
    """The same posts in an index of either kind; those of another live blog stand beside them."""
    indexes = [index(connection), index(postgresql)]
    for one in indexes:
        one.make()
        for post, words in _POSTS.items():
            one.put(post, 7, words)
        one.put(99, 8, Words("The old bridge of others"))
    return indexes


@pytest.mark.parametrize("typed", _ASKED)
def test_both_find_the_same_posts_in_the_same_order(both: list[DeskIndex], typed: str) -> None:
    found = [one.find(7, read(typed), limit=10) for one in both]
    assert found[0] == found[1]
    assert 99 not in found[0]


def test_both_find_the_same_whatever_is_typed(both: list[DeskIndex]) -> None:
    random = Random(13)
    for _ in range(300):
        typed = "".join(random.choice(_PIECES) for _ in range(random.randrange(1, 9)))
        try:
            asked = read(typed)
        except NotAsked:
            continue
        assert both[0].find(7, asked, limit=10) == both[1].find(7, asked, limit=10), typed


def test_both_forget_what_was_written_over_and_what_was_dropped(both: list[DeskIndex]) -> None:
    for one in both:
        one.put(1, 8, Words("Another story"))
        one.drop(2)
        assert one.find(7, read("bridge"), limit=10) == [5]
        assert one.find(8, read("another"), limit=10) == [1]
        assert one.held() == {1: 8, 3: 7, 4: 7, 5: 7, 6: 7, 7: 7, 8: 7, 99: 8}
        assert one.find(7, read("holds"), limit=0) == []


def test_a_very_long_post_is_kept(both: list[DeskIndex]) -> None:
    text = " ".join(f"word{number}" for number in range(20_000))
    for one in both:
        one.put(10, 7, Words("Long", text))
        assert one.find(7, read("word19999"), limit=10) == [10]
