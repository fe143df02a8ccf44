"""Proposals for a live blog: what its published posts give, with the version of each post that a proposal was made of."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from stoppress.drafting.key_points import key_points
from stoppress.drafting.posts import Post as Read
from stoppress.drafting.round_up import candidates
from stoppress.press.references import Around, linked_in
from stoppress.stories.models import Kind, LiveBlog, Post, State
from stoppress.stories.round_ups import without_citations
from stoppress.toolkit import html

#: The newest so many posts of a span are read, and its key events; 400 take about half a second.
MOST_POSTS = 400
MOST_PROPOSED_OF_A_POST = 2
#: A round-up that is read in two minutes.
ROUND_UP_WORDS = 300
#: Some eight points, of which an editor takes a few.
KEY_POINTS_WORDS = 150

_WITH_FULL_STOPS = ("LATIN", "CYRILLIC", "GREEK", "DIGIT")


@dataclass(frozen=True)
class Proposal:
    """One bullet in words of its post; `is_proposed` says that it belongs to what we would choose."""

    text: str
    post: Post
    is_proposed: bool = True


@dataclass(frozen=True)
class Proposals:
    """The bullets in the order in which they would be told, the proposed ones first; and how many posts were read."""

    bullets: tuple[Proposal, ...]
    posts_read: int
    posts_in_all: int


def propose_round_up(
    blog: LiveBlog, since: datetime, until: datetime, words: int = ROUND_UP_WORDS
) -> Proposals:
    """Bullets on what was published after `since` and not after `until`, of which the proposed ones have about `words` words.

    Key events come first, then what weighs most, spread over topics; other round-ups are not read.
    """
    span = _posts(blog).filter(published_at__gt=since, published_at__lte=until)
    posts, count = _bounded(span)
    by_id = {post.public_id: post for post in posts}
    found = candidates(_read(posts), words)
    ordered = sorted(found, key=lambda one: (not one.is_proposed, one.topic))
    bullets = [Proposal(_ended(one.text), by_id[str(one.posts[0])], one.is_proposed) for one in ordered]
    return Proposals(tuple(_spread(bullets)), len(posts), count)


def propose_key_points(blog: LiveBlog, words: int = KEY_POINTS_WORDS) -> Proposals:
    """A few short points on the whole story, best first."""
    posts, count = _bounded(_posts(blog))
    by_id = {post.public_id: post for post in posts}
    points = key_points(_read(posts), words) if posts else []
    return Proposals(
        tuple(Proposal(point.text, by_id[str(point.posts[0])]) for point in points), len(posts), count
    )


def _spread(bullets: Sequence[Proposal]) -> list[Proposal]:
    """The bullets, of which few of one post are proposed: after a single long post a round-up would retell it whole."""
    proposed: Counter[int] = Counter()
    spread = []
    for bullet in bullets:
        proposed[bullet.post.pk] += bullet.is_proposed
        is_proposed = bullet.is_proposed and proposed[bullet.post.pk] <= MOST_PROPOSED_OF_A_POST
        spread.append(replace(bullet, is_proposed=is_proposed))
    return sorted(spread, key=lambda bullet: not bullet.is_proposed)


def _ended(text: str) -> str:
    """A sentence with its full stop, in the scripts that have one."""
    is_bare = text[-1:].isalnum() and unicodedata.name(text[-1], "").startswith(_WITH_FULL_STOPS)
    return f"{text}." if is_bare else text


def _posts(blog: LiveBlog) -> QuerySet[Post]:
    """What the page shows, without its round-ups: they tell what others have told."""
    return Post.objects.filter(blog=blog, state=State.PUBLISHED).exclude(kind=Kind.ROUNDUP).order_by("-place")


def _bounded(span: QuerySet[Post]) -> tuple[list[Post], int]:
    """The posts that are read, newest first, and how many there are."""
    newest = list(span[: MOST_POSTS + 1])
    if len(newest) <= MOST_POSTS:
        return newest, len(newest)
    last = newest[MOST_POSTS - 1].place
    read = span.filter(Q(place__gte=last) | Q(is_key_event=True))
    return list(read[: 2 * MOST_POSTS]), span.count()


def _read(posts: Sequence[Post]) -> list[Read]:
    """In the words that the page shows: those of a reference to a post that is gone are not among them."""
    around = Around.naming(posts)
    return [
        Read(
            id=post.public_id,
            time=post.published_at.isoformat() if post.published_at else None,
            title=post.title or None,
            text=html.plain(linked_in(without_citations(post.body_html), post, around)),
            is_key_event=post.is_key_event,
        )
        for post in posts
    ]
