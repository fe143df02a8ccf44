"""Lets the index follow the wire, change by change, within the pen's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Part
from stoppress.wire.search.indexes import index
from stoppress.wire.search.words import words_of

_PORTION = 500


def follow(part: Part, change: travelling.Change) -> int | None:
    """Keep what this change says instead of what the part said before; returns its entry, None if it has no words now."""
    words = words_of(change.data) if change.action == "put" and change.region == "stream" else None
    entry: int | None = part.words_row
    if words:
        return index().put(part.wire_id, change.place, words, instead_of=entry)
    if entry is not None:
        index().drop(entry)
    return None


def bring_in(parts: QuerySet[Part], changes: QuerySet[Change]) -> int:
    """Keep all that stands in the stream of these wires and has no entry yet; returns how many posts that were."""
    count, last = 0, 0
    while rows := _without_entry(parts, last):
        said = _said(rows, changes)
        for part in rows:
            change = travelling.Change(
                part.number, "put", part.key, part.region, part.place, "", said[part.wire_id, part.number]
            )
            part.words_row = follow(part, change)
        parts.model._default_manager.bulk_update(rows, ["words_row"], batch_size=200)
        count += sum(part.words_row is not None for part in rows)
        last = rows[-1].pk
    return count


def write_anew() -> int:
    """Make the index anew of what stands on all wires, within one transaction; returns how many posts it holds."""
    with transaction.atomic():
        index().make()
        Part.objects.exclude(words_row=None).update(words_row=None)
        return bring_in(Part.objects.all(), Change.objects.all())


def _without_entry(parts: QuerySet[Part], after: int) -> list[Part]:
    found = parts.filter(region="stream", is_standing=True, words_row=None, pk__gt=after)
    return list(found.order_by("pk")[:_PORTION])


def _said(rows: Iterable[Part], changes: QuerySet[Change]) -> Mapping[tuple[int, int], str]:
    """The data on which these parts rest, by wire and number."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for part in rows:
        numbers[part.wire_id].append(part.number)
    found = (changes.filter(wire_id=wire, number__in=some) for wire, some in numbers.items())
    return {
        (wire, number): data
        for query in found
        for wire, number, data in query.values_list("wire_id", "number", "data")
    }
