"""What stood in the version that a client saw, so that fields it leaves out are filled alike however often it sends."""

from __future__ import annotations

from typing import Any

import msgspec

from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post, PostVersion, State, read_details
from stoppress.wire.models import Change


def words_seen(blog: LiveBlog, post: str, version: int) -> Wording:
    """The words of this version of the post; of the newest one where that version is not kept.

    Filling from the newest version would give a repeated sending another content than the first one had, and so
    another fingerprint. (Whether the version is still the newest is the act's question, under its lock.)
    """
    row = Post.objects.filter(blog=blog, public_id=post).exclude(state=State.TAKEN_DOWN).first()
    if row is None:
        return Wording()
    kept = PostVersion.objects.filter(post=row, number=version).first()
    marks = _shown_at(blog, row.part_key, version)
    return Wording(
        title=kept.title if kept else row.title,
        body_html=kept.body_html if kept else row.body_html,
        byline=kept.byline if kept else row.byline,
        kind=marks.get("kind", row.kind),
        is_key_event=marks.get("is_key_event", row.is_key_event),
        details=read_details(kept.details if kept else row.details),
    )


def header_seen(blog: LiveBlog, version: int) -> dict[str, Any]:
    """Headline, standfirst and team of this version; the newest ones where no reader has seen that version."""
    team = [{"name": member.name, "duty": member.duty} for member in blog.team.all()]
    newest = {"headline": blog.headline, "standfirst": blog.standfirst, "team": team}
    return newest | _shown_at(blog, "header", version)


def _shown_at(blog: LiveBlog, key: str, version: int) -> dict[str, Any]:
    """The data of the part as the wire last showed it in this version."""
    for row in Change.objects.filter(wire=blog.wire, key=key, action="put").order_by("-number").iterator():
        data: dict[str, Any] = msgspec.json.decode(row.data)
        if data.get("version") == version:
            return data
    return {}
