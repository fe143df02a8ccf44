"""The seam: what an index of words must be able to do. Each database that we speak to fills it in a file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stoppress.toolkit.asked import Asked


class TooSlow(Exception):
    """The search was broken off: nobody may have the database to himself for so long."""


class Where(StrEnum):
    """Where in a post the words must stand."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    TOGETHER = "together"


@dataclass(frozen=True)
class Words:
    """What a part says in words, as readers see it."""

    title: str = ""
    text: str = ""
    byline: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.text or self.byline)


class WordIndex(Protocol):
    """Words of parts by wire and place. Everything that writes runs within the transaction of the wire's change."""

    def make(self) -> None:
        """Make the index, empty, instead of the one that there may be."""
        ...

    def unmake(self) -> None:
        """Let there be none."""
        ...

    def put(self, wire: int, place: int, words: Words, *, instead_of: int | None = None) -> int:
        """Keep the words of the part at this place, instead of an earlier entry if it has one; returns the entry's number.

        The same words at the same place cost a look.
        """
        ...

    def drop(self, entry: int) -> None:
        """Let go of an entry, so that none of its bytes is left where `purge` has been."""
        ...

    def find(
        self,
        wire: int,
        asked: Asked,
        *,
        limit: int,
        below: int | None = None,
        where: Where = Where.ANYWHERE,
    ) -> list[int]:
        """The highest places of this wire, below one if it is given, at which the words stand, falling.

        Takes no longer for many hits than for `limit`, and raises TooSlow before it holds anybody up.
        """
        ...

    def purge(self) -> None:
        """See that no byte of what was dropped is left in the index."""
        ...

    def strays(self) -> int:
        """How many entries belong to no part any more, and how many parts have lost theirs."""
        ...

    def is_meant(self, complaint: str) -> bool:
        """Say whether a complaint of the database is about the index, so that writing it anew mends it."""
        ...
