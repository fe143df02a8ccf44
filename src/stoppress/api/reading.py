"""What machines read: made of the wire's standing parts, so that nothing that readers cannot see is within reach."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from stoppress.api import answers, openapi
from stoppress.api.bearer import live_blog, token_of
from stoppress.api.calls import calls
from stoppress.api.problems import INVALID, NOT_THERE, Problem
from stoppress.press import parts
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import asked
from stoppress.toolkit.asked import NotAsked, Trouble
from stoppress.wire import reading
from stoppress.wire.change import Change
from stoppress.wire.models import Part
from stoppress.wire.search import finding
from stoppress.wire.search.seam import TooSlow

MOST_POSTS = 100


class Span(BaseModel):
    """Which posts: those older than `before` (the id of a post) in which the words of `q` stand, at most `limit`."""

    q: str = ""
    before: str = ""
    limit: int = Field(20, ge=1, le=MOST_POSTS)


@calls.get("/live-blogs", response=answers.LiveBlogs, **openapi.reads())
def list_live_blogs(request: HttpRequest) -> dict[str, Any]:
    """The live blogs that this token opens: one."""
    return {"live_blogs": [_live_blog(token_of(request).blog)]}


@calls.get("/live-blogs/{slug}", response=answers.LiveBlog, **openapi.reads(404))
def show_live_blog(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Headline, standfirst, phase, team, key points, and the versions that changes of them must name."""
    return _live_blog(live_blog(request, slug))


@calls.get("/live-blogs/{slug}/posts", response=answers.Posts, **openapi.reads(404, 422))
def list_posts(request: HttpRequest, slug: str, span: Query[Span]) -> dict[str, Any]:
    """The posts, newest first; follow `older` until it is null. New posts never shift what follows.

    With `q`, those that the readers' search finds: all words, "words in a row", beginnings*, -words that are not there.
    """
    blog = live_blog(request, slug)
    place = _place(blog, span.before) if span.before else None
    found = _found(blog, span, place)
    posts = [_read(change.data) for change in found[: span.limit] if change.action == "put"]
    has_older = len(found) > span.limit and posts
    return {
        "posts": posts,
        "older": _older(blog, posts[-1]["id"], span) if has_older else None,
        "cursor": str(blog.wire.cursor),
    }


@calls.get("/live-blogs/{slug}/posts/{post}", response=answers.Post, **openapi.reads(304, 404))
def show_read(request: HttpRequest, response: HttpResponse, slug: str, post: str) -> Any:
    """One post as the page shows it; `ETag` is its version."""
    part = reading.standing_part(live_blog(request, slug).wire, f"post/{post}")
    if part is None or part.region != "stream":
        raise Problem(NOT_THERE, "There is no such post in this live blog.")
    data = _read(part.data)
    response["ETag"] = f'"{data["version"]}"'
    if _is_known(request, data["version"]):
        return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    return data


def _live_blog(blog: LiveBlog) -> dict[str, Any]:
    wire = blog.wire
    header = reading.standing_part(wire, "header") or parts.header_part(blog)
    points = reading.standing_part(wire, "key-points")
    pinned = reading.standing_part(wire, "pinned")
    return _read(header.data) | {
        "slug": blog.slug,
        "version": blog.version,
        "key_points": _read(points.data)["points"] if points else [],
        "key_points_version": blog.key_points_version,
        "pinned": _read(pinned.data)["id"] if pinned else None,
        "cursor": str(wire.cursor),
    }


def _read(data: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(data)
    return found


def _place(blog: LiveBlog, post: str) -> int:
    """Where this post stands, or stood: one that was taken down meanwhile is still a place to go on from."""
    part = Part.objects.filter(wire=blog.wire, key=f"post/{post}", place__gt=0).first()
    if part is None:
        raise Problem(
            INVALID,
            "“before” names no post of this live blog.",
            fields={"before": "the id of a post, as a list gave it"},
        )
    return part.place


def _found(blog: LiveBlog, span: Span, below: int | None) -> list[Change]:
    """The posts of this span, and one more if there are any."""
    if not span.q:
        return reading.newest(blog.wire, "stream", span.limit + 1, below=below)
    try:
        return finding.newest(blog.wire, asked.read(span.q), span.limit + 1, below)
    except NotAsked as error:
        words = _TROUBLES[error.trouble]
        raise Problem(INVALID, f"“q” cannot be looked for: {words}.", fields={"q": words}) from None
    except TooSlow:
        words = "takes too long to look for; send longer words, or more of them"
        raise Problem(INVALID, f"“q” {words}.", fields={"q": words}) from None


_TROUBLES = {
    Trouble.NOTHING: "send words, or leave it out",
    Trouble.NO_WORDS: "there are no letters and no digits in it",
    Trouble.TOO_SHORT: "it has at least two letters",
    Trouble.TOO_LONG: f"it has at most {asked.LONGEST} characters and {asked.MOST_TERMS} words",
    Trouble.ONLY_WITHOUT: "name a word, too, that is to be there",
}


def _older(blog: LiveBlog, before: str, span: Span) -> str:
    words = {"q": span.q} if span.q else {}
    query = urlencode({**words, "before": before, "limit": span.limit})
    return f"{settings.PUBLIC_URL}/api/v1/live-blogs/{blog.slug}/posts?{query}"


def _is_known(request: HttpRequest, version: int) -> bool:
    held = re.findall(r'"([^"]*)"', request.headers.get("If-None-Match", ""))
    return str(version) in held
