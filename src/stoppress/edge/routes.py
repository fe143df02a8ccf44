"""What an address means to the edge, without asking anybody."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from stoppress.wire.front import FRONT

_ADDRESS = re.compile(
    r"/(?P<slug>[a-z0-9][a-z0-9-]{0,79})"
    r"(?:(?P<bare>)|/(?:(?P<page>)|live/since/(?P<since>[^/]{0,80})|(?P<stream>live/stream)"
    r"|p/(?P<post>[a-z0-9]{12})(?P<slash>/?)|before/(?P<before>[a-z0-9]{12})/?"
    r"|after/(?P<after>[a-z0-9]{12})|(?P<start>from-the-start(?:/(?P<number>[2-9]|[1-9][0-9]{1,6}))?)(?P<end>/?)"
    r"|(?P<feed>feed|key-events|feed/before/(?P<feed_before>[a-z0-9]{12}))\.(?P<format>atom|json)))"
)
#: The front page is the live page whose name is empty; none of these can be an address of a live blog.
_FRONT = re.compile(
    r"/(?:(?P<page>)|live/since/(?P<since>[^/]{0,80})|(?P<stream>live/stream)|before/(?P<before>[a-z0-9]{12})/?)"
)
Kind = Literal[
    "bare", "page", "since", "stream", "post", "before", "after", "start", "feed", "key-events", "feed-before"
]
Format = Literal["atom", "json"]
_FEEDS: dict[str, Kind] = {"feed": "feed", "key-events": "key-events"}


class Route(msgspec.Struct, frozen=True):
    """One address: which live blog, what of it, and the word that goes with that (a cursor, a post, a page’s number)."""

    kind: Kind
    path: str
    slug: str
    word: str = ""
    lacks_slash: bool = False
    #: Of a feed.
    format: Format = "atom"


def route(path: str) -> Route | None:
    """Read a path; None if it is none of the edge's."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return _of_the_front(path)
    slug = found["slug"]
    if found["post"] is not None:
        return Route("post", path, slug, found["post"], not found["slash"])
    if found["before"] is not None:
        return Route("before", path, slug, found["before"])
    if found["after"] is not None:
        return Route("after", path, slug, found["after"])
    if found["start"] is not None:
        return Route("start", path, slug, found["number"] or "1", not found["end"])
    if found["since"] is not None:
        return Route("since", path, slug, found["since"])
    if found["feed"] is not None:
        kind = _FEEDS.get(found["feed"], "feed-before")
        return Route(kind, path, slug, found["feed_before"] or "", format=found["format"])  # type: ignore[arg-type]
    if found["stream"]:
        return Route("stream", path, slug)
    return Route("bare" if found["bare"] is not None else "page", path, slug)


def _of_the_front(path: str) -> Route | None:
    found = _FRONT.fullmatch(path)
    if found is None:
        return None
    if found["before"] is not None:
        return Route("before", path, FRONT, found["before"])
    if found["since"] is not None:
        return Route("since", path, FRONT, found["since"])
    return Route("stream" if found["stream"] else "page", path, FRONT)
