"""Search in a live blog: a form and links, without script; what is found is what its page says now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.languages import place_of, speaking, told_in
from stoppress.reader.answering import public_answer, public_wire
from stoppress.reader.found import results
from stoppress.reader.said import document_of, header_of, stands_at
from stoppress.toolkit import asked as asking
from stoppress.toolkit.asked import Asked, NotAsked, Trouble
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.wire.change import Change
from stoppress.wire.models import Wire
from stoppress.wire.search import finding
from stoppress.wire.search.seam import TooSlow

#: Results on one page, and so many of the closest.
SHOWN = 20
CLOSEST = 40


@dataclass(frozen=True)
class Wish:
    """What the address says: the words as they were typed, in which order, and after which post to go on."""

    typed: str = ""
    is_closest: bool = False
    before: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Wish:
        query = request.GET
        is_closest = query.get("order") == "closest"
        before = "" if is_closest else query.get("before", "")
        return cls(" ".join(query.get("q", "").split()), is_closest, before)

    def query(self, **other: str) -> str:
        """The query of an address for the same words."""
        return urlencode({"q": self.typed, **other})


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts in which the words of `q` stand. The same for every reader."""
    wire = public_wire(slug)
    wish = Wish.of(request)
    tag = _tag(wire, wish)
    if tag in request.headers.get("If-None-Match", ""):
        return _with_tag(public_answer("", status=304), tag)
    try:
        asked = asking.read(wish.typed)
        found, older = _found(wire, wish, asked)
    except NotAsked as error:
        if error.trouble == Trouble.NOTHING:
            return _with_tag(public_answer(_page(wire, wish)), tag)
        return _refusal(wire, wish, error.trouble, 400)
    except TooSlow:
        return _refusal(wire, wish, None, 503)
    return _with_tag(public_answer(_page(wire, wish, asked, found, older)), tag)


def _found(wire: Wire, wish: Wish, asked: Asked) -> tuple[list[Change], str]:
    """The posts, and after which post the next ones begin; “” if that was all."""
    if wish.is_closest:
        return finding.closest(wire, asked, CLOSEST), ""
    below = stands_at(wire, wish.before) if wish.before else None
    changes = finding.newest(wire, asked, SHOWN + 1, below)
    return changes[:SHOWN], changes[SHOWN - 1].key.removeprefix("post/") if len(changes) > SHOWN else ""


def _page(
    wire: Wire,
    wish: Wish,
    asked: Asked | None = None,
    found: Sequence[Change] = (),
    older: str = "",
    trouble: str = "",
) -> str:
    said, header = document_of(wire), header_of(wire)
    zone = ZoneInfo(header.get("zone", "UTC"))
    language = said.get("language", "en")
    with speaking(language):
        context = {
            "slug": wire.name,
            "headline": said.get("title", ""),
            "newsroom": said.get("newsroom", ""),
            "language": interface_of(language),
            "direction": direction_of(interface_of(language)),
            "told": told_in(header.get("language", language)),
            "zone": str(zone),
            "zone_name": place_of(str(zone), language),
            "typed": wish.typed[: asking.LONGEST],
            "is_asked": asked is not None,
            "is_closest": wish.is_closest,
            "is_later_page": bool(wish.before),
            "results": results(wire, found, asked, zone) if asked else None,
            "trouble": trouble,
            "newest_first": f"?{wish.query()}",
            "closest_first": f"?{wish.query(order='closest')}",
            "older": f"?{wish.query(before=older)}" if older else "",
            "shortest": asking.SHORTEST_BEGINNING,
        }
        return render_to_string("reader/search.html", context)


def _refusal(wire: Wire, wish: Wish, trouble: Trouble | None, status: int) -> HttpResponse:
    with speaking(document_of(wire).get("language", "en")):
        words = _in_words(trouble)
    response = public_answer(_page(wire, wish, trouble=words), status=status, caching="no-store")
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _in_words(trouble: Trouble | None) -> str:
    told = {
        Trouble.TOO_SHORT: _("That is too short: type at least two letters."),
        Trouble.TOO_LONG: _("That is too long: at most {letters} letters and {words} words fit.").format(
            letters=asking.LONGEST, words=asking.MOST_TERMS
        ),
        Trouble.NO_WORDS: _("There are no words in it: type letters or numbers."),
        Trouble.ONLY_WITHOUT: _(
            "A word with a hyphen before it is left out. Name a word, too, that is to be there."
        ),
    }
    if trouble is None:
        return _("This search took too long. Type longer words, or more of them.")
    return told[trouble]


def _tag(wire: Wire, wish: Wish) -> str:
    """Names what the page is made of: the wire at its head, the words, and how pages are built."""
    made_of = f"{wire.name} {wish.typed} {wish.is_closest} {wish.before} {_build()}"
    return (
        f'W/"{wire.epoch}-{wire.head}-{hashlib.sha256(made_of.encode("utf-8", "replace")).hexdigest()[:16]}"'
    )


@cache
def _build() -> str:
    """Another after every change of the house's look: the empty page holds the names of all its files."""
    empty = render_to_string("reader/search.html", {"slug": "", "language": "en", "results": None})
    return hashlib.sha256(empty.encode()).hexdigest()[:10]


def _with_tag(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Vary"] = "Accept-Encoding"
    return response
