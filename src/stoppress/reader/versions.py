"""The public versions of one post and what changed between them, where the desk lets readers see that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press import notices
from stoppress.press.contexts import Moment
from stoppress.press.languages import place_of, speaking, told_in
from stoppress.reader.answering import kept, public_answer, public_wire, redirect
from stoppress.reader.then import hidden_among
from stoppress.stories.models import LiveBlog
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.toolkit.word_diff import Piece, word_diff
from stoppress.wire import past
from stoppress.wire.models import Change, Wire

#: Versions on the page; of more, the newest.
MOST_SHOWN = 50
_TITLE_LENGTH = 100


@dataclass(frozen=True)
class Version:
    """One public version: since when it stood, what it said was wrong before, and how it differs from the one before."""

    at: Moment
    notes: tuple[str, ...]
    title: tuple[Piece, ...]
    byline: tuple[Piece, ...]
    text: tuple[Piece, ...]
    is_first: bool


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def versions(request: HttpRequest, slug: str, post: str) -> HttpResponse:
    """The versions of this post. Of a withdrawn one its tombstone, of one that was taken down: gone."""
    wire = public_wire(slug)
    blog = LiveBlog.objects.select_related("newsroom").get(wire=wire)
    now = past.parts_now(wire, [f"post/{post}"]).get(f"post/{post}")
    if now is None or not blog.shows_versions:
        raise Http404
    if now.action == "remove":
        response = public_answer(_gone(blog), status=410, caching="no-store")
        response.headers["Content-Security-Policy"] = notices.policy()
        return response
    if _said(now.data).get("state") != "published":
        return redirect(f"/{wire.name}/p/{post}/")
    return public_answer(kept(wire, f"versions-{post}", lambda: _page(wire, blog, post)))


def _page(wire: Wire, blog: LiveBlog, post: str) -> str:
    found = _versions(wire, blog, f"post/{post}")
    title = "".join(piece.words for piece in found[0].title if piece.kind != "out").strip()
    with speaking(blog.language):
        context = {
            "blog": blog,
            "newsroom": blog.newsroom.name,
            "language": interface_of(blog.language),
            "direction": direction_of(interface_of(blog.language)),
            "told": told_in(blog.language),
            "address": f"{blog.address}p/{post}/",
            "canonical": f"{settings.PUBLIC_URL}{blog.address}p/{post}/",
            "title": title[:_TITLE_LENGTH],
            "versions": found,
            "zone_name": place_of(blog.zone, blog.language),
        }
        return render_to_string("reader/versions.html", context)


def _gone(blog: LiveBlog) -> str:
    with speaking(blog.language):
        return notices.gone(blog.address, blog.newsroom.name)


def _versions(wire: Wire, blog: LiveBlog, key: str) -> list[Version]:
    """The newest first; neighbours with the same words are one, and what quotes a post that is hidden now is left out."""
    rows = list(Change.objects.filter(wire=wire, key=key, action="put").order_by("-number")[: 4 * MOST_SHOWN])
    hidden = hidden_among(wire, [row.as_travelling() for row in rows])
    kept: list[tuple[Change, Mapping[str, Any]]] = []
    for row in reversed(rows):
        said = _said(row.data)
        is_shown = said.get("state") == "published" and not any(post in row.html for post in hidden)
        if is_shown and (not kept or _words(said) != _words(kept[-1][1])):
            kept.append((row, said))
    kept = kept[-MOST_SHOWN:]
    pairs = zip(kept, [None, *(said for _, said in kept)], strict=False)
    return [_version(row, said, before, blog) for (row, said), before in pairs][::-1]


def _version(
    row: Change, said: Mapping[str, Any], before: Mapping[str, Any] | None, blog: LiveBlog
) -> Version:
    older = before if before is not None else said
    notes = said.get("corrections", [])[len(older.get("corrections", [])) :]
    title, byline, text = (word_diff(*pair) for pair in zip(_words(older), _words(said), strict=True))
    return Version(
        at=Moment.of(_since(row, said), blog.time_zone),
        notes=tuple(note["note"] for note in notes),
        title=title,
        byline=byline,
        text=text,
        is_first=before is None,
    )


def _since(row: Change, said: Mapping[str, Any]) -> datetime:
    """When these words came, as the post says it."""
    at = said.get("modified_at") or said.get("published_at")
    return datetime.fromisoformat(at) if at else row.made_at


def _words(said: Mapping[str, Any]) -> Sequence[str]:
    return [str(said.get(name, "")) for name in ("title", "byline", "text")]


def _said(data: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = msgspec.json.decode(data)
    return said
