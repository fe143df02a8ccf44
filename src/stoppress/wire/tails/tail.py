"""The seam by which an edge follows wires: a few questions, asked by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from stoppress.wire.change import Change, Cursor

#: Regions that hold one part each, and those of the front page that hold as many as there are.
ALONE = ("document", "header", "key-points", "key-events", "round-up", "pinned", "questions")
TOGETHER = ("live", "paused", "upcoming")
#: All that an edge holds whole; of the stream it holds the newest parts.
BESIDE = (*ALONE, *TOGETHER)
#: The regions that this version knows how to show.
REGIONS = frozenset({"stream", *BESIDE})


class CorruptWire(Exception):
    """A stored change does not match its checksum, is missing, or is of a kind that this version does not know."""


class Opening(msgspec.Struct, frozen=True):
    """What an edge needs to show a page: its head, the parts that stand beside the stream, the newest of the stream.

    `recent` holds every change above `recent_floor` up to the head, in order and without a gap; `has_older` says
    whether the stream goes on below.
    """

    cursor: Cursor
    singles: list[Change]
    stream: list[Change]
    has_older: bool
    recent: list[Change]
    recent_floor: int


class OlderPage(msgspec.Struct, frozen=True):
    """One page of older posts, newest first; the keys name the posts before which its neighbours stand.

    `anchor` is the post before which the whole page stands, also when less of it was asked for.
    """

    posts: list[Change]
    older_than: str | None
    newer_than: str | None
    anchor: str


class ShelfPage(msgspec.Struct, frozen=True):
    """The posts that stand on one shelf, oldest first; `goes_on` says whether a later shelf was ever begun."""

    posts: list[Change]
    goes_on: bool


class News(msgspec.Struct, frozen=True):
    """What happened on one wire since its edge looked last.

    `cursor` is where `changes` lead to; another epoch in it means: open the wire again. `goes_on` says that there is
    more to ask for. `trouble` says in words why the wire cannot be followed beyond the cursor. `moved_to` is the name under
    which the same wire, in the same life, is found now.
    """

    cursor: Cursor
    changes: list[Change]
    goes_on: bool = False
    trouble: str = ""
    moved_to: str = ""


#: The news of a wire that is not public any more, after a restore for example: there is another epoch, with nothing in it.
GONE = News(Cursor("", 0), [])


class Tail(Protocol):
    """Answers from wherever the wire is kept. Called from one thread; every call reads one consistent state."""

    def open(self, name: str) -> Opening | None:
        """The live blog of this name, or None if it is not public. Raises CorruptWire."""

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        """For each of these wires that stands elsewhere: what is new, or GONE. One's trouble does not hold up another."""

    def moved(self, name: str) -> str | None:
        """The name under which the live blog that once had this one is found now; None if there is no such live blog."""

    def part(self, name: str, key: str) -> Change | None:
        """The last change of one part, a removal included; None if there never was such a part. Raises CorruptWire."""

    def elsewhere(self, name: str, key: str) -> str | None:
        """The name of the live blog on whose stream this post stands now that it has left this one; None if on none."""

    def newest(self, name: str, limit: int, only_marked: bool) -> list[Change]:
        """The last change of the newest posts that stand, or of the newest marked ones. Raises CorruptWire."""

    def older(self, name: str, key: str) -> OlderPage | None:
        """The page of older posts that ends before this post; None if there is no such post or nothing older."""

    def newer(self, name: str, key: str) -> str | None:
        """The key of the post before which the page above that of this post stands; “” for the live page, None: no such post."""

    def shelf(self, name: str, number: int) -> ShelfPage | None:
        """The posts of one shelf, counted from 0; None if nothing was ever put there (the first is there always)."""

    def older_anchor(self, name: str, place: int) -> str | None:
        """The key of the post whose page of older posts holds the newest one below this place."""

    def close(self) -> None:
        """Let go of what is held open."""


def must_follow(number: int, changes: Sequence[Change]) -> None:
    """Raise CorruptWire unless these are the changes right after this number, one by one."""
    for expected, change in enumerate(changes, number + 1):
        if change.number != expected:
            raise CorruptWire(
                f"Change {expected} is missing, {change.number} is in its place. Restore the database."
            )
