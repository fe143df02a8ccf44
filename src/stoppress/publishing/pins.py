"""Pinning one post on top of the page, and taking the pin out."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import published
from stoppress.publishing.refusals import WrongState
from stoppress.stories.models import LiveBlog


def pin(hand: Hand, blog: LiveBlog, post: str) -> Answer:
    """Let a copy of this post stand on top; it takes the place of the one pinned before."""

    def do(act: Act) -> Answer:
        standing = published(act, post)
        act.blog.pinned = standing
        act.blog.save()
        act.put(parts.pinned_part(standing))
        return act.answer(post=post, version=standing.version, state="pinned")

    return perform(hand, "pin", blog, {"post": post}, do)


def unpin(hand: Hand, blog: LiveBlog) -> Answer:
    """Let nothing be pinned."""

    def do(act: Act) -> Answer:
        if act.blog.pinned is None:
            raise WrongState("Nothing is pinned.")
        post = act.blog.pinned.public_id
        act.blog.pinned = None
        act.blog.save()
        act.remove("pinned")
        return act.answer(post=post, state="unpinned")

    return perform(hand, "unpin", blog, {}, do, right="pin")
