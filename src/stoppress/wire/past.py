"""The page as it stood at an earlier number, found by index: no replay, however long the wire has become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import OuterRef, QuerySet, Subquery

from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Part, Stay, Wire
from stoppress.wire.reading import last_words


def last_before(wire: Wire, moment: datetime) -> tuple[int, datetime] | None:
    """The last change made before this moment: its number and its own moment; None if there was none."""
    return _telling(wire).filter(made_at__lt=moment).order_by("-made_at", "-number").first()


def first_from(wire: Wire, moment: datetime) -> tuple[int, datetime] | None:
    """The first change made at this moment or later: its number and its own moment; None if there is none."""
    return _telling(wire).filter(made_at__gte=moment).order_by("made_at", "number").first()


def stream_at(wire: Wire, number: int, limit: int) -> list[travelling.Change]:
    """The newest parts of the stream as they stood at this number, by falling place.

    A removal among them stands for a change that has been blanked since, because it held words of a post that was taken down.
    """
    return _rested_on(wire, number, list(islice(_stays_at(wire, number), limit)))


def parts_at(wire: Wire, number: int, keys: Sequence[str]) -> list[travelling.Change]:
    """The changes on which these parts rested at this number, in the order of the keys; what did not stand is left out."""
    return [change for change in _rested_on(wire, number, keys) if change.action == "put"]


def parts_now(wire: Wire, keys: Iterable[str]) -> dict[str, travelling.Change]:
    """The last word on each of these parts, removals included; a key that never was is left out."""
    parts = Part.objects.filter(wire=wire, key__in=list(keys))
    return {change.key: change for change in last_words(wire, parts)}


def _telling(wire: Wire) -> QuerySet[Change, tuple[int, datetime]]:
    """Number and moment of every change but those that tell nothing any more: the blanked traces of a take-down."""
    changes = Change.objects.filter(wire=wire).exclude(action="remove", key__startswith="post/")
    return changes.values_list("number", "made_at")


def _stays_at(wire: Wire, number: int) -> Iterable[str]:
    """The keys that stood in the stream then, by falling place, as far as they are asked for."""
    stays = Stay.objects.filter(wire=wire)
    highest = stays.filter(since__lte=number).order_by("-since").values_list("highest", flat=True).first()
    if highest is None:
        return
    # The numbers are compared here: asked for in SQL, they could lead the database to another index and a sort.
    below = stays.filter(place__lte=highest).order_by("-place").values_list("key", "since", "until")
    for key, since, until in below.iterator(chunk_size=100):
        if since <= number and (until is None or number < until):
            yield key


def _rested_on(wire: Wire, number: int, keys: Sequence[str]) -> list[travelling.Change]:
    earlier = Change.objects.filter(wire=wire, key=OuterRef("key"), number__lte=number).order_by("-number")
    rested = dict(
        Part.objects.filter(wire=wire, key__in=keys)
        .annotate(rested_on=Subquery(earlier.values("number")[:1]))
        .values_list("key", "rested_on")
    )
    return _changes(wire, [rested[key] for key in keys if rested.get(key)])


def _changes(wire: Wire, numbers: Sequence[int]) -> list[travelling.Change]:
    rows = {row.number: row for row in Change.objects.filter(wire=wire, number__in=numbers)}
    return [rows[number].as_travelling() for number in numbers]
