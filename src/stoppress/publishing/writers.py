"""Whose words a post says: a version that only moved, re-timed or restored them makes nobody their writer."""

from __future__ import annotations

import re

from stoppress.stories.models import Post, PostVersion

_SPAN = re.compile(r'<span data-reference="[a-z0-9]{12}">(.*?)</span>', re.DOTALL)


def without_references(body_html: str) -> str:
    """The text with its references as plain words, for a page that has not what they lead to."""
    return _SPAN.sub(r"\1", body_html)


def writer_of(post: Post) -> int | None:
    """The key of the member who first wrote the words that the post says now; None if it has no version."""
    last = post.versions.order_by("-number").first()
    if last is None:
        return None
    alike = post.versions.filter(title=last.title, byline=last.byline, kind=last.kind, details=last.details)
    earlier = alike.filter(pictures=last.pictures).order_by("number").iterator()
    return next((version.by_id for version in earlier if _body(version) == _body(last)), last.by_id)


def _body(version: PostVersion) -> str:
    return without_references(version.body_html)
