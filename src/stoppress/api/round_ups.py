"""Round-ups for machines: what one could say, and publishing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query
from ninja.responses import Status
from pydantic import BaseModel, Field

from stoppress.api import answers, bodies, openapi
from stoppress.api.answers import MADE, Done
from stoppress.api.bearer import live_blog
from stoppress.api.bodies import Moment
from stoppress.api.calls import calls
from stoppress.api.sending import Sending
from stoppress.drafting import proposals
from stoppress.press.rendering import utc
from stoppress.publishing.round_ups import Bullet, Summary, publish_round_up
from stoppress.stories.round_ups import last_told_at
from stoppress.toolkit import clock

MOST_WORDS = 1_000


class Span(BaseModel):
    """What to sum up: after `since` (left out: since the last round-up), up to `until` (left out: now)."""

    since: Moment | None = None
    until: Moment | None = None
    words: int = Field(proposals.ROUND_UP_WORDS, ge=10, le=MOST_WORDS)


@calls.get("/live-blogs/{slug}/round-ups/proposal", response=answers.Proposal, **openapi.reads(404, 422))
def propose_round_up(request: HttpRequest, slug: str, span: Query[Span]) -> dict[str, Any]:
    """Bullets in words of the posts of a span, key events first; nothing is published by it."""
    blog = live_blog(request, slug)
    until = span.until or clock.now()
    since = span.since or last_told_at(blog) or blog.created_at
    found = proposals.propose_round_up(blog, since, until, span.words)
    bullets = [
        {
            "text": bullet.text,
            "posts": [bullet.post.public_id],
            "seen": {bullet.post.public_id: bullet.post.words_version},
            "is_proposed": bullet.is_proposed,
        }
        for bullet in found.bullets
    ]
    return {
        "since": utc(since),
        "until": utc(until),
        "bullets": bullets,
        "posts_read": found.posts_read,
        "posts_in_all": found.posts_in_all,
    }


@calls.post("/live-blogs/{slug}/round-ups", response=MADE, **openapi.writes())
def round_up(request: HttpRequest, response: HttpResponse, slug: str, body: bodies.RoundUp) -> Status[Done]:
    """Publish a round-up; refused whole, with each bullet that rests on a post that has changed since it was seen."""
    sending = Sending.of(request, slug)
    answer = publish_round_up(sending.hand, sending.blog, _summary(body))
    response["Location"] = f"/api/v1/live-blogs/{answer.blog}/posts/{answer.post}"
    return sending.answered(response, answer, status=201)


def _summary(body: bodies.RoundUp) -> Summary:
    bullets = []
    for bullet in body.bullets:
        seen = bullet.given("seen", {})
        bullets.append(Bullet(bullet.text, tuple((post, seen.get(post)) for post in bullet.posts)))
    return Summary(
        title=body.title,
        bullets=tuple(bullets),
        since_at=body.since,
        until_at=body.given("until", None),
        introduction=body.given("introduction", ""),
        byline=body.given("byline", ""),
    )
