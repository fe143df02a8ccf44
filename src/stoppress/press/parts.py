"""Turns the nouns of a story into parts: html by the templates that also print the page, data for machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.safestring import mark_safe

from stoppress.press.answers import answer_context, answer_data
from stoppress.press.chains import days_of
from stoppress.press.contexts import (
    CorrectionContext,
    DocumentContext,
    HeaderContext,
    KeyPointContext,
    KeyPointsContext,
    LinkContext,
    Moment,
    PostContext,
    TeamContext,
    TombstoneContext,
)
from stoppress.press.embeds import embeds_data, with_cards
from stoppress.press.foreign_pictures import with_addresses_of_ours, with_own_pictures
from stoppress.press.kinds import drawn, kind_data, kind_words
from stoppress.press.languages import place_of
from stoppress.press.machines import blog_posting, live_blog_posting, locale_of
from stoppress.press.pictures import pictures_context, pictures_data
from stoppress.press.references import Around, backlinks, backlinks_data, linked, references_data
from stoppress.press.rendering import absolute, as_json, render, utc
from stoppress.press.round_ups import covers_of, round_up_data
from stoppress.stories import chains
from stoppress.stories.key_points import leads_to
from stoppress.stories.models import LiveBlog, Phase, Post, State
from stoppress.toolkit import html, text
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.wire.change import Part

#: Seconds between two asks of a reader who polls, by phase; 0 means: stop asking (P-4.3).
PACE_SECONDS = {Phase.UPCOMING: 15, Phase.LIVE: 5, Phase.PAUSED: 15, Phase.CLOSED: 0}


def post_part(post: Post, around: Around | None = None) -> Part:
    """The part of a published post, or the tombstone of a withdrawn one; `around` spares questions where there are many."""
    known = around or Around.of([post])
    prefetch_related_objects(
        [post], "corrections"
    )  # told three times: in html, for the API, for search engines
    rendered = (
        _tombstone(post)
        if post.state == State.WITHDRAWN
        else render("post", post_context(post, known), post.blog)
    )
    return Part(post.part_key, "stream", post.place, rendered, as_json(post_data(post, known)))


def post_parts(posts: Sequence[Post]) -> list[Part]:
    """The parts of many posts of one live blog."""
    around = Around.of(posts)
    return [post_part(post, around) for post in posts]


def pinned_part(post: Post) -> Part:
    """The copy of a post that stands pinned on top."""
    return Part(
        "pinned",
        "pinned",
        0,
        render("pinned", post_context(post, Around.of([post])), post.blog),
        as_json({"id": post.public_id}),
    )


def key_points_part(blog: LiveBlog) -> Part:
    """The short list at the top."""
    points = tuple(
        KeyPointContext(point.text, post.address if post else "", post.public_id if post else "")
        for point in blog.key_points.select_related("post__blog")
        for post in [leads_to(point)]
    )
    data = {
        "points": [
            {"text": point.text, "post": point.post or None, "url": absolute(point.address)}
            for point in points
        ]
    }
    return Part(
        "key-points", "key-points", 0, render("key_points", KeyPointsContext(points), blog), as_json(data)
    )


def header_part(blog: LiveBlog) -> Part:
    """Headline, standfirst, phase, team and zone."""
    context = header_context(blog)
    data = {
        "headline": blog.headline,
        "standfirst": blog.standfirst,
        "phase": blog.phase,
        "zone": blog.zone,
        "language": blog.language,
        "team": [{"name": member.name, "duty": member.duty} for member in context.team],
        "coverage_starts_at": utc(blog.coverage_starts_at),
        "coverage_ended_at": utc(blog.coverage_ended_at),
        "version": blog.version,
        "url": absolute(blog.address),
        "continues_in": _link_data(context.continues_in) if context.continues_in else None,
        "earlier": [_link_data(link) for link in context.earlier],
    }
    return Part("header", "header", 0, render("header", context, blog), as_json(data))


def document_part(blog: LiveBlog) -> Part:
    """What stands in the document's head, and what machines are told of the blog as a whole."""
    description = text.first_words(blog.standfirst or blog.headline, limit=200)
    context = DocumentContext(
        title=blog.headline,
        description=description,
        canonical=absolute(blog.address),
        newsroom=blog.newsroom.name,
        language=blog.language,
        locale=locale_of(blog.language),
        published=_moment(blog.coverage_starts_at, blog) if blog.phase != Phase.UPCOMING else None,
    )
    data = {
        "id": blog.public_id,
        # Of the frame: where its words are in another language than the posts, the parts say so of themselves.
        "language": interface_of(blog.language),
        "direction": direction_of(interface_of(blog.language)),
        "locale": context.locale,
        "title": blog.headline,
        "description": description,
        "url": context.canonical,
        "newsroom": blog.newsroom.name,
        "phase": blog.phase,
        "pace": PACE_SECONDS.get(Phase(blog.phase), 5),
        "ld": live_blog_posting(blog, description),
    }
    return Part("document", "document", 0, render("document", context, blog), as_json(data))


