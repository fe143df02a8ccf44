"""The page as it stood at one number: old words from the wire, but nothing that has been withdrawn or taken down since.

Text of a withdrawn post is in no output, so its tombstone stands in its place here, too; and what shows such a post beside
others (a pinned copy, a key point, a reference with its title) is left out, or shown as it reads now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils.safestring import SafeString, mark_safe

from stoppress.press.contexts import Moment
from stoppress.press.days import day_name
from stoppress.press.languages import speaking
from stoppress.toolkit import text
from stoppress.toolkit.day_words import time_shown
from stoppress.wire import past
from stoppress.wire.change import Change
from stoppress.wire.models import Wire

#: Posts on the page, as on the live page.
SHOWN = 20
ALONE = ("document", "header", "key-points", "key-events", "round-up", "pinned")

#: How the html of a part names posts: by the address of their own pages, and for the script.
_MENTION = re.compile(r"/p/([a-z0-9]{12})/|data-(?:reference|post)=\"([a-z0-9]{12})\"")
_LINE = re.compile(r"<li\b.*?</li>\n?", re.DOTALL)


@dataclass(frozen=True)
class ThenPost:
    """One post as it stood. `since` says what became of it: “corrected”, “changed”, or “now” if it is shown as it reads now.

    The first of each day has the day's name, and its date.
    """

    html: SafeString
    address: str
    since: str = ""
    at: Moment | None = None
    day: str = ""
    date: str = ""


@dataclass(frozen=True)
class Then:
    """The page as it stood: parts as html, and what of them the page around must know."""

    headline: str
    newsroom: str
    language: str
    direction: str
    locale: str
    description: str
    zone: ZoneInfo
    header: SafeString
    key_points: SafeString
    key_events: SafeString
    round_up: SafeString
    pinned: ThenPost | None
    posts: tuple[ThenPost, ...]
    older: str


def as_it_stood(wire: Wire, number: int) -> Then:
    """The page of this wire at this number; a bounded number of look-ups, however many changes there are."""
    alone = {change.key: change for change in past.parts_at(wire, number, ALONE)}
    stream = past.stream_at(wire, number, SHOWN + 1)
    now = past.parts_now(wire, [*(change.key for change in stream), "document"])
    hidden = hidden_among(wire, [*alone.values(), *stream])
    said = _data(alone.get("header"))
    document = _data(now.get("document"))
    zone = ZoneInfo(said.get("zone", "UTC"))
    shown = (_post(change, now[change.key], hidden, wire, zone) for change in stream[:SHOWN])
    language = document.get("language", "en")
    return Then(
        headline=said.get("headline", ""),
        newsroom=document.get("newsroom", ""),
        language=language,
        direction=document.get("direction", "ltr"),
        locale=document.get("locale", ""),
        description=text.first_words(said.get("standfirst") or said.get("headline", ""), limit=200),
        zone=zone,
        header=_html(alone.get("header")),
        key_points=_lines_without(alone.get("key-points"), hidden),
        key_events=_lines_without(alone.get("key-events"), hidden),
        round_up=_unless(alone.get("round-up"), hidden),
        pinned=_pinned(wire, number, alone.get("pinned"), hidden, zone),
        posts=_with_days((post for post in shown if post is not None), language),
        older=f"/{wire.name}/before/{_id(stream[SHOWN - 1])}" if len(stream) > SHOWN else "",
    )


def _with_days(posts: Iterable[ThenPost], language: str) -> tuple[ThenPost, ...]:
    """The posts, the first of each day with its name."""
    found, last = [], ""
    with speaking(language):
        for post in posts:
            time = time_shown(post.html)
            if time and time.day != last:
                last = time.day
                name = day_name(date.fromisoformat(last), in_full=True)
                found.append(replace(post, day=name, date=last))
            else:
                found.append(post)
    return tuple(found)


def _post(then: Change, now: Change, hidden: set[str], wire: Wire, zone: ZoneInfo) -> ThenPost | None:
    if now.action == "remove":
        return None
    shown = ThenPost(_html(then), f"/{wire.name}/p/{_id(then)}/")
    if _data(now).get("state") != "published":
        return replace(shown, html=_html(now))
    if then.number == now.number:
        return shown
    if then.action == "remove" or _mentioned(then) & hidden:
        return replace(shown, html=_html(now), since="now")
    return _with_what_came(shown, _data(then), _data(now), zone)


def _pinned(
    wire: Wire, number: int, copy: Change | None, hidden: set[str], zone: ZoneInfo
) -> ThenPost | None:
    """The copy that stood pinned then, unless it shows a hidden post."""
    if copy is None or not _unless(copy, hidden):
        return None
    post = str(_data(copy).get("id"))
    shown = ThenPost(_html(copy), f"/{wire.name}/p/{post}/")
    then = past.parts_at(wire, number, [f"post/{post}"])
    now = past.parts_now(wire, [f"post/{post}"])
    return _with_what_came(shown, _data(then[0]), _data(now[then[0].key]), zone) if then else shown


def _with_what_came(
    shown: ThenPost, then: Mapping[str, Any], now: Mapping[str, Any], zone: ZoneInfo
) -> ThenPost:
    """Say that the words are others now, if they are."""
    corrections = now.get("corrections", [])[len(then.get("corrections", [])) :]
    if corrections:
        return replace(shown, since="corrected", at=_moment(corrections[-1]["at"], zone))
    if any(then.get(words) != now.get(words) for words in ("title", "text", "byline", "published_at")):
        return replace(shown, since="changed", at=_moment(now.get("modified_at"), zone))
    return shown


def hidden_among(wire: Wire, changes: Iterable[Change]) -> set[str]:
    """Those of the posts that these parts name or are whose words no output may hold: withdrawn, taken down, never public."""
    named = {post for change in changes for post in _mentioned(change)}
    named |= {str(_data(change).get("id")) for change in changes if change.key == "pinned"}
    words = past.parts_now(wire, [f"post/{post}" for post in named])
    public = {_id(change) for change in words.values() if _data(change).get("state") == "published"}
    return named - public


def _mentioned(change: Change) -> set[str]:
    found = {own or other for own, other in _MENTION.findall(change.html)}
    return found - {_id(change)}


def _lines_without(change: Change | None, hidden: set[str]) -> SafeString:
    """The list, without the lines that lead to a hidden post."""
    if change is None:
        return mark_safe("")
    return mark_safe(  # noqa: S308  html of the wire
        _LINE.sub(lambda line: "" if any(post in line[0] for post in hidden) else line[0], change.html)
    )


def _unless(change: Change | None, hidden: set[str]) -> SafeString:
    """The part, if it shows no hidden post."""
    if change is None or str(_data(change).get("id")) in hidden or _mentioned(change) & hidden:
        return mark_safe("")
    return _html(change)


def _html(change: Change | None) -> SafeString:
    return mark_safe(change.html if change else "")  # noqa: S308  html of the wire, cleaned in the act


def _data(change: Change | None) -> Mapping[str, Any]:
    data: Mapping[str, Any] = msgspec.json.decode(change.data) if change else {}
    return data


def _moment(at: str | None, zone: ZoneInfo) -> Moment | None:
    return Moment.of(datetime.fromisoformat(at), zone) if at else None


def _id(change: Change) -> str:
    return change.key.removeprefix("post/")
