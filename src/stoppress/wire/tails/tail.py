"""The seam by which an edge follows wires: a few questions, asked by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from stoppress.wire.change import Change, Cursor


class CorruptWire(Exception):
    """A stored change does not match its checksum, or is of a kind that this version does not know."""


class Opening(msgspec.Struct, frozen=True):
    """What an edge needs to show a live blog: its head, the parts that stand alone, the newest of the stream.

    `recent` holds every change above `recent_floor`, in order; `has_older` says whether the stream goes on below.
    """

    cursor: Cursor
    singles: list[Change]
    stream: list[Change]
    has_older: bool
    recent: list[Change]
    recent_floor: int


class OlderPage(msgspec.Struct, frozen=True):
    """One page of older posts, newest first; the keys name the posts before which its neighbours stand."""

    posts: list[Change]
    older_than: str | None
    newer_than: str | None


class News(msgspec.Struct, frozen=True):
    """What happened on one wire since its edge looked last; another epoch in the cursor means: open it again."""

    cursor: Cursor
    changes: list[Change]


class Tail(Protocol):
    """Answers from wherever the wire is kept. Called from one thread; every call reads one consistent state."""

    def open(self, name: str) -> Opening | None:
        """The live blog of this name, or None if it is not public. Raises CorruptWire."""

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        """For each of these wires that has moved on (or gone to another epoch): what is new. Raises CorruptWire."""

    def part(self, name: str, key: str) -> Change | None:
        """The last change of one part, a removal included; None if there never was such a part."""

    def older(self, name: str, key: str) -> OlderPage | None:
        """The page of older posts that ends before this post; None if there is no such post or nothing older."""

    def older_anchor(self, name: str, place: int) -> str | None:
        """The key of the post whose page of older posts holds the newest one below this place."""

    def close(self) -> None:
        """Let go of what is held open."""
