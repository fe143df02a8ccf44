"""What surrounds the parts: the texts of a page with slots, made by the press room and filled here without Django.

A slot is the literal text `{{slot:NAME}}`. Slots of `page`: language, direction, document, ld, slug, cursor, since, stream_url,
pace, floor, newsroom, older, and the regions header, key-points, key-events, round-up, pinned, questions, shared, stream. Of
`archive` and `from_start`: language, direction, slug, newsroom, headline, key-events, stream; of the one also document, older and
newer, of the other canonical, number, back and next. `front` has language, direction, document, newsroom, ld, cursor, since,
stream_url, pace, floor, older, and the regions header, live, paused, upcoming, stream; `front_archive` language, direction,
document, newsroom, canonical, stream, older, newer. All links have address, `day_heading` day and words, `key_event_list` slug
and lines, `key_event_line` post, moment, clock and words; `post_document` has title, headline, description, canonical, published,
changed, newsroom, locale; `archive_document` title, moment, description, canonical, newsroom, locale; `modified` has moment;
`gone` and `missing_post` have slug and newsroom, `busy` has slug. The others have none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from stoppress.edge.answers import POLICY, allowing_style
from stoppress.toolkit.day_words import DayWords

_SLOT = re.compile(r"\{\{slot:([a-z_-]+)\}\}")


class Shell(msgspec.Struct, frozen=True):
    """All texts of one language. `build` names this very text: another build, another ETag.

    `style_hash` is that of the one style that stands in the pages; empty where none does.
    """

    build: str
    style_hash: str
    page: str
    archive: str
    front: str
    front_archive: str
    front_older_link: str
    front_newer_link: str
    older_link: str
    newer_link: str
    from_start: str
    next_link: str
    back_link: str
    the_oldest: str
    nothing_here: str
    key_event_list: str
    key_event_line: str
    day_heading: str
    day_words: str
    post_document: str
    #: The meta elements of the picture card; slots address and alt.
    card: str
    #: The word for a post that was withdrawn.
    withdrawn: str
    missing: str
    gone: str
    #: Notices: no such post, a page that cannot be shown now, no room; and the hash of the style that stands in all five.
    missing_post: str = ""
    busy: str = ""
    full: str = ""
    notice_hash: str = ""
    archive_document: str = ""
    modified: str = ""
    #: The meta elements of a picture that a post shows; slots url, media_type, width, height and alt.
    shown_picture: str = ""
    #: The whole address of the newsroom's logo, or nothing.
    logo: str = ""
    #: What feeds say in words of their own, as JSON (`feeds.channel.Telling`).
    feed: str = ""

    @property
    def policy(self) -> bytes:
        """The policy of content for these pages."""
        return allowing_style(self.style_hash) if self.style_hash else POLICY

    @property
    def days(self) -> DayWords:
        """How this language names days."""
        return _day_words(self.day_words)

    @property
    def notice_policy(self) -> bytes:
        """The policy of content for notices."""
        return allowing_style(self.notice_hash) if self.notice_hash else POLICY


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into the slots, each as it is; a slot without a value is left empty."""
    pieces = _pieces(text)
    return "".join(values.get(piece, "") if is_slot else piece for is_slot, piece in pieces)


@lru_cache(maxsize=64)
def _day_words(text: str) -> DayWords:
    return msgspec.json.decode(text, type=DayWords)


@lru_cache(maxsize=256)
def _pieces(text: str) -> tuple[tuple[bool, str], ...]:
    return tuple((index % 2 == 1, piece) for index, piece in enumerate(_SLOT.split(text)))
