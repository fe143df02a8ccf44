"""Taking a text out of the log for good: earlier changes of a part are blanked, their numbers stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Stay, Wire

_BLANKED = """
    UPDATE wire_change SET action = 'remove', region = '', place = 0, html = '', data = '{}', checksum = %s
    WHERE id = %s
"""


def blank(wire: Wire, key: str) -> int:
    """Turn every change of this part into a bare removal; return how many there were.

    The numbers stay, so no reader sees a gap; no old cursor and no as-of gives the text back.
    """
    count = _blank(_named(Change.objects.filter(wire=wire, key=key)))
    Stay.objects.filter(wire=wire, key=key).delete()
    return count


def blank_copies(wire: Wire, key: str, of_post: str, *, named: str = "id") -> None:
    """Blank those changes of a part that hold words of this post (the data names it, as `id` or as `named`)."""
    rows = Change.objects.filter(wire=wire, key=key, action="put", data__contains=f'"{named}":"{of_post}"')
    _blank(_named(rows))


def blank_links(wire: Wire, to_post: str) -> None:
    """Blank those changes of any part that hold a link to this post, for it tells the post's title.

    What stands of these parts must be put again by the same act.
    """
    own = Change.objects.filter(wire=wire, key=f"post/{to_post}").order_by("number")
    first = own.values_list("number", flat=True).first() or 0  # nothing led to it before it was there
    rows = Change.objects.filter(wire=wire, number__gt=first, action="put")
    _blank(_named(rows.filter(html__contains=f'data-reference="{to_post}"')))


def _named(rows: QuerySet[Change]) -> list[tuple[int, int, str]]:
    return list(rows.values_list("pk", "number", "key"))


def _blank(rows: Iterable[tuple[int, int, str]]) -> int:
    """One plain statement a row: a `bulk_update` of five hundred takes seconds to be put together."""
    blanked = [(travelling.Change(number, "remove", key).checksum(), pk) for pk, number, key in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_BLANKED, blanked)
    return len(blanked)
