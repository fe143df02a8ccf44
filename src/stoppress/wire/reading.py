"""Reading the log at the desk: since, as of, and the page as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Part, Wire


def since(wire: Wire, number: int, limit: int = 1_000) -> list[travelling.Change]:
    """The changes after this number, in order, at most `limit`."""
    rows = Change.objects.filter(wire=wire, number__gt=number).order_by("number")[:limit]
    return [row.as_travelling() for row in rows]


def as_of(wire: Wire, number: int) -> travelling.Page:
    """The page as it stood at this number, whole."""
    page = travelling.Page()
    for row in Change.objects.filter(wire=wire, number__lte=number).order_by("number").iterator():
        page.apply(row.as_travelling())
    return page


def standing(wire: Wire) -> travelling.Page:
    """The page at its head, from the last word on each part."""
    parts = Part.objects.filter(wire=wire, is_standing=True)
    return travelling.Page(wire.head, [change.part for change in last_words(wire, parts)])


def standing_part(wire: Wire, key: str) -> travelling.Part | None:
    """One part as it stands, or None."""
    found = list(last_words(wire, Part.objects.filter(wire=wire, key=key, is_standing=True)))
    return found[0].part if found else None


def newest(wire: Wire, region: str, limit: int, below: int | None = None) -> list[travelling.Change]:
    """The last change of the newest parts of a region, by falling place; those below a place if one is given."""
    parts = Part.objects.filter(wire=wire, region=region, is_standing=True)
    if below is not None:
        parts = parts.filter(place__lt=below)
    return list(last_words(wire, parts.order_by("-place")[:limit]))


def last_words(wire: Wire, parts: Iterable[Part]) -> Iterable[travelling.Change]:
    """The change that each of these parts rests on, in the order of the parts."""
    numbers = [part.number for part in parts]
    found: dict[int, Change] = {}
    for start in range(0, len(numbers), 500):
        for row in Change.objects.filter(wire=wire, number__in=numbers[start : start + 500]):
            found[row.number] = row
    return [found[number].as_travelling() for number in numbers]
