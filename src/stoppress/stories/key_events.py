"""Which posts are the turning points of a live blog, and how many: looked up by an index of key events alone."""

from __future__ import annotations

from django.db.models import QuerySet

from stoppress.stories.models import LiveBlog, Post, State

#: More key events than this are many; how many exactly is nobody's question, and is not counted.
MOST_COUNTED = 200


def key_events(blog: LiveBlog) -> QuerySet[Post]:
    """The key events that stand on the page, the newest first; a withdrawn one is none."""
    return Post.objects.filter(blog=blog, is_key_event=True, state=State.PUBLISHED).order_by("-place")


def newest_key_events(blog: LiveBlog, limit: int) -> list[Post]:
    """The newest of them, so many at most."""
    found = list(key_events(blog)[:limit])
    for post in found:
        post.blog = blog
    return found


def count_key_events(blog: LiveBlog) -> int | None:
    """How many stand on the page; None if they are too many to be counted at every act."""
    count = len(key_events(blog).values_list("place", flat=True)[: MOST_COUNTED + 1])
    return count if count <= MOST_COUNTED else None
