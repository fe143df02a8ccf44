"""Pinning one post on top of the page, and taking the pin out."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import published
from stoppress.publishing.refusals import Conflict, WrongState
from stoppress.stories.models import LiveBlog


def pin(hand: Hand, blog: LiveBlog, post: str, *, seen: str | None = None) -> Answer:
    """Let a copy of this post stand on top; it takes the place of the one pinned before.

    `seen` is the post that the editor saw there (empty: none); raises Conflict if it is another by now.
    """

    def do(act: Act) -> Answer:
        _refuse_unless_seen(act, seen)
        standing = published(act, post)
        act.blog.pinned = standing
        act.blog.save()
        act.put(parts.pinned_part(standing))
        return act.answer(post=post, version=standing.version, state="pinned")

    return perform(hand, "pin", blog, {"post": post, "seen": seen}, do)


def unpin(hand: Hand, blog: LiveBlog, *, seen: str | None = None) -> Answer:
    """Let nothing be pinned; `seen` as for `pin`."""

    def do(act: Act) -> Answer:
        if act.blog.pinned is None:
            raise WrongState("Nothing is pinned.")
        _refuse_unless_seen(act, seen)
        post = act.blog.pinned.public_id
        act.blog.pinned = None
        act.blog.save()
        act.remove("pinned")
        return act.answer(post=post, state="unpinned")

    return perform(hand, "unpin", blog, {"seen": seen}, do, right="pin")


def _refuse_unless_seen(act: Act, seen: str | None) -> None:
    pinned = act.blog.pinned.public_id if act.blog.pinned else ""
    if seen is None or seen == pinned:
        return
    if not pinned:
        raise Conflict("A colleague has taken the pin out meanwhile. Look again.", {"pinned": ""})
    title = act.blog.pinned.title if act.blog.pinned else ""
    raise Conflict(
        f"A colleague has pinned another post meanwhile: “{title or pinned}”. Look again, then choose.",
        {"pinned": pinned},
    )
