"""The act that puts a post directly above or below another one of its day; its time stays what it is."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import next_version, published, shown
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog, Post


class Side(StrEnum):
    """On which side of the other post."""

    ABOVE = "above"
    BELOW = "below"


def put_beside(hand: Hand, blog: LiveBlog, post: str, version: int, side: str, other: str) -> Answer:
    """Let a published post stand directly above or below another published one of the same day (in the story's zone).

    Only its place changes; a new time (`change_time`) gives it the place of that time again. Raises Invalid, Conflict.
    """

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        seen = act.version_before
        neighbour = published(act, other)
        act.version_before = seen
        _refuse_unlikely(standing, neighbour, side)
        standing.place = _place_beside(standing, neighbour, Side(side))
        next_version(act, standing, is_news=False)
        return shown(act, standing)

    content = {"post": post, "version": version, "side": side, "other": other}
    return perform(hand, "put beside", blog, content, do, right="change time")


def _refuse_unlikely(post: Post, other: Post, side: str) -> None:
    if side not in set(Side):
        raise Invalid(side="Say whether it shall stand above or below the other post.")
    if post.pk == other.pk:
        raise Invalid(other="This is the post itself. Choose another one.")
    if _day(post) != _day(other):
        raise Invalid(
            other="The other post is of another day. Posts stand under the heading of their day; change the time instead."
        )


def _day(post: Post) -> object:
    return post.published_at and post.published_at.astimezone(post.blog.time_zone).date()


def _place_beside(post: Post, other: Post, side: Side) -> int:
    """A place between the other post and its neighbour on this side; raises Invalid where no number is left between them."""
    if side == Side.ABOVE:
        next_one = _others(post).filter(place__gt=other.place).order_by("place").first()
        limit = next_one.place if next_one else other.place + 1_000_000
    else:
        next_one = _others(post).filter(place__lt=other.place).order_by("-place").first()
        limit = next_one.place if next_one else other.place - 1_000_000
    place = (other.place + limit) // 2
    if place in (other.place, limit):
        raise Invalid(
            other="These two stand so close that nothing fits between them. Choose another neighbour."
        )
    return place


def _others(post: Post) -> QuerySet[Post]:
    return Post.objects.filter(blog=post.blog, place__gt=0).exclude(pk=post.pk)
