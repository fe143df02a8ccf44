"""What the wire says of a live blog as a whole, and of where a post stands, for the pages that are made of the wire."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from django.http import Http404

from stoppress.wire import past
from stoppress.wire.models import Part, Wire


def document_of(wire: Wire) -> dict[str, str]:
    """What the head of its page says now: title, newsroom and the language of the interface among others."""
    return _said(wire, "document")


def header_of(wire: Wire) -> dict[str, str]:
    """What its header says now: headline, zone and the language of the story among others."""
    return _said(wire, "header")


def zone_of(wire: Wire) -> ZoneInfo:
    """The zone in which its times are told."""
    return ZoneInfo(header_of(wire).get("zone", "UTC"))


def stands_at(wire: Wire, post: str) -> int:
    """The place of this post, or that of one that was withdrawn or taken down; Http404 for one that never was public."""
    part = Part.objects.filter(wire=wire, key=f"post/{post}"[:80], place__gt=0).first()
    if part is None:
        raise Http404
    return part.place


def _said(wire: Wire, key: str) -> dict[str, str]:
    found = past.parts_now(wire, [key]).get(key)
    said: dict[str, str] = msgspec.json.decode(found.data) if found else {}
    return said
