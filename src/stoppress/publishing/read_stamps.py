"""What somebody has read of an act on its way out, in a short word: only what was read is released."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from stoppress.publishing.models import Outgoing
from stoppress.publishing.outgoing import Citation, grave_citations
from stoppress.publishing.posts import current_words
from stoppress.publishing.refusals import Conflict
from stoppress.stories.models import LiveBlog, Post


def stamp_of(row: Outgoing, graves: Sequence[Citation]) -> str:
    """Another word whenever it would say something else, or something that it cites has changed again."""
    cited = sorted((one.reference.pk, one.reference.target.words_version) for one in graves)
    told = f"{row.act} {row.content} {cited}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def stamp(row: Outgoing) -> str:
    """The same for a row of which nothing is known yet."""
    return stamp_of(row, grave_citations(row) if row.act == "publish" else ())


def refuse_unless_read(row: Outgoing, blog: LiveBlog, seen: str | None) -> None:
    """Raise Conflict, with what it says now, if something else was read; None is a door at which nothing is read."""
    if seen is None or seen == (now := stamp(row)):
        return
    raise Conflict(
        "This says something else since you read it. Read it again, then release it.",
        {"seen": now, "content": says(row, blog)},
    )


def says(row: Outgoing, blog: LiveBlog) -> dict[str, Any]:
    """All that it would make public: of a post that is new the draft's words, of any other act what was sent."""
    content: dict[str, Any] = msgspec.json.decode(row.content)
    if row.act != "publish":
        return content
    draft = Post.objects.filter(blog=blog, public_id=row.subject).first()
    return current_words(draft) if draft else content
