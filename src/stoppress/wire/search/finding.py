"""Finding posts by their words: places from the index, and what stands there from the wire."""

from __future__ import annotations

from stoppress.toolkit.asked import Asked
from stoppress.wire import change as travelling
from stoppress.wire.models import Part, Wire
from stoppress.wire.reading import last_words
from stoppress.wire.search.indexes import index
from stoppress.wire.search.seam import Where

#: In this order the closest come: the words in the title, close together, anywhere.
_CLOSEST = (Where.TITLE, Where.TOGETHER, Where.ANYWHERE)


def newest(wire: Wire, asked: Asked, limit: int, below: int | None = None) -> list[travelling.Change]:
    """The newest posts in which this stands, by falling place; those below a place if one is given. Raises TooSlow."""
    return _standing(wire, index().find(wire.pk, asked, limit=limit, below=below))


def closest(wire: Wire, asked: Asked, limit: int) -> list[travelling.Change]:
    """The posts that are nearest to what was asked, of those that are equally near the newest first. Raises TooSlow."""
    places: dict[int, None] = {}
    for where in _CLOSEST:
        if len(places) < limit:
            places |= dict.fromkeys(index().find(wire.pk, asked, limit=limit, where=where))
    return _standing(wire, list(places)[:limit])


def _standing(wire: Wire, places: list[int]) -> list[travelling.Change]:
    """What stands at these places now, in their order; what has gone since they were found is left out."""
    found = Part.objects.filter(wire=wire, region="stream", is_standing=True, place__in=places)
    by_place = {change.place: change for change in last_words(wire, found) if change.action == "put"}
    return [by_place[place] for place in places if place in by_place]
