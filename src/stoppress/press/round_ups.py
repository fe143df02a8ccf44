"""The newest round-up as the page points to it, and what machines are told of a round-up's span and bullets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import pgettext

from stoppress.press.contexts import Covers, Moment, RoundUpContext
from stoppress.press.languages import speaking
from stoppress.press.rendering import absolute, as_json, render, utc
from stoppress.stories.models import Kind, LiveBlog, Post
from stoppress.stories.round_ups import bullets_of, span_of
from stoppress.wire.change import Part

KEY = "round-up"


def round_up_part(post: Post) -> Part:
    """The line under the key points that leads to the newest round-up."""
    published = Moment.of(post.published_at or post.created_at, post.blog.time_zone)
    context = RoundUpContext(post.public_id, post.title, published, post.address)
    data = {
        "id": post.public_id,
        "title": post.title,
        "url": absolute(post.address),
        "published_at": utc(post.published_at),
    }
    return Part(KEY, "round-up", 0, render("round_up", context, post.blog), as_json(data))


def title_for(until: datetime, blog: LiveBlog) -> str:
    """A title by the time of day in the story's zone, in the story's language."""
    hour = until.astimezone(blog.time_zone).hour
    with speaking(blog.language):
        if 5 <= hour < 11:
            return pgettext("title of a post", "Morning round-up")
        if 11 <= hour < 14:
            return pgettext("title of a post", "Midday round-up")
        if 14 <= hour < 18:
            return pgettext("title of a post", "Afternoon round-up")
        if hour >= 18:
            return pgettext("title of a post", "Evening round-up")
        return pgettext("title of a post", "Night round-up")


def covers_of(post: Post) -> Covers | None:
    """The span of a round-up, for people."""
    span = span_of(post) if post.kind == Kind.ROUNDUP else None
    if span is None:
        return None
    zone = post.blog.time_zone
    return Covers(Moment.of(span.since_at, zone), Moment.of(span.until_at, zone))


def round_up_data(post: Post) -> dict[str, Any]:
    """Span and bullets for machines; of other kinds of posts nothing."""
    if post.kind != Kind.ROUNDUP:
        return {}
    span = span_of(post)
    return {
        "covers": {"since": utc(span.since_at), "until": utc(span.until_at)} if span else None,
        "bullets": [
            {"text": bullet.text, "posts": list(bullet.posts)} for bullet in bullets_of(post.body_html)
        ],
    }


def round_up_ld(post: Post) -> dict[str, Any]:
    """The span in the words of schema.org."""
    if post.kind != Kind.ROUNDUP:
        return {}
    span = span_of(post)
    return {"temporalCoverage": f"{utc(span.since_at)}/{utc(span.until_at)}"} if span else {}
