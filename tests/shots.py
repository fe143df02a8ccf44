"""Pictures for posts, as `receive` leaves them, without the time that reading one takes; and how posts show them."""

from __future__ import annotations

from typing import Any

from stoppress.media import shelf
from stoppress.media.models import Picture
from stoppress.people.models import Member
from stoppress.stories.pictures import Placed
from stoppress.toolkit import clock

#: What stands in each file instead of pixels.
PIXELS = b"pixels"
WIDTHS = (480, 800)


def a_shot(member: Member, *, has_files: bool = True, **more: Any) -> Picture:
    """A picture of this member's newsroom that stands in no post yet."""
    picture = Picture(
        newsroom=member.newsroom,
        made_by=member,
        made_at=clock.now(),
        is_for_posts=True,
        width=800,
        height=600,
        widths=list(WIDTHS),
        jpeg_width=800,
        jpeg_bytes=len(PIXELS),
        byte_count=5 * len(PIXELS),
        **more,
    )
    ends = [f"{width}.{suffix}" for width in WIDTHS for suffix in ("avif", "webp")]
    if has_files:
        shelf.put(picture.secret, dict.fromkeys([*ends, "800.jpg"], PIXELS))
    picture.save()
    return picture


def placed(picture: Picture, **more: Any) -> Placed:
    """The picture in a post, with all that readers must be told."""
    return Placed(picture.secret, **{"alt": "A flooded street", "credit": "Ada Marsh", **more})
