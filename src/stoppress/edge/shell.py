"""What surrounds the parts: the texts of a page with slots, made by the press room and filled here without Django.

A slot is the literal text `{{slot:NAME}}`. Slots of `page`: language, direction, document, ld, slug, cursor, since, stream_url,
pace, floor, older, and the regions header, key-points, key-events, round-up, pinned, questions, shared, stream. Of
`archive`: language, direction, document, slug, header, stream, older, newer. `older_link` and `newer_link` have address;
`post_document` has title, headline, description, canonical, published, changed, newsroom, locale; `archive_document` has title,
moment, description, canonical, newsroom, locale; `modified` has moment. `front` has
language, direction, document, newsroom, ld, cursor, since, stream_url, pace, floor, older, and the regions header, live, paused,
upcoming, stream; `front_archive` language, direction, document, newsroom, canonical, stream, older, newer; their links address.
The others have none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from stoppress.edge.answers import POLICY, allowing_style

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
    post_document: str
    #: The meta elements of the picture card; slots address and alt.
    card: str
    #: The word for a post that was withdrawn.
    withdrawn: str
    missing: str
    gone: str
    archive_document: str = ""
    modified: str = ""
    #: The whole address of the newsroom's logo, or nothing.
    logo: str = ""

    @property
    def policy(self) -> bytes:
        """The policy of content for these pages."""
        return allowing_style(self.style_hash) if self.style_hash else POLICY


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into the slots, each as it is; a slot without a value is left empty."""
    pieces = _pieces(text)
    return "".join(values.get(piece, "") if is_slot else piece for is_slot, piece in pieces)


@lru_cache(maxsize=64)
def _pieces(text: str) -> tuple[tuple[bool, str], ...]:
    return tuple((index % 2 == 1, piece) for index, piece in enumerate(_SLOT.split(text)))
