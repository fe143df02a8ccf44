"""Which id of a post an address carries: its fragment, or the query parameter that names the post."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_QUERY_NAMES = re.compile(
    r"(?:post|block|entry|update|item|event|live).{0,20}(?:id|locator|item)?$|^(?:id|p|pid|page)$",
    re.IGNORECASE,
)
#: Fragments that name a part of the page, not a post.
_PLACES = re.compile(
    r"top|(?:main-?)?content|main|comments|live(?:blog)?|share|updates|respond", re.IGNORECASE
)


def post_id_in(address: str) -> str:
    """The id of the post that an address leads to, or empty: `#live-12`, `?page=with:block-9#block-9`, `?postId=12`."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    fragment = unquote(parts.fragment).strip().lstrip("!/")
    if fragment and not _PLACES.fullmatch(fragment) and not fragment.startswith(":~:"):
        return fragment[:200]
    for name, value in parse_qsl(parts.query)[:20]:
        if _QUERY_NAMES.search(name) and re.search(r"\d", value) and len(value) >= 4:
            return value.removeprefix("with:")[:200]
    return ""


def own_page_id(address: str, blog_url: str) -> str:
    """The last part of the path, for posts that have a page of their own; empty when the address is the blog's."""
    try:
        post, blog = urlsplit(address), urlsplit(blog_url)
    except ValueError:
        return ""
    path = post.path.rstrip("/")
    if not path or path == blog.path.rstrip("/"):
        return ""
    return unquote(path.rpartition("/")[2])[:200]


def same_id(first: str, second: str) -> bool:
    """Whether two ids name one post: equal, or one is the other behind a prefix such as `post-` or `urn:asset:`."""
    if first == second:
        return bool(first)
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    tells = len(shorter) >= 5 or (len(shorter) >= 3 and shorter.isdigit())
    return tells and longer.endswith(shorter) and not longer[-len(shorter) - 1].isalnum()
