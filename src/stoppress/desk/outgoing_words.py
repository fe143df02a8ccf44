"""All words that an act on its way out would make public, line by line, for whoever releases it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from html import unescape
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from stoppress.publishing.models import Outgoing
from stoppress.questions.models import Expert
from stoppress.stories import pictures as placed
from stoppress.stories.models import KeyPointsVersion, Post, PostVersion, read_details
from stoppress.toolkit.html import plain

_LINK = re.compile(r'<a [^>]*href="([^"]*)"')

_Content = Mapping[str, Any]


def words_of(row: Outgoing, content: _Content, post: Post | None) -> tuple[str, ...]:
    """What would become public; `post` is the one that the act is about."""
    if stands := _STANDS.get(row.act):
        content = {**content, **stands(row, content, post)}
    wording = content.get("wording") or {}
    lines = [
        *_asked(content.get("asked") or ()),
        *_said(content),
        *(", ".join(filter(None, member)) for member in content.get("team") or ()),
        *(point[0] for point in content.get("points") or ()),
        *_worded(wording),
        *([_("Public note: %(note)s") % {"note": content["note"]}] if row.act == "correct" else []),
        *([_rules(content)] if row.act == "set release rules" else []),
    ]
    return tuple(str(line) for line in lines if line)


def _draft(row: Outgoing, content: _Content, post: Post | None) -> dict[str, Any]:
    return {"wording": _wording(post)} if post else {}


def _version(row: Outgoing, content: _Content, post: Post | None) -> dict[str, Any]:
    kept = PostVersion.objects.filter(post=post, number=content["number"]).first() if post else None
    return {"wording": _wording(kept)} if kept else {}


def _points(row: Outgoing, content: _Content, post: Post | None) -> dict[str, Any]:
    kept = KeyPointsVersion.objects.filter(blog=row.blog_id, number=content["number"]).first()
    return {"points": msgspec.json.decode(kept.points)} if kept else {}


#: Acts that are kept without their words, for these stand elsewhere.
_STANDS: Mapping[str, Callable[[Outgoing, _Content, Post | None], dict[str, Any]]] = {
    "publish": _draft,
    "restore": _draft,
    "restore version": _version,
    "restore key points": _points,
}


def _wording(of: Post | PostVersion) -> dict[str, Any]:
    return {
        "title": of.title,
        "body_html": of.body_html,
        "byline": of.byline,
        "pictures": [asdict(one) for one in placed.read(of.pictures)],
        "details": read_details(of.details),
    }


def _asked(asked: Iterable[_Content]) -> list[str]:
    """Each question with the name and the place that readers see beside it."""
    return [
        " – ".join(filter(None, [one["words"], one.get("first_name"), one.get("place")])) for one in asked
    ]


def _said(content: _Content) -> list[str]:
    """The plain texts of an act, with a name to those that would not tell what they are."""
    names = ("headline", "standfirst", "heading", "slug", "invitation", "rules", "name", "description")
    named = {
        _("Answered by %(words)s"): _expert(content.get("expert")),
        _("Zone: %(words)s"): content.get("zone"),
        _("Language: %(words)s"): content.get("language"),
        _("The coverage starts: %(words)s"): content.get("coverage_starts_at"),
    }
    plainly = [str(content[name]) for name in names if content.get(name)]
    return plainly + [line % {"words": words} for line, words in named.items() if words]


def _expert(expert: str | None) -> str:
    found = Expert.objects.filter(public_id=expert).first() if expert else None
    return ", ".join(filter(None, [found.name, found.description])) if found else ""


def _worded(wording: _Content) -> list[str]:
    """Title, text, byline, fields and pictures of a post, and where its links lead."""
    body = wording.get("body_html") or ""
    return [
        wording.get("title") or "",
        plain(body),
        _("Byline: %(words)s") % {"words": wording["byline"]} if wording.get("byline") else "",
        *(_("Leads to %(words)s") % {"words": unescape(address)} for address in _LINK.findall(body)),
        *_texts(wording.get("details")),
        *_texts([_told(one) for one in wording.get("pictures") or ()]),
    ]


def _told(picture: _Content) -> list[Any]:
    """What readers are told of a picture."""
    return [picture[name] for name in ("alt", "caption", "credit")]


def _texts(value: Any) -> list[str]:
    """Every text in the fields of a kind, whatever their shape."""
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return [str(value)] if value not in (None, "", False, True) else []


def _rules(content: _Content) -> str:
    if content["needs_two_people"]:
        return _("New live blogs begin without the second person.")
    return _("What is published here goes out without a second person.")
