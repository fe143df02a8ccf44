"""What a round-up says and rests on: its bullets, the span it sums up, and which one is the newest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from stoppress.stories.models import CrossReference, Kind, LiveBlog, Phase, Post, RoundUp, State
from stoppress.stories.staleness import Happening, what_happened
from stoppress.toolkit import html

_LIST_TAG = re.compile(r"<(/?)(li|ul|ol)(?: [^>]*)?>")
_REFERENCE = re.compile(r'<span data-reference="([a-z0-9]{12})">')
#: “ (see 11.20 post)”, with the blank before it: what cites, and is no word of the bullet.
_CITATION = re.compile(r'\s*\([^()<]*(?:<span data-reference="[a-z0-9]{12}">[^<]*</span>[^()<]*)+\)')


@dataclass(frozen=True)
class Bullet:
    """One line of a round-up in plain words, without its citation, and the public ids of the posts that it cites."""

    text: str
    posts: tuple[str, ...]


def bullets_of(body_html: str) -> list[Bullet]:
    """The bullets of a body, in their order: its list items, those of inner lists on their own."""
    return [
        Bullet(html.plain(without_citations(item)), tuple(dict.fromkeys(_REFERENCE.findall(item))))
        for item in _items(body_html)
    ]


@dataclass(frozen=True)
class StaleBullet:
    """A bullet (from 1) that rests on a post which is not as its writer saw it, and what has become of that."""

    number: int
    text: str
    target: Post
    happened: Happening
    is_reference: bool  # the cross-reference is still there, and can be let stand


def stale_bullets(post: Post) -> list[StaleBullet]:
    """The bullets of a round-up whose posts were amended, corrected, retimed, withdrawn or taken down since."""
    bullets = bullets_of(post.body_html)
    cited = {public_id for bullet in bullets for public_id in bullet.posts}
    targets = {
        target.public_id: target for target in Post.objects.filter(blog=post.blog, public_id__in=cited)
    }
    seen = dict(CrossReference.objects.filter(origin=post).values_list("target_id", "seen_version"))
    found = []
    for number, bullet in enumerate(bullets, 1):
        for target in (targets[one] for one in bullet.posts if one in targets):
            happened = what_happened(target, seen.get(target.pk, target.words_version))
            if happened:
                found.append(StaleBullet(number, bullet.text, target, happened, target.pk in seen))
    return found


def without_citations(body_html: str) -> str:
    """The body without “(see 11.20 post)”."""
    return _CITATION.sub("", body_html)


def newest_round_up(blog: LiveBlog) -> Post | None:
    """The newest round-up that stands on the page; one that was withdrawn is none."""
    newest = (
        Post.objects.filter(blog=blog, kind=Kind.ROUNDUP, state=State.PUBLISHED).order_by("-place").first()
    )
    if newest is not None:
        newest.blog = blog
    return newest


def span_of(post: Post) -> RoundUp | None:
    """The span that this post sums up, if it was written as a round-up of one."""
    return RoundUp.objects.filter(post_id=post.pk).first()


def last_told_at(blog: LiveBlog) -> datetime | None:
    """Until when the story has been summed up: the end of the newest round-up's span, else the coverage's start."""
    return told_until(blog, newest_round_up(blog))


def told_until(blog: LiveBlog, newest: Post | None) -> datetime | None:
    """The same, when the newest round-up is known."""
    if newest is None:
        return blog.coverage_starts_at
    span = span_of(newest)
    return span.until_at if span else newest.published_at


def is_due(blog: LiveBlog, last: datetime | None, now: datetime) -> bool:
    """Whether the desk wants to be reminded of a round-up: only while live, and only if it has set how often."""
    if not blog.round_up_every_minutes or blog.phase != Phase.LIVE:
        return False
    return last is not None and now - last >= timedelta(minutes=blog.round_up_every_minutes)


def _items(body_html: str) -> list[str]:
    """What stands in each list item, without the lists inside it."""
    found: list[list[str]] = []
    is_open: list[list[str] | None] = []  # a list holds items, an item holds words: None stands for a list
    position = 0
    for tag in _LIST_TAG.finditer(body_html):
        if is_open and (item := is_open[-1]) is not None:
            item.append(body_html[position : tag.start()])
        position = tag.end()
        if tag[1]:
            if is_open:
                is_open.pop()
        elif tag[2] == "li":
            found.append([])
            is_open.append(found[-1])
        else:
            is_open.append(None)
    return [" ".join(pieces) for pieces in found]
