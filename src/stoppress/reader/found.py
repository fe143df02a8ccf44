"""What a search shows of a post: when, its title or first words, words around the hits; all from its last data on the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from stoppress.press.contexts import Moment
from stoppress.reader.excerpts import Piece, excerpt, marked
from stoppress.toolkit.asked import Asked
from stoppress.wire.change import Change
from stoppress.wire.models import Wire
from stoppress.wire.search.words import words_of

#: Letters of the first words of a post that has no title.
_FIRST_WORDS = 90


@dataclass(frozen=True)
class Result:
    """One post. `excerpt` is empty where the title is its first words, and these are all it says."""

    id: str
    address: str
    at: Moment
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    byline: tuple[Piece, ...]
    kind: str
    is_key_event: bool


def results(wire: Wire, changes: Sequence[Change], asked: Asked, zone: ZoneInfo) -> list[Result]:
    """The results to show for these posts, in their order."""
    return [_result(wire, change, asked, zone) for change in changes]


def _result(wire: Wire, change: Change, asked: Asked, zone: ZoneInfo) -> Result:
    said: Mapping[str, Any] = msgspec.json.decode(change.data)
    words = words_of(change.data)
    text = " ".join(words.text.split())
    title = words.title or text
    byline = marked(words.byline.replace("\n", ", ").strip(", "), asked)
    return Result(
        id=said["id"],
        address=f"/{wire.name}/p/{said['id']}/",
        at=Moment.of(datetime.fromisoformat(said["published_at"]), zone),
        title=marked(title, asked) if words.title else excerpt(title, asked, _FIRST_WORDS),
        excerpt=excerpt(text, asked) if words.title or len(text) > _FIRST_WORDS else (),
        byline=byline if any(piece.is_hit for piece in byline) else (),
        kind=said.get("kind", ""),
        is_key_event=bool(said.get("is_key_event")),
    )
