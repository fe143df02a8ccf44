"""`stoppress wire numbers`, `stoppress wire words` and `stoppress restored`."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from stoppress.project.shell import CannotDo, reading, writing

if TYPE_CHECKING:
    from stoppress.wire.models import Wire


def numbers(options: Namespace) -> int:
    """Print every number of a live blog's wire, one a line; 1 when one is missing or the head is another."""
    with reading():
        wire = _wire(options.slug)
        expected = 1
        gaps: list[int] = []
        for number, action, key in (
            wire.changes.order_by("number").values_list("number", "action", "key").iterator()
        ):
            gaps += range(expected, number)
            expected = number + 1
            print(f"{number}\t{action}\t{key}" if options.long else number)
        last = expected - 1
        is_whole = not gaps and last == wire.head
        print(
            f"{wire.name}: epoch {wire.epoch}, head {wire.head}, {_judgement(gaps, last, wire.head)}",
            file=sys.stderr,
        )
        return 0 if is_whole else 1


def words(options: Namespace) -> None:
    """Write the index of words anew, from what stands on the wires."""
    with writing():
        from stoppress.wire.search import keeping

        print(f"{keeping.write_anew()} posts can be found by their words.")


def restored(options: Namespace) -> None:
    """Begin a new epoch, so that every page that saw more than the backup holds is loaded again."""
    with writing():
        from django.db import transaction

        from stoppress.toolkit import ids
        from stoppress.wire import waking
        from stoppress.wire.models import Wire

        with transaction.atomic():
            wires = [_wire(slug) for slug in options.slug] or list(Wire.objects.order_by("name"))
            for wire in wires:
                wire.epoch = ids.epoch()
                wire.save(update_fields=["epoch"])
            transaction.on_commit(waking.wake)
        for wire in wires:
            print(f"{wire.name}: a new epoch, {wire.epoch}, at {wire.head}")
        if not wires:
            print("There is no live blog here, so there is nothing to do.")


def _wire(slug: str) -> Wire:
    from stoppress.wire.models import Wire

    found = Wire.objects.filter(name=slug).first()
    if found is None:
        raise CannotDo(f"There is no live blog “{slug}”.")
    return found


def _judgement(gaps: list[int], last: int, head: int) -> str:
    if gaps:
        return f"{len(gaps)} missing, first {gaps[0]}: this must not happen; restore a backup."
    if last != head:
        return f"but the last change is {last}: this must not happen; restore a backup."
    return "no number missing"
