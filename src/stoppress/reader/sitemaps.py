"""Sitemaps: which live blogs there are, the pages of each, and what is news."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.feeds import sitemaps
from stoppress.feeds.channel import Channel
from stoppress.reader.answering import public_wire
from stoppress.reader.documents import Document, answered, public_wires, said, state, written
from stoppress.toolkit import clock
from stoppress.wire.models import Change, Part, Wire

NEWS_HOURS = 48
_XML = f"{sitemaps.MEDIA_TYPE}; charset=utf-8"


@csrf_exempt
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps of all public live blogs."""
    return answered(request, f"sitemap-{state()}", _index, _XML)


@csrf_exempt
@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The live blogs in which something was posted within two days."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return answered(request, f"news-{state()}-{hour:%d%H}", lambda: _news(hour), _XML)


@csrf_exempt
@require_safe
def sitemap(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages of one live blog: the live page, its corrections, and all pages of older posts."""
    wire = public_wire(slug)
    return answered(request, f"sitemap-{wire.pk}-{wire.cursor}", lambda: _pages(wire), _XML)


def _index() -> Document:
    changed = public_wires().filter(changes__number=F("head")).values_list("name", "changes__made_at")
    found = [
        sitemaps.Page(f"{settings.PUBLIC_URL}/{name}/sitemap.xml", written(at))
        for name, at in changed[: sitemaps.MOST]
    ]
    return Document(sitemaps.index(found))


def _news(hour: datetime) -> Document:
    """Those whose newest post is of the last two days, to the hour; only what has begun has a date of publication."""
    since = clock.microseconds(hour - timedelta(hours=NEWS_HOURS))
    newest = Part.objects.filter(wire=OuterRef("pk"), region="stream", is_standing=True, place__gte=since)
    wires = list(public_wires().filter(Exists(newest))[: sitemaps.MOST_NEWS])
    found = []
    for wire, document in said(wires, "document"):
        channel, ld = Channel.of_live_blog(wire.name, document), document.get("ld") or {}
        at = Change.objects.get(wire=wire, number=wire.head).made_at
        if published := ld.get("datePublished"):
            found.append(
                sitemaps.News(
                    channel.address, channel.title, published, channel.newsroom, channel.language, written(at)
                )
            )
    return Document(sitemaps.news(found), tuple(wire.name for wire in wires))


def _pages(wire: Wire) -> Document:
    address = f"{settings.PUBLIC_URL}/{wire.name}/"
    at = Change.objects.get(wire=wire, number=wire.head).made_at
    found = [sitemaps.Page(address, written(at)), sitemaps.Page(f"{address}corrections/")]
    found += [sitemaps.Page(f"{address}before/{post}") for post in _archive(wire)]
    return Document(sitemaps.pages(found[: sitemaps.MOST]), (wire.name,))


def _archive(wire: Wire) -> list[str]:
    """The posts before which the pages of older posts stand: the lowest of each shelf but the first. Newest first."""
    stream = Part.objects.filter(wire=wire, region="stream")
    lowest = stream.filter(shelf__gt=0).values("shelf").annotate(lowest=Min("place")).order_by("-shelf")
    places = list(lowest.values_list("lowest", flat=True)[: sitemaps.MOST])
    keys: dict[int, str] = {}
    for start in range(0, len(places), 500):
        keys |= dict(stream.filter(place__in=places[start : start + 500]).values_list("place", "key"))
    return [keys[place].removeprefix("post/") for place in places]
