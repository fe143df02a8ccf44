"""All turning points of a live blog, the newest first: each with its time and title, a bounded number on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.contexts import Moment
from stoppress.press.days import day_name
from stoppress.press.languages import place_of, speaking, told_in
from stoppress.press.machines import locale_of
from stoppress.reader.answering import kept, public_answer, public_wire
from stoppress.reader.said import stands_at
from stoppress.stories import key_events as standing
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import text
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.wire import past
from stoppress.wire.models import Wire

#: On one page; older ones stand on the next.
SHOWN = 100
_LONGEST_WORDS = 120
_LONGEST_ID = 12


@dataclass(frozen=True)
class Event:
    """One turning point: its title, or its first words."""

    at: Moment
    words: str
    address: str


@dataclass(frozen=True)
class Day:
    """The turning points of one day."""

    name: str
    date: str
    events: tuple[Event, ...]


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def key_events(request: HttpRequest, slug: str, post: str = "") -> HttpResponse:
    """The newest key events of this live blog, or those before a post. The same for every reader."""
    wire = public_wire(slug)
    if len(post) > _LONGEST_ID:
        raise Http404
    page = kept(wire, f"key-events-{post}", lambda: _page(wire, post))
    return public_answer(page, is_to_be_found=True)


def _page(wire: Wire, before: str) -> str:
    blog = LiveBlog.objects.select_related("newsroom").get(wire=wire)
    names = _names(wire, blog, before)
    address = f"{blog.address}key-events/"
    with speaking(blog.language):
        context = {
            "blog": blog,
            "newsroom": blog.newsroom.name,
            "language": interface_of(blog.language),
            "direction": direction_of(interface_of(blog.language)),
            "told": told_in(blog.language),
            "canonical": f"{settings.PUBLIC_URL}{address}{f'before/{before}/' if before else ''}",
            "locale": locale_of(blog.language),
            "days": _days(_events(wire, blog, names[:SHOWN])),
            "newest": address if before else "",
            "older": f"{address}before/{names[SHOWN - 1]}/" if len(names) > SHOWN else "",
            "zone_name": place_of(blog.zone, blog.language),
        }
        return render_to_string("reader/key_events.html", context)


def _names(wire: Wire, blog: LiveBlog, before: str) -> list[str]:
    """The ids of the posts on this page, and of one more if it does not end with the oldest."""
    found = standing.key_events(blog)
    if before:
        found = found.filter(place__lt=stands_at(wire, before))  # the wire knows no drafts
    return list(found.values_list("public_id", flat=True)[: SHOWN + 1])


def _events(wire: Wire, blog: LiveBlog, names: Sequence[str]) -> list[Event]:
    """What the wire says of these posts now."""
    said = past.parts_now(wire, [f"post/{name}" for name in names])
    events = []
    for name in names:
        data = msgspec.json.decode(said[f"post/{name}"].data)
        at = Moment.of(datetime.fromisoformat(data["published_at"]), blog.time_zone)
        words = data["title"] or data.get("called") or text.first_words(data["text"], limit=_LONGEST_WORDS)
        events.append(Event(at, words, f"{blog.address}p/{name}/"))
    return events


def _days(events: Sequence[Event]) -> list[Day]:
    return [
        Day(day_name(datetime.fromisoformat(date).date(), in_full=True), date, tuple(of_day))
        for date, of_day in groupby(events, key=lambda event: event.at.day)
    ]
