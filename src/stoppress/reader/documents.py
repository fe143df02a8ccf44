"""Documents for machines that Django makes of the wires: kept for as long as the wires stand, named by their content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.core.cache import cache
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse

from stoppress.reader.answering import CACHING, KEPT_SECONDS, POLICY
from stoppress.wire.front import FRONT
from stoppress.wire.models import Change, Wire

#: Of more live blogs the keys are not told: a header has its bounds.
_MOST_KEYS = 100


def public_wires() -> QuerySet[Wire]:
    """The wires of all public live blogs, the newest first."""
    return Wire.objects.filter(head__gt=0).exclude(name=FRONT).order_by("-pk")


def state() -> str:
    """Names the state of all wires: as long as it stands, so does what is made of them all."""
    newest = Change.objects.order_by("-pk").values_list("pk", "checksum").first()
    return "{}-{}".format(*(newest or (0, 0)))


class Document(msgspec.Struct, frozen=True):
    """One answer: its text, and the live blogs of which it tells."""

    text: str
    keys: tuple[str, ...] = ()


def answered(request: HttpRequest, key: str, make: Callable[[], Document], kind: str) -> HttpResponse:
    """The document for this state of the wires, made once; or that it is the one that is known already."""
    made: Document | None = cache.get(key)
    if made is None:
        made = make()
        cache.set(key, made, KEPT_SECONDS)
    tag = f'W/"{sha256(made.text.encode()).hexdigest()[:16]}"'
    is_known = tag.removeprefix("W/") in request.headers.get("If-None-Match", "")
    response = HttpResponse(status=304) if is_known else HttpResponse(made.text, content_type=kind)
    if is_known:
        del response.headers["Content-Type"]
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = CACHING
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Vary"] = "Accept-Encoding"  # whoever stands before us may compress it
    response.headers["Surrogate-Key"] = " ".join(("house", *made.keys[:_MOST_KEYS]))
    return response


def said(wires: Sequence[Wire], key: str) -> Iterator[tuple[Wire, dict[str, Any]]]:
    """What this part of each of these wires says, as it stands."""
    for wire, told, _ in standing(wires, key):
        yield wire, told


def standing(wires: Sequence[Wire], key: str) -> Iterator[tuple[Wire, dict[str, Any], datetime]]:
    for start in range(0, len(wires), 500):
        some = wires[start : start + 500]
        rows = Change.objects.filter(
            key=key,
            wire__in=some,
            wire__parts__key=key,
            wire__parts__is_standing=True,
            wire__parts__number=F("number"),
        ).select_related("wire")
        for row in rows.order_by("-wire_id"):
            yield row.wire, msgspec.json.decode(row.data), row.made_at


def written(at: datetime) -> str:
    """A moment as machines read it: in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
