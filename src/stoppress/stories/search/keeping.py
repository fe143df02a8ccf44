"""Lets the desk's index follow the rows of posts; called by the acts that write them, within their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
    yield from _in_fields(post.fields)
    for picture in read(post.pictures):
        yield from (picture.caption, picture.alt, picture.credit)


def _in_fields(value: Any) -> Iterator[str]:
    """Every word and number in the fields of a kind."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _in_fields(one)
    else:
        yield str(value)
