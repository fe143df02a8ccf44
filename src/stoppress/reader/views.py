"""The few pages of the readers that are no live page: the front page, and a word to crawlers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.contexts import Moment
from stoppress.wire import reading
from stoppress.wire.models import Part

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; base-uri 'none'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'self'"
)
#: In this order they stand on the front page.
ORDER = ["live", "paused", "upcoming", "closed"]
MOST_SHOWN = 100


@dataclass(frozen=True)
class Card:
    """One live blog on the front page, as the wire tells it."""

    headline: str
    standfirst: str
    phase: str
    address: str
    moment: Moment | None


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """All public live blogs: those that are live first, then upcoming, then closed ones, the newest on top."""
    cards = sorted(_cards(), key=lambda card: ORDER.index(card.phase))
    response = render(request, "reader/front_page.html", {"cards": cards})
    return _public(response, "public, max-age=5, s-maxage=10, stale-while-revalidate=30")


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all that is public."""
    words = "User-agent: *\nDisallow: /desk/\nDisallow: /api/\n"
    return _public(HttpResponse(words, content_type="text/plain; charset=utf-8"), "public, max-age=3600")


def _cards() -> list[Card]:
    newest = (
        Part.objects.filter(key="header", is_standing=True)
        .select_related("wire")
        .order_by("-pk")[:MOST_SHOWN]
    )
    return [_card(part) for part in newest]


def _card(part: Part) -> Card:
    header = next(iter(reading.last_words(part.wire, [part])))
    data: dict[str, Any] = msgspec.json.decode(header.data)
    at = data["coverage_ended_at"] if data["phase"] == "closed" else data["coverage_starts_at"]
    return Card(
        headline=data["headline"],
        standfirst=data["standfirst"],
        phase=data["phase"],
        address=f"/{part.wire.name}/",
        moment=Moment.of(datetime.fromisoformat(at), ZoneInfo(data["zone"])) if at else None,
    )


def _public(response: HttpResponse, cache: str) -> HttpResponse:
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "all"
    return response
