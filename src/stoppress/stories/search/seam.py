"""The seam: what the desk's index must be able to do. Each database that we speak to fills it in a file of its own."""

from __future__ import annotations

from typing import Protocol

from stoppress.toolkit.asked import Asked
from stoppress.wire.search.seam import Words


class DeskIndex(Protocol):
    """Words of posts by the key of their row. Everything that writes runs within the transaction of the act."""

    def make(self) -> None:
        """Make the index, empty, instead of the one that there may be."""
        ...

    def unmake(self) -> None:
        """Let there be none."""
        ...

    def put(self, post: int, blog: int, words: Words) -> None:
        """Keep these words of a post of this live blog, instead of those that it had."""
        ...

    def drop(self, post: int) -> None:
        """Let go of the words of a post, so that no byte of them is left in the index."""
        ...

    def find(self, blog: int, asked: Asked, *, limit: int) -> list[int]:
        """The posts of this live blog in which the words stand, those made last first. Raises TooSlow."""
        ...

    def held(self) -> dict[int, int]:
        """Which posts have words here, and of which live blog they are; for tests and for the doctor."""
        ...
