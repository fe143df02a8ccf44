"""The feed of the whole house: its live blogs, and the newest key events of them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.feeds import atom, json_feed
from stoppress.feeds.channel import Channel, Place, Telling, named
from stoppress.feeds.entries import Entry, Withdrawn, read
from stoppress.press.languages import house_language, speaking
from stoppress.press.theme import logo_address
from stoppress.press.words import feed_words
from stoppress.reader.documents import Document, answered, public_wires, said, standing, state, written
from stoppress.wire.front import FRONT
from stoppress.wire.models import Change, Part, Wire
from stoppress.wire.reading import last_words

#: Key events, and live blogs.
LENGTH = 50
_ATOM = f"{atom.MEDIA_TYPE}; charset=utf-8"


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def house_atom(request: HttpRequest) -> HttpResponse:
    """All live blogs and the newest key events of them all, as Atom."""
    return answered(request, f"house-atom-{state()}", lambda: _house("atom"), _ATOM)


@csrf_exempt
@require_safe
def house_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON Feed."""
    return answered(request, f"house-json-{state()}", lambda: _house("json"), json_feed.MEDIA_TYPE)


def _house(format: str) -> Document:
    """The live blogs and the newest key events of them all, by when they last changed."""
    with speaking(house_language()):
        telling = Telling.of(feed_words())
    wires = list(public_wires()[:LENGTH])
    channels = {wire.pk: Channel.of_live_blog(wire.name, told) for wire, told in said(wires, "document")}
    found = sorted([*_live_blogs(wires, channels), *_key_events(telling)], key=_moment, reverse=True)
    write = atom.atom if format == "atom" else json_feed.json_feed
    place = Place(f"{settings.PUBLIC_URL}/feed.{format}")
    return Document(write(_channel(), found, place, telling), tuple(wire.name for wire in wires))


def _channel() -> Channel:
    """The house, as its front page calls it."""
    front = list(Wire.objects.filter(name=FRONT, head__gt=0))
    told = next((told for _, told in said(front, "document")), {})
    return Channel(
        id=_house_id(),
        site=settings.PUBLIC_URL,
        path="/",
        title=str(told.get("title") or "Stop Press"),
        description=str((told.get("ld") or {}).get("description", "")),
        language=str(told.get("language") or house_language()),
        newsroom=str(told.get("newsroom", "")),
        logo=logo_address(),
    )


def _house_id() -> str:
    """The name of the house's feed: after the live blog that was public first, so that two houses are never called alike."""
    first = Change.objects.exclude(wire__name=FRONT).order_by("pk").select_related("wire").first()
    known = [str(told.get("id", wire.name)) for wire, told in said([first.wire] if first else [], "document")]
    return named("/".join(["house", *known]))


def _live_blogs(wires: Sequence[Wire], channels: Mapping[int, Channel]) -> Iterator[Entry]:
    """One entry for each live blog: what its header says, as of when that last changed."""
    for wire, header, made_at in standing(wires, "header"):
        channel = channels[wire.pk]
        moment = written(made_at)
        began = header.get("coverage_starts_at") or moment
        yield Entry(
            id=channel.id,
            address=channel.address,
            title=str(header["headline"]),
            heading=str(header["headline"]),
            html="".join(f"<p>{escape(line)}</p>" for line in str(header["standfirst"]).split("\n") if line),
            author=channel.newsroom,
            published=min(str(began), moment),
            updated=moment,
            tags=(str(header["phase"]),),
            language=channel.language,
        )


def _key_events(telling: Telling) -> Iterator[Entry | Withdrawn]:
    """The newest key events of all public live blogs, found by index."""
    parts = (
        Part.objects.filter(is_marked=True, is_standing=True, wire__head__gt=0)
        .exclude(wire__name=FRONT)
        .order_by("-place")[:LENGTH]
    )
    by_wire: dict[Wire, list[Part]] = {}
    for part in parts.select_related("wire"):
        by_wire.setdefault(part.wire, []).append(part)
    for wire, document in said(list(by_wire), "document"):
        channel = Channel.of_live_blog(wire.name, document)
        for one in read(last_words(wire, by_wire[wire]), channel, telling):
            yield (
                one if isinstance(one, Withdrawn) else msgspec.structs.replace(one, language=channel.language)
            )


def _moment(told: Entry | Withdrawn) -> tuple[str, str]:
    return (told.at if isinstance(told, Withdrawn) else told.updated, told.id)
