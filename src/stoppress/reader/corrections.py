"""All that a live blog has put right: every correction with its note, every withdrawal with its reason, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.contexts import Moment
from stoppress.press.kinds import kind_words, name_of
from stoppress.press.languages import place_of, speaking, told_in
from stoppress.press.machines import locale_of
from stoppress.reader.answering import kept, public_answer, public_wire
from stoppress.stories.models import Correction, LiveBlog, Post, State, Withdrawal
from stoppress.toolkit import html, text
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.wire.models import Wire

#: More than any live blog we know of has had; the page says when there are more.
MOST_SHOWN = 500
_TITLE_LENGTH = 90


@dataclass(frozen=True)
class Entry:
    """One thing put right. Of a withdrawn post only its time is named: its words are in no output."""

    at: Moment
    words: str
    is_withdrawal: bool
    address: str
    posted: Moment
    title: str = ""


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """The corrections of this live blog. The same for every reader."""
    wire = public_wire(slug)
    page = kept(wire, "corrections", lambda: _page(wire))
    return public_answer(page, is_to_be_found=True)


def _page(wire: Wire) -> str:
    blog = LiveBlog.objects.select_related("newsroom").get(wire=wire)
    entries = list(islice(_entries(blog), MOST_SHOWN + 1))
    with speaking(blog.language):
        context = {
            "blog": blog,
            "newsroom": blog.newsroom.name,
            "language": interface_of(blog.language),
            "direction": direction_of(interface_of(blog.language)),
            "told": told_in(blog.language),
            "canonical": f"{settings.PUBLIC_URL}{blog.address}corrections/",
            "locale": locale_of(blog.language),
            "entries": entries[:MOST_SHOWN],
            "goes_on": len(entries) > MOST_SHOWN,
            "most": MOST_SHOWN,
            "zone_name": place_of(blog.zone, blog.language),
        }
        return render_to_string("reader/corrections.html", context)


def _entries(blog: LiveBlog) -> Iterator[Entry]:
    corrected = Correction.objects.filter(post__blog=blog, post__state=State.PUBLISHED).order_by("-at", "-pk")
    withdrawn = Withdrawal.objects.filter(post__blog=blog, post__state=State.WITHDRAWN).order_by("-at", "-pk")
    found: list[tuple[datetime, Correction | Withdrawal]] = []
    for rows in (corrected, withdrawn):
        found += [(row.at, row) for row in rows.select_related("post")[: MOST_SHOWN + 1]]
    for _, row in sorted(found, key=lambda each: each[0], reverse=True):
        yield _entry(row, blog)


def _entry(row: Correction | Withdrawal, blog: LiveBlog) -> Entry:
    is_withdrawal = isinstance(row, Withdrawal)
    post = row.post
    zone = blog.time_zone
    return Entry(
        at=Moment.of(row.at, zone),
        words=row.reason if isinstance(row, Withdrawal) else row.note,
        is_withdrawal=is_withdrawal,
        address=f"{blog.address}p/{post.public_id}/",
        posted=Moment.of(post.published_at or post.created_at, zone),
        title="" if is_withdrawal else _title(post),
    )


def _title(post: Post) -> str:
    return name_of(post) or text.first_words(
        kind_words(post, html.plain(post.body_html)), limit=_TITLE_LENGTH
    )
