"""What the picture card of a page is drawn from: a few words of the wire, and the version that names them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from stoppress.edge.data import Data, data_of
from stoppress.toolkit.text import first_words
from stoppress.wire.change import Change

if TYPE_CHECKING:
    from stoppress.edge.story import Story

#: Another look of the cards is another number here, so that those who hold the old pictures ask for new ones.
LOOK = 1
#: More of a post without a title, or of a question, does not stand on a card.
_MOST_WORDS = 180


class Told(msgspec.Struct, frozen=True):
    """All that a card may show. Of a withdrawn post that is nothing but `is_withdrawn`, and the language of the word for it."""

    language: str
    blog: str = ""
    newsroom: str = ""
    zone: str = "UTC"
    phase: str = ""
    #: When the post was published; for a live blog when its coverage begins or began, and ended. ISO, in UTC.
    at: str = ""
    until: str = ""
    post: str = ""
    words: str = ""
    is_key_event: bool = False
    is_withdrawn: bool = False
    question: str = ""
    first_name: str = ""
    place: str = ""
    expert: str = ""

    @property
    def version(self) -> str:
        """Names these very words: while they stand, the card has one address, whatever else happens to the page."""
        return sha256(msgspec.json.encode((LOOK, self))).hexdigest()[:12]


def of_blog(story: Story) -> Told:
    """The card of the live blog itself."""
    return _told(
        story,
        phase=_text(story.document, "phase"),
        at=_text(story.header, "coverage_starts_at"),
        until=_text(story.header, "coverage_ended_at"),
    )


def of_post(story: Story, post: Change) -> Told:
    """The card of one post."""
    data = data_of(post)
    if data.get("withdrawal"):
        return Told(_language(story), is_withdrawn=True)
    asked = (data.get("questions") or [{}])[0]
    return _told(
        story,
        at=_text(data, "published_at"),
        post=_text(data, "id"),
        words=_text(data, "title")
        or _text(data, "called")
        or first_words(_text(data, "text"), limit=_MOST_WORDS),
        is_key_event=bool(data.get("is_key_event")),
        question=first_words(_text(asked, "words"), limit=_MOST_WORDS),
        first_name=_text(asked, "first_name"),
        place=_text(asked, "place"),
        expert=_text(data.get("expert") or {}, "name"),
    )


def address(page: str, told: Told) -> str:
    """The whole address of the card of the page with this whole address; “” of none."""
    return f"{page}card-{told.version}.png" if page else ""


def _told(story: Story, **more: Any) -> Told:
    return Told(
        _language(story),
        blog=_text(story.document, "title"),
        newsroom=_text(story.document, "newsroom"),
        zone=_text(story.header, "zone") or "UTC",
        **more,
    )


def _language(story: Story) -> str:
    return _text(story.header, "language") or _text(story.document, "language") or "en"


def _text(data: Data, name: str) -> str:
    return str(data.get(name) or "")
