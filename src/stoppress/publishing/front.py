"""The front page follows what happens: its cards are put on the wire of the house within the transaction of the act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from stoppress.press.front import card_key, card_part, names_post, page_parts
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.wire import change as travelling
from stoppress.wire import reading, redact, waking
from stoppress.wire.append import append
from stoppress.wire.front import FRONT
from stoppress.wire.models import Part, Wire

#: Cards that are put in one transaction when many are missing; about half a second.
_AT_ONCE = 100


def show_cards(blogs: Sequence[LiveBlog], *, with_page: bool) -> None:
    """Put the cards of these live blogs, `with_page` also what the front page says of itself; the last that an act does.

    Only public ones have a card. The house's wire is locked after all others, and no longer than up to the commit.
    """
    public = [blog for blog in blogs if blog.is_public]
    if public:
        page = page_parts() if with_page else []
        append(_wire(), [*page, *(card_part(blog) for blog in public)])


def is_on_card(blog: LiveBlog, post: Post) -> bool:
    """Whether the card of this live blog, as it stands, leads to this post."""
    card = reading.standing_part(_wire(), card_key(blog))
    return card is not None and names_post(card, post.public_id)


def forget_on_card(blog: LiveBlog, post: Post) -> None:
    """Blank all that the wire of the house has kept of this post; the act puts the card anew."""
    redact.blank_copies(_wire(), card_key(blog), post.public_id, named="post")


def mend_front_page() -> int:
    """Put the cards that are missing, of live blogs from before there were cards; return how many there were.

    Called when the database is brought up to date. What the page says of itself follows the settings. Where nothing is
    missing or other, nothing is written.
    """
    missing = _missing()
    if not missing and _says(page_parts()):
        return 0
    for start in range(0, max(len(missing), 1), _AT_ONCE):
        with transaction.atomic():
            some = LiveBlog.objects.select_related("wire", "newsroom").filter(
                pk__in=missing[start : start + _AT_ONCE]
            )
            append(_wire(), [*page_parts(), *(card_part(blog) for blog in some)])
            transaction.on_commit(waking.wake)
    return len(missing)


def _says(parts: Sequence[travelling.Part]) -> bool:
    """Whether these parts stand on the front page."""
    wire = Wire.objects.filter(name=FRONT).first()
    return wire is not None and all(reading.standing_part(wire, part.key) == part for part in parts)


def _missing() -> list[int]:
    """The public live blogs that have no card."""
    shown = set(Part.objects.filter(wire__name=FRONT, key__startswith="blog/").values_list("key", flat=True))
    public = LiveBlog.objects.exclude(phase=Phase.PREPARING).order_by("pk").values_list("pk", "public_id")
    return [pk for pk, public_id in public if f"blog/{public_id}" not in shown]


def _wire() -> Wire:
    return Wire.objects.get_or_create(name=FRONT)[0]
