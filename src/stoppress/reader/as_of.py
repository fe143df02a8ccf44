"""The page as it stood at a moment: found by address or by a form, one page between two changes, the same for every reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.contexts import Moment
from stoppress.press.languages import place_of, speaking, spoken
from stoppress.reader.answering import kept, public_answer, public_wire, redirect
from stoppress.reader.said import document_of, zone_of
from stoppress.reader.then import as_it_stood
from stoppress.wire import past
from stoppress.wire.models import Change, Wire

_SECOND = timedelta(seconds=1)
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_MINUTE = re.compile(r"[T ]\d\d:?\d\d(Z|[+-].*)?$")
_LONGEST_ASKED = 40


@dataclass(frozen=True)
class Step:
    """A moment at which the page changed, and where it is shown as it stood then."""

    moment: Moment
    address: str


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """`?at=` from the form, in the story's zone, leads to the page of that moment; without it, to the newest."""
    wire = public_wire(slug)
    asked = request.GET.get("at", "").strip()
    if not asked:
        return _to(wire, datetime.max.replace(tzinfo=UTC))
    moment = _read(asked, zone_of(wire))
    if moment is None:
        return _not_understood(wire, asked)
    return _to(wire, moment + _SECOND)


@csrf_exempt
@require_safe
def as_of(request: HttpRequest, slug: str, moment: str) -> HttpResponse:
    """The page as it stood at this moment; an address between two changes leads to that of the earlier one."""
    wire = public_wire(slug)
    asked = _read(moment, ZoneInfo("UTC"))
    if asked is None:
        raise Http404
    found = past.last_before(wire, asked + _SECOND)
    if found is None or _stamp(found[1]) != moment:
        return _to(wire, asked + _SECOND)
    number, made_at = found
    page = kept(wire, f"as-of-{number}", lambda: _page(wire, number, made_at))
    return public_answer(page, may_run_script=True)


def _page(wire: Wire, number: int, made_at: datetime) -> str:
    then = as_it_stood(wire, number)
    second = made_at.replace(microsecond=0)
    later = past.first_from(wire, second + _SECOND)
    with speaking(then.language):
        context = _around(wire, then.zone) | {
            "then": then,
            "moment": Moment.of(made_at, then.zone),
            "earlier": _step(wire, past.last_before(wire, second), then.zone),
            "later": _step(wire, later, then.zone),
            "typed": made_at.astimezone(then.zone).strftime("%Y-%m-%dT%H:%M"),
            "address": f"{settings.PUBLIC_URL}/{wire.name}/as-of/{_stamp(made_at)}/",
            "stamp": int(second.timestamp()),
        }
        return render_to_string("reader/as_of.html", context)


def _around(wire: Wire, zone: ZoneInfo) -> dict[str, object]:
    """What the form needs: between which moments, and in whose time."""
    bounds = [Change.objects.filter(wire=wire, number=number).get().made_at for number in (1, wire.head)]
    return {
        "live": f"/{wire.name}/",
        "canonical": f"{settings.PUBLIC_URL}/{wire.name}/",
        "chooser": f"/{wire.name}/as-of/",
        "zone": str(zone),
        "zone_name": place_of(str(zone), spoken().code),
        "spoken": spoken(),
        "first": int(bounds[0].timestamp()),
        "last": int(bounds[1].timestamp()),
    }


def _not_understood(wire: Wire, asked: str) -> HttpResponse:
    said = document_of(wire)
    with speaking(said.get("language", "en")):
        context = _around(wire, zone_of(wire)) | {
            "newsroom": said.get("newsroom", ""),
            "language": said.get("language", "en"),
            "direction": said.get("direction", "ltr"),
            "headline": said.get("title", ""),
            "typed": asked[:_LONGEST_ASKED],
            "trouble": gettext("This is no date with a time. Write it so: 2026-11-25 14:05"),
        }
        text = render_to_string("reader/as_of_asked.html", context)
    return public_answer(text, status=400, caching="no-store")


def _to(wire: Wire, before: datetime) -> HttpResponseRedirect:
    """To the page of the last change before this moment, or to the first page that there was."""
    found = past.last_before(wire, before) or past.first_from(wire, datetime.min.replace(tzinfo=UTC))
    if found is None:
        raise Http404
    return redirect(f"/{wire.name}/as-of/{_stamp(found[1])}/")


def _step(wire: Wire, found: tuple[int, datetime] | None, zone: ZoneInfo) -> Step | None:
    if found is None:
        return None
    return Step(Moment.of(found[1], zone), f"/{wire.name}/as-of/{_stamp(found[1])}/")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _read(asked: str, zone: ZoneInfo) -> datetime | None:
    """The moment that is meant, to the second: a stamp, or an ISO date and time; without an offset it is of this zone.

    Without seconds it is the whole minute: a page that changed at 14.05 and 20 seconds is what stood at 14.05.
    """
    if len(asked) > _LONGEST_ASKED or not (_STAMP.fullmatch(asked) or "T" in asked or " " in asked):
        return None
    try:
        moment = datetime.fromisoformat(asked).replace(microsecond=0)
        # Of the hour that the clock shows twice in autumn, the second is meant: the page holds both then.
        at = moment if moment.tzinfo else moment.replace(tzinfo=zone, fold=1)
        if _MINUTE.search(asked):
            at += timedelta(seconds=59)
        return at.astimezone(UTC) if 1900 < at.year < 9000 else None
    except (ValueError, OverflowError):
        return None
