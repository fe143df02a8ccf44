"""What stands on the front page: every public live blog, as the last words of its wire tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import F

from stoppress.press.contexts import Moment
from stoppress.press.languages import house_language, place_of
from stoppress.wire.models import Change

#: In this order the phases stand.
ORDER = ("live", "paused", "upcoming", "closed")
MOST_SHOWN = 100


@dataclass(frozen=True)
class Card:
    """One live blog. `moment` is when its coverage ended if it has, else when it begins or began."""

    headline: str
    standfirst: str
    phase: str
    language: str
    address: str
    zone_name: str
    moment: Moment | None
    later_headline: str = ""
    later_address: str = ""


def cards() -> list[Card]:
    """What is live on top, then what is paused, to come, and closed; in each the newest first, but what comes next first."""
    found = [_card(row) for row in _headers()]
    return sorted(found, key=lambda card: (ORDER.index(card.phase), _nearness(card)))


def state() -> str:
    """Names the state of all wires: as long as it stands, so does the front page."""
    newest = Change.objects.order_by("-pk").values_list("pk", "checksum").first()
    return "front-page-{}-{}".format(*(newest or (0, 0)))


def newsroom_name() -> str:
    """The name on the page when all live blogs are of one newsroom; else empty."""
    rows = _last_words("document").values_list("data", flat=True)[:MOST_SHOWN]
    names = {msgspec.json.decode(data).get("newsroom", "") for data in rows}
    return str(names.pop()) if len(names) == 1 else ""


def _headers() -> Any:
    return _last_words("header").select_related("wire")[:MOST_SHOWN]


def _last_words(key: str) -> Any:
    """The change on which this part rests, of every public wire; the newest wires first."""
    return Change.objects.filter(
        key=key,
        wire__head__gt=0,
        wire__parts__key=key,
        wire__parts__is_standing=True,
        wire__parts__number=F("number"),
    ).order_by("-wire_id")


def _card(row: Change) -> Card:
    said: Mapping[str, Any] = msgspec.json.decode(row.data)
    later = said.get("continues_in") or {}
    at = said["coverage_ended_at"] if said["phase"] == "closed" else said["coverage_starts_at"]
    return Card(
        headline=said["headline"],
        standfirst=said["standfirst"],
        phase=said["phase"],
        language=said["language"],
        address=f"/{row.wire.name}/",
        zone_name=place_of(said["zone"], house_language()),
        moment=Moment.of(datetime.fromisoformat(at), ZoneInfo(said["zone"])) if at else None,
        later_headline=later.get("headline", ""),
        later_address=urlsplit(later.get("url", "")).path,
    )


def _nearness(card: Card) -> float:
    seconds = card.moment.at.timestamp() if card.moment else 0.0
    return seconds if card.phase == "upcoming" else -seconds
