"""What travels: parts, changes and cursors, as pure values; the law of docs/protocol.md rests on them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

#: The largest number that JSON readers in browsers keep exactly (P-4.6).
HIGHEST_NUMBER = 2**53 - 1

_CURSOR = re.compile(r"([a-z0-9]{8})-(0|[1-9][0-9]{0,15})")


class MalformedCursor(ValueError):
    """The text is no cursor; the message says what one looks like."""


class Cursor(msgspec.Struct, frozen=True):
    """Where a reader is: everything of this epoch up to and including this number (P-1.4)."""

    epoch: str
    number: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read `<epoch>-<number>`; raise MalformedCursor for anything else."""
        match = _CURSOR.fullmatch(text)
        if match is None or int(match[2]) > HIGHEST_NUMBER:
            raise MalformedCursor(
                "A cursor is eight letters or digits, a hyphen and a number, such as q7m2x0ab-482."
            )
        return cls(match[1], int(match[2]))


class Part(msgspec.Struct, frozen=True):
    """One replaceable piece of a live page.

    `html` is for people and travels to open pages; `data` is JSON text for machines (feeds, JSON-LD, API) and does not.
    """

    key: str
    region: str
    place: int
    html: str
    data: str = "{}"


class _Marked(msgspec.Struct):
    """All that this room reads of a part's data."""

    is_key_event: Any = False


class Change(msgspec.Struct, frozen=True):
    """One numbered step in the life of a page: put this part, or remove the part of this key (P-1.2)."""

    number: int
    action: Literal["put", "remove"]
    key: str
    region: str = ""
    place: int = 0
    html: str = ""
    data: str = "{}"

    @property
    def part(self) -> Part:
        """The part that a put brings."""
        return Part(self.key, self.region, self.place, self.html, self.data)

    @property
    def is_marked(self) -> bool:
        """Say whether its data calls it a key event: such parts can be asked for by themselves."""
        return msgspec.json.decode(self.data, type=_Marked).is_key_event is True

    def travelling(self) -> dict[str, str | int]:
        """The object of P-4.1, ready for JSON."""
        if self.action == "remove":
            return {"n": self.number, "do": "remove", "key": self.key}
        return {
            "n": self.number,
            "do": "put",
            "key": self.key,
            "region": self.region,
            "place": self.place,
            "html": self.html,
        }

    def checksum(self) -> int:
        """CRC-32 over all fields; stored beside the change, so that a flipped bit is noticed before it is served."""
        return zlib.crc32(msgspec.json.encode(msgspec.structs.astuple(self)))


def put(number: int, part: Part) -> Change:
    """The change that puts this part."""
    return Change(number, "put", part.key, part.region, part.place, part.html, part.data)


def collapse(changes: Iterable[Change]) -> list[Change]:
    """Only the last change of each key, by rising number: what a reader who was away needs (P-4.1)."""
    last: dict[str, Change] = {}
    for change in changes:
        held = last.get(change.key)
        if held is None or change.number > held.number:
            last[change.key] = change
    return sorted(last.values(), key=lambda change: change.number)


class Page:
    """A live page as a set of parts; `apply` is the law's rule (P-2.2), the same that live.js follows."""

    def __init__(self, number: int = 0, parts: Iterable[Part] = ()) -> None:
        self._loaded_at = number
        self._applied: dict[str, int] = {}
        self.parts: dict[str, Part] = {part.key: part for part in parts}

    def apply(self, change: Change) -> None:
        """Put or remove, unless a change with this number or a higher one already reached the key."""
        if change.number <= self._applied.get(change.key, self._loaded_at):
            return
        self._applied[change.key] = change.number
        if change.action == "put":
            self.parts[change.key] = change.part
        else:
            self.parts.pop(change.key, None)

    def region(self, name: str) -> list[Part]:
        """The parts of one region, as they stand: by falling place (P-2.6)."""
        standing = [part for part in self.parts.values() if part.region == name]
        return sorted(standing, key=lambda part: part.place, reverse=True)

    def as_mapping(self) -> Mapping[str, Part]:
        """All parts by key; two pages are equal when these are."""
        return self.parts
