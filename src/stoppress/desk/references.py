"""What the editor's script is told while somebody writes: which posts her words mean, and which posts there are to name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from stoppress.desk import screens
from stoppress.drafting.cross_references import find
from stoppress.press.contexts import Moment
from stoppress.publishing.references import LONGEST_PHRASE, Candidates, let_be_in
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock

#: Posts that the picker shows.
MOST_PICKED = 12
#: Posts that are looked through for a time; those of a day or two.
_MOST_SEARCHED = 2_000
_MOST_PHRASES = 50
_TIME = re.compile(r"\d{1,2}(?:[.:h]\d{0,2})?")


def phrases(blog: LiveBlog, texts: Sequence[str], own: Post | None) -> list[dict[str, Any]]:
    """The phrases in these texts: `one` means a post beyond doubt, `several` and `none` are the desk's to decide."""
    candidates = Candidates(blog)
    at = (own.published_at if own else None) or clock.now()
    let_be = let_be_in(own) if own else set()
    found: dict[str, dict[str, Any]] = {}
    for phrase in (phrase for words in texts for phrase in find(words)):
        name = phrase.plain[:LONGEST_PHRASE]
        if phrase.words in found or name in let_be or len(found) >= _MOST_PHRASES:
            continue
        meant = candidates.meant(phrase, at, own)
        only = candidates.only(phrase, at, own)
        found[phrase.words] = {
            "words": phrase.words,
            "phrase": name,
            "outcome": "one" if only else "several" if meant else "none",
            "choices": [_choice(post, blog) for post in ([only] if only else meant[:MOST_PICKED])],
        }
    return list(found.values())


def picked(blog: LiveBlog, query: str, own: Post | None) -> list[dict[str, Any]]:
    """The newest posts that stand on the page and hold all these words, or the time that was typed."""
    tokens = query.split()[:8]
    words = [token for token in tokens if not _TIME.fullmatch(token)]
    times = [token.replace(":", ".").replace("h", ".") for token in tokens if _TIME.fullmatch(token)]
    posts = Post.objects.standing().filter(blog=blog).order_by("-place")
    if own is not None:
        posts = posts.exclude(pk=own.pk)
    for word in words:
        posts = posts.filter(Q(title__icontains=word) | Q(body_html__icontains=word))
    if not times:
        return [_choice(post, blog) for post in posts[:MOST_PICKED]]
    keys = [key for key, *moment in _moments(posts, blog) if all(_has(time, *moment) for time in times)]
    found = Post.objects.filter(pk__in=keys[:MOST_PICKED]).order_by("-place")
    return [_choice(post, blog) for post in found]


def _moments(posts: Any, blog: LiveBlog) -> list[tuple[int, str, str]]:
    """Key, time and title of the newest posts."""
    rows = posts.values_list("pk", "published_at", "title")[:_MOST_SEARCHED]
    return [(key, Moment.of(at, blog.time_zone).clock, title) for key, at, title in rows]


def _has(time: str, shown: str, title: str) -> bool:
    return shown.startswith((time.removeprefix("0"), time)) or time in title


def _choice(post: Post, blog: LiveBlog) -> dict[str, Any]:
    moment = Moment.of(post.published_at or post.created_at, blog.time_zone)
    today = Moment.of(clock.now(), blog.time_zone)
    return {
        "post": post.public_id,
        "clock": moment.clock,
        "day": "" if moment.day == today.day else moment.date,
        "name": screens.name_of(post),
        "state": _("withdrawn") if post.state == State.WITHDRAWN else "",
        "words": screens.words_for(moment.clock, blog),
    }
