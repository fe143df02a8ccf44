"""The front page of the house, and its pages of earlier coverage: cards put together with the shell (docs/protocol.md, 7)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stoppress.edge.answers import Answer
from stoppress.edge.data import data_of
from stoppress.edge.linked_data import for_html
from stoppress.edge.page import answer, content_tag, spoken
from stoppress.edge.shell import Shell, fill
from stoppress.wire.change import Change
from stoppress.wire.front import FRONT
from stoppress.wire.tails.tail import TOGETHER, OlderPage

if TYPE_CHECKING:
    from stoppress.edge.story import Story

_CARD = "blog/"


def part_key(name: str, word: str) -> str:
    """The key of the part of the stream that an address names by this word: a card on the front page, elsewhere a post."""
    return f"{_CARD if name == FRONT else 'post/'}{word}"


def page(story: Story, shell: Shell) -> Answer:
    """The front page at its head (P-7.1 to P-7.3)."""
    values = _common(story) | {
        "cursor": str(story.cursor),
        "since": "/live/since/",
        "stream_url": "/live/stream",
        "pace": str(story.pace),
        "floor": str(story.floor),
        "header": story.html("header"),
        **{region: "\n".join(card.html for card in _standing(story, region)) for region in TOGETHER},
        "stream": "\n".join(card.html for card in story.shown),
        "older": _link(shell.front_older_link, story.ends_before),
        "ld": _collection(story),
    }
    return answer(story, shell, fill(shell.front, values), str(story.cursor))


def archive_page(story: Story, shell: Shell, older: OlderPage) -> Answer:
    """A page of earlier coverage (P-7.3); its tag names its very content, as that of a page of older posts."""
    values = _common(story) | {
        "canonical": escape(f"{story.address or '/'}before/{_id(older.anchor)}/"),
        "stream": "\n".join(card.html for card in older.posts),
        "older": _link(shell.front_older_link, older.older_than),
        "newer": _link(shell.front_newer_link, older.newer_than),
    }
    text = fill(shell.front_archive, values)
    return answer(story, shell, text, content_tag(story, text))


def _common(story: Story) -> dict[str, str]:
    return spoken(story) | {"document": story.html("document")}


def _link(text: str, before: str | None) -> str:
    return fill(text, {"address": f"/before/{_id(before)}/"}) if before else ""


def _standing(story: Story, region: str) -> list[Change]:
    """The cards of a region, by falling place (P-2.6)."""
    found = [change for change in story.singles.values() if change.region == region]
    return sorted(found, key=lambda change: change.place, reverse=True)


def _collection(story: Story) -> str:
    """What the page says to machines: the live blogs that stand on it, in their order."""
    cards = [card for region in TOGETHER for card in _standing(story, region)] + story.shown
    items = [ld for card in cards if (ld := data_of(card).get("ld"))]
    listed = [{"@type": "ListItem", "position": number, "item": ld} for number, ld in enumerate(items, 1)]
    told = dict(story.document.get("ld") or {})
    told["mainEntity"] = {"@type": "ItemList", "numberOfItems": len(listed), "itemListElement": listed}
    return for_html(told)


def _id(key: str | None) -> str:
    return (key or "").removeprefix(_CARD)
