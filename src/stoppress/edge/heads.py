"""The heads of documents: title, description, the one address, what Open Graph is told, and the picture card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stoppress.edge import card, linked_data
from stoppress.edge.data import Data, data_of
from stoppress.edge.shell import Shell, fill
from stoppress.toolkit.text import first_words
from stoppress.wire.change import Change
from stoppress.wire.tails.tail import OlderPage

if TYPE_CHECKING:
    from stoppress.edge.story import Story

_LONGEST_TITLE, _LONGEST_DESCRIPTION = 100, 200


def of_page(story: Story, shell: Shell, told: Sequence[Data]) -> str:
    """That of the live page: the part, and what moves on with every post; `told` is what the posts on it tell."""
    moment = linked_data.modified(story, told)
    changed = "\n" + _filled(shell.modified, {"moment": moment}) if moment else ""
    return story.html("document") + changed + _card(shell, story.address, card.of_blog(story))


def of_post(story: Story, shell: Shell, post: Change) -> str:
    """That of a post's own page: its title or first words; of a withdrawn one that it was, and why."""
    data, blog = data_of(post), str(story.document.get("title", ""))
    withdrawal = data.get("withdrawal")
    text = str(withdrawal["reason"] if withdrawal else data.get("text", ""))
    words = (
        shell.withdrawn
        if withdrawal
        else str(data.get("title") or data.get("called") or first_words(text, limit=_LONGEST_TITLE) or blog)
    )
    own = str(data.get("url", ""))
    told = {
        "title": f"{words} – {blog}",
        "headline": words,
        "description": first_words(text, limit=_LONGEST_DESCRIPTION) or blog,
        "canonical": own,
        "published": str(data.get("published_at") or ""),
        "changed": linked_data.moment_of(data),
    }
    head = _filled(shell.post_document, told | _house(story))
    shown = _shown(shell, data)
    return head + (shown or _card(shell, own, card.of_post(story, post)))


def of_archive(story: Story, shell: Shell, older: OlderPage) -> str:
    """That of a page of older posts: from which moment on, and the address of the whole page, whatever part was asked for."""
    oldest, blog = data_of(older.posts[-1]), str(story.document.get("title", ""))
    said = str(oldest.get("title") or oldest.get("text") or "")
    told = {
        "title": blog,
        "moment": _local(str(oldest.get("published_at") or ""), story),
        "description": first_words(said, limit=_LONGEST_DESCRIPTION) or blog,
        "canonical": f"{story.address}before/{older.anchor.removeprefix('post/')}",
    }
    filled = _filled(shell.archive_document, told | _house(story))
    return filled + _card(shell, story.address, card.of_blog(story))


def _house(story: Story) -> dict[str, str]:
    return {name: str(story.document.get(name, "")) for name in ("newsroom", "locale")}


def _shown(shell: Shell, data: Data) -> str:
    """The elements that lead to the first picture of a post that says something, in place of the picture card."""
    told = [picture for picture in data.get("pictures") or () if not picture["is_decorative"]]
    if not told or not shell.shown_picture:
        return ""
    first = {name: str(told[0][name]) for name in ("url", "media_type", "width", "height", "alt")}
    return "\n" + _filled(shell.shown_picture, first)


def _card(shell: Shell, page: str, told: card.Told) -> str:
    """The elements that lead to the picture card of the page with this whole address; the words on it are its alternative."""
    if not page:
        return ""
    words = shell.withdrawn if told.is_withdrawn else told.question or told.words
    alt = " – ".join(filter(None, (words, told.blog, told.newsroom)))
    return "\n" + _filled(shell.card, {"address": card.address(page, told), "alt": alt})


def _local(moment: str, story: Story) -> str:
    """A moment as a day and a time of day in the story's zone, such as 2026-11-25 14.05."""
    if not moment or not story.header:
        return ""
    zone = ZoneInfo(str(story.header.get("zone", "UTC")))
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H.%M")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return fill(text, {name: escape(value) for name, value in values.items()})