def post_context(post: Post, around: Around) -> PostContext:
    """What the templates of a post are given."""
    zone = post.blog.time_zone
    published_at = post.published_at or post.created_at
    return PostContext(
        id=post.public_id,
        key=post.part_key,
        place=post.place,
        kind=post.kind,
        title=post.title,
        body=mark_safe(with_cards(post, with_own_pictures(post, linked(post, around)))),  # noqa: S308  cleaned in the act, drawn by us
        byline=post.byline,
        published=Moment.of(published_at, zone),
        updated=Moment.of(post.modified_at, zone) if post.modified_at else None,
        is_key_event=post.is_key_event,
        address=post.address,
        blog_address=post.blog.address,
        corrections=tuple(
            CorrectionContext(correction.note, Moment.of(correction.at, zone))
            for correction in post.corrections.all()
        ),
        covers=covers_of(post),
        referred=backlinks(post, around),
        answer=answer_context(post),
        shots=pictures_context(post),
        drawn=drawn(post),
        versions_address=f"{post.address}versions/" if post.modified_at and post.blog.shows_versions else "",
    )


def header_context(blog: LiveBlog) -> HeaderContext:
    """What the template of the header is given."""
    days = days_of(blog)
    earlier = takewhile(lambda day: not day.is_this, days)
    return HeaderContext(
        headline=blog.headline,
        standfirst=blog.standfirst,
        phase=blog.phase,
        zone=blog.zone,
        zone_name=place_of(blog.zone, blog.language),
        team=tuple(TeamContext(member.name, member.duty) for member in blog.team.all()),
        starts=_moment(blog.coverage_starts_at, blog),
        ended=_moment(blog.coverage_ended_at, blog),
        address=blog.address,
        has_corrections=blog.has_corrections,
        continues_in=_link(later) if (later := chains.next_of(blog)) else None,
        earlier=tuple(LinkContext(day.headline, day.address, day.starts) for day in earlier),
        days=days,
    )


def _link(blog: LiveBlog) -> LinkContext:
    return LinkContext(blog.headline, blog.address, _moment(blog.coverage_starts_at, blog))


def _link_data(link: LinkContext) -> dict[str, str]:
    return {"headline": link.headline, "url": absolute(link.address)}


def post_data(post: Post, around: Around) -> dict[str, Any]:
    """The post for machines: what the API, the feeds and JSON-LD are made of."""
    is_withdrawn = post.state == State.WITHDRAWN
    data: dict[str, Any] = {
        "id": post.public_id,
        "kind": post.kind,
        "state": post.state,
        "version": post.version,
        "url": absolute(post.address),
        "published_at": utc(post.published_at),
        "is_key_event": post.is_key_event,
        "withdrawal": None,
    }
    if is_withdrawn:
        data["withdrawal"] = {"reason": post.withdrawal.reason, "at": utc(post.withdrawal.at)}
        return data
    written = linked(post, around)
    body = with_addresses_of_ours(post, written)
    words = kind_words(post, html.plain(written))
    told = {
        "title": post.title,
        "byline": post.byline,
        "body_html": body,
        "text": words,
        "modified_at": utc(post.modified_at),
        "restored_at": utc(around.restored.get(post.pk)),
        "corrections": [{"note": note.note, "at": utc(note.at)} for note in post.corrections.all()],
        "references": references_data(post, around),
        "referred_from": backlinks_data(post, around),
        "referred_from_count": len(backlinks(post, around).links) + backlinks(post, around).more,
        "ld": blog_posting(post, body, words, around),
    }
    return (
        data
        | told
        | pictures_data(post)
        | round_up_data(post)
        | answer_data(post)
        | kind_data(post)
        | embeds_data(post)
    )


def _tombstone(post: Post) -> str:
    zone = post.blog.time_zone
    context = TombstoneContext(
        id=post.public_id,
        key=post.part_key,
        place=post.place,
        published=Moment.of(post.published_at or post.created_at, zone),
        withdrawn=Moment.of(post.withdrawal.at, zone),
        reason=post.withdrawal.reason,
        address=post.address,
    )
    return render("tombstone", context, post.blog)


def _moment(at: datetime | None, blog: LiveBlog) -> Moment | None:
    return Moment.of(at, blog.time_zone) if at else None
