"""The act that corrects when a published post is said to have been published, and so where it stands in the stream."""

from __future__ import annotations

from datetime import UTC, datetime

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import next_version, published, shown
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import clock

#: No live page tells of a moment before there were any.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def change_time(hand: Hand, blog: LiveBlog, post: str, version: int, published_at: datetime) -> Answer:
    """Give a published post another moment, not later than now, and the place in the stream that belongs to it.

    Everything that shows the time follows: the post, its pinned copy, the posts that refer to it. Raises Invalid, Conflict.
    """

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        _refuse_unlikely(standing, published_at, act.at)
        standing.published_at = published_at
        standing.place = free_place(standing, published_at)
        standing.modified_at = act.at
        next_version(act, standing)
        return shown(act, standing)

    content = {"post": post, "version": version, "published_at": published_at}
    return perform(hand, "change time", blog, content, do)


def _refuse_unlikely(post: Post, published_at: datetime, now: datetime) -> None:
    if published_at.tzinfo is None:
        raise Invalid(published_at="Say the time with its zone.")
    if published_at > now:
        raise Invalid(published_at="This moment is still to come; a post’s time is not later than now.")
    if published_at < _EARLIEST:
        raise Invalid(published_at="This is before 1990; look at the year again.")
    if published_at == post.published_at:
        raise Invalid(published_at="The post stands at this time already.")


def free_place(post: Post, published_at: datetime) -> int:
    """The place of this moment, or the next one above that no other post has."""
    place = clock.microseconds(published_at)
    others = Post.objects.filter(blog=post.blog, place__gte=place).exclude(pk=post.pk).order_by("place")
    for taken in others.values_list("place", flat=True)[:1_000]:
        if taken > place:
            break
        place += 1
    return place
