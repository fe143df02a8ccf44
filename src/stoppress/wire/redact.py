"""Taking a text out of the log for good: earlier changes of a part are blanked, their numbers stay."""

from __future__ import annotations

from stoppress.wire import change as travelling
from stoppress.wire.models import Change, Stay, Wire

_BLANKED = ["action", "region", "place", "html", "data", "checksum"]


def blank(wire: Wire, key: str) -> int:
    """Turn every change of this part into a bare removal; return how many there were.

    The numbers stay, so no reader sees a gap; no old cursor and no as-of gives the text back.
    """
    rows = list(Change.objects.filter(wire=wire, key=key))
    for row in rows:
        _blank_row(row)
    Change.objects.bulk_update(rows, _BLANKED, batch_size=200)
    Stay.objects.filter(wire=wire, key=key).delete()
    return len(rows)


def blank_copies(wire: Wire, key: str, of_post: str, *, named: str = "id") -> None:
    """Blank those changes of a part that hold words of this post (the data names it, as `id` or as `named`)."""
    for row in Change.objects.filter(wire=wire, key=key, action="put", data__contains=of_post):
        if f'"{named}":"{of_post}"' in row.data:
            _blank_row(row)
            row.save()


def blank_links(wire: Wire, to_post: str) -> None:
    """Blank those changes of any part that hold a link to this post, for it tells the post's title.

    What stands of these parts must be put again by the same act.
    """
    rows = list(Change.objects.filter(wire=wire, action="put", html__contains=f'data-reference="{to_post}"'))
    for row in rows:
        _blank_row(row)
    Change.objects.bulk_update(rows, _BLANKED, batch_size=200)


def _blank_row(row: Change) -> None:
    row.action, row.region, row.place, row.html, row.data = "remove", "", 0, "", "{}"
    row.checksum = travelling.Change(row.number, "remove", row.key).checksum()
