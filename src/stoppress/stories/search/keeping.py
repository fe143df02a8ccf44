"""Lets the desk's index follow the rows of posts; called by the acts that write them, within their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stoppress.stories.models import Post, State
from stoppress.stories.pictures import read
from stoppress.stories.search.indexes import index
from stoppress.toolkit.html import plain
from stoppress.wire.search.seam import Words


def follow(post: Post) -> None:
    """Keep the words of this post as they are now; of one that was taken down, none."""
    if post.state == State.TAKEN_DOWN:
        index().drop(post.pk)
    else:
        index().put(post.pk, post.blog_id, Words(post.title, "\n".join(_text(post)), post.byline))


def forget(post: Post) -> None:
    """Let go of the words of a post that is thrown away."""
    index().drop(post.pk)


def follow_all(posts: Iterable[Post]) -> None:
    """Keep the words of each of these."""
    for post in posts:
        follow(post)


def _text(post: Post) -> Iterator[str]:
    yield plain(post.body_html)
    for picture in read(post.pictures):
        yield from (picture.caption, picture.alt, picture.credit)
