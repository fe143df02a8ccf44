"""The pen: appends changes to a wire, numbered without a gap under the wire's row lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from stoppress.toolkit import clock
from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Part, Stay, Wire
from stoppress.wire.search import keeping

#: Posts on one page of older posts, and on the first page.
SHELF_LENGTH = 20


@dataclass(frozen=True)
class Remove:
    """The wish to remove the part of this key."""

    key: str


Wish = travelling.Part | Remove


def append(wire: Wire, wishes: Sequence[Wish]) -> list[travelling.Change]:
    """Write these parts and removals as the next changes of the wire; the last thing an act does before it commits.

    Must run within a transaction: the numbers are taken by an UPDATE of the wire's row, whose lock is held until
    the commit, so that the order of commits is the order of numbers and a roll-back leaves no gap.
    A wish that would change nothing (the part stands just so, or is not there to be removed) takes no number.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Changes are appended within an act's transaction only.")
    _lock(wire)  # first; compared is afterwards: what stands must not move between the look and the number
    standing = {
        part.key: part for part in Part.objects.filter(wire=wire, key__in=[wish.key for wish in wishes])
    }
    held = _held(wire, standing.values())
    needed = [wish for wish in wishes if _changes_something(wish, standing.get(wish.key), held)]
    if not needed:
        return []
    first = wire.head + 1
    changes = [_numbered(number, wish) for number, wish in enumerate(needed, first)]
    wire.head += len(changes)
    for change in changes:
        _record_last_word(wire, change, standing)
    Wire.objects.filter(pk=wire.pk).update(head=wire.head, stream_count=wire.stream_count)
    made_at = _moment(wire, first)
    Change.objects.bulk_create(
        Change(
            wire=wire,
            number=change.number,
            action=change.action,
            key=change.key,
            region=change.region,
            place=change.place,
            html=change.html,
            data=change.data,
            checksum=change.checksum(),
            made_at=made_at,
        )
        for change in changes
    )
    return changes


def _lock(wire: Wire) -> None:
    """Hold the wire's row until the commit, and bring the wire to where it stands now, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Wire._meta.db_table} SET head = head WHERE id = %s RETURNING name, epoch, head, stream_count",  # noqa: S608
            [wire.pk],
        )
        wire.name, wire.epoch, wire.head, wire.stream_count = cursor.fetchone()


def _moment(wire: Wire, first: int) -> datetime:
    """Now, but never before the last change: along a wire time does not go back with the clock, so that moments find numbers."""
    before = Change.objects.filter(wire=wire, number=first - 1).values_list("made_at", flat=True).first()
    return max(clock.now(), before) if before else clock.now()


def _held(wire: Wire, parts: Iterable[Part]) -> dict[int, travelling.Part]:
    """What stands now in these parts, by the number of its change."""
    numbers = [part.number for part in parts if part.is_standing]
    if not numbers:
        return {}
    rows = Change.objects.filter(wire=wire, number__in=numbers)
    return {row.number: row.as_travelling().part for row in rows}


def _changes_something(wish: Wish, standing: Part | None, held: dict[int, travelling.Part]) -> bool:
    if isinstance(wish, Remove):
        return standing is not None and standing.is_standing
    if standing is None or not standing.is_standing:
        return True
    return held[standing.number] != wish


def _numbered(number: int, wish: Wish) -> travelling.Change:
    if isinstance(wish, Remove):
        return travelling.Change(number, "remove", wish.key)
    return travelling.put(number, wish)


def _record_last_word(wire: Wire, change: travelling.Change, standing: dict[str, Part]) -> None:
    part = standing.get(change.key)
    if part is None:
        part = standing[change.key] = Part(wire=wire, key=change.key)
    if change.region == "stream" and part.region != "stream":  # new, or from another region
        part.shelf = _shelf(wire, change)
        wire.stream_count += 1
    elif change.region == "stream" and change.place != part.place:
        part.shelf = _shelf(wire, change, of_others=wire.stream_count - 1)
    stood_at = part.place if part.is_standing and part.region == "stream" else None
    _record_stay(wire, change, stood_at)
    part.words_row = keeping.follow(part, change)
    part.number = change.number
    part.is_standing = change.action == "put"
    if part.is_standing:
        part.region, part.place = change.region, change.place
        part.is_marked = change.region == "stream" and change.is_marked
    part.save()


def _record_stay(wire: Wire, change: travelling.Change, stood_at: int | None) -> None:
    """End the stay at the old place and begin one at the new, if the part has moved."""
    place = change.place if change.action == "put" and change.region == "stream" else None
    if place == stood_at:
        return
    if stood_at is not None:
        Stay.objects.filter(wire=wire, key=change.key, until=None).update(until=change.number)
    if place is not None:
        highest = Stay.objects.filter(wire=wire).order_by("-since").values_list("highest", flat=True).first()
        Stay.objects.create(
            wire=wire,
            key=change.key,
            place=place,
            since=change.number,
            highest=place if highest is None else max(place, highest),
        )


def _shelf(wire: Wire, change: travelling.Change, of_others: int | None = None) -> int:
    """The archive page of a stream part that comes or moves: by count on top, else that of its next older neighbour."""
    others = Part.objects.filter(wire=wire, region="stream").exclude(key=change.key)
    newer = _shelf_of(others.filter(place__gt=change.place).order_by("place"))
    if newer is None:
        return (wire.stream_count if of_others is None else of_others) // SHELF_LENGTH
    older = _shelf_of(others.filter(place__lt=change.place).order_by("-place"))
    return newer if older is None else older


def _shelf_of(parts: QuerySet[Part]) -> int | None:
    """That of the first of these; None if there is none."""
    shelf: int | None = parts.values_list("shelf", flat=True).first()
    return shelf
