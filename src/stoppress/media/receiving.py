"""Takes the pictures that members send for posts: within limits, read in a process of its own, hidden until a post shows them."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from stoppress.media import shelf
from stoppress.media.carrying import carry
from stoppress.media.developing import Order, Rendition, develop_all
from stoppress.media.keeping import keep_files
from stoppress.media.models import Picture, PictureState, new_secret
from stoppress.media.refusals import NoRoom, PictureRefused, TooLarge, TooManyUnused
from stoppress.people.models import Member
from stoppress.toolkit import clock

#: What a phone of today takes has 3 to 12 MB.
LARGEST_BYTES = 20_000_000
#: From a phone held upright to a screen of twice the density; a column of text is 40 rem wide.
WIDTHS = (480, 800, 1200, 1800)
#: Shown where neither AVIF nor WebP is known, in feeds, and with a link to the post.
JPEG_WIDTH = 1200
ORDER = Order(
    WIDTHS,
    None,
    shortest_side=120,
    formats=("avif", "webp", "jpg"),
    jpeg_width=JPEG_WIDTH,
    thinnest=4,
    most_frames=1,
    cpu_seconds=30,
    answer_bytes=16_000_000,
    deadline_seconds=60,
)
#: Pictures that a member has sent and that stand in no post: so many, and so much.
MOST_UNUSED = 60
MOST_UNUSED_BYTES = 200_000_000
#: What is in no post for so long was forgotten, or its draft was thrown away.
UNUSED_KEPT = timedelta(hours=48)
_AT_ONCE = 100
#: So much of the disk stays free for words.
_FREE_BYTES = 500_000_000


def receive(member: Member, data: bytes, *, sending: str = "") -> Picture:
    """Keep a picture for a post, in its widths and formats; it is hidden until `make_public`, and gone if no post uses it.

    `sending` is a name that the sender gave: what is sent again under it, since no answer came, is the picture that there is.
    Raises PictureRefused in words, and then nothing is kept. It takes seconds: call it outside of any transaction, and of the
    thread in which rows are written.
    """
    name = _name_of(sending, data)
    if earlier := _sent_before(member, name):
        return earlier
    _check_limits(member, len(data))
    files = develop_all(data, ORDER)
    picture = picture_of(files, member)
    picture.sending = name
    try:
        return keep_files(picture, {f"{one.width}.{one.suffix}": one.body for one in files}, carry)
    except IntegrityError:  # the sending before this one was not lost after all, and ended a moment ago
        if earlier := _sent_before(member, name):
            return earlier
        raise


def _name_of(sending: str, data: bytes) -> str:
    """What the sending is kept under: another file under the same name is another picture."""
    return hashlib.sha256(sending.encode("utf-8", "replace") + b"\0" + data).hexdigest() if sending else ""


def _sent_before(member: Member, name: str) -> Picture | None:
    theirs = Picture.objects.filter(made_by=member, sending=name).exclude(state=PictureState.TAKEN_DOWN)
    return theirs.first() if name else None


def forget_unused() -> int:
    """Remove pictures that no post took; return how many. An upload that is just being placed is younger."""
    with transaction.atomic():
        old = Picture.objects.unused().filter(made_at__lt=clock.now() - UNUSED_KEPT)
        forgotten = [picture.secret for picture in old[:_AT_ONCE]]
        Picture.objects.filter(secret__in=forgotten).delete()
    for secret in forgotten:
        shelf.erase(secret)
    return len(forgotten)


def picture_of(files: list[Rendition], member: Member) -> Picture:
    """The row of a picture for posts that has these files; it is not saved."""
    widest, jpeg = files[0], next(one for one in files if one.suffix == "jpg")
    return Picture(
        newsroom=member.newsroom,
        secret=new_secret(),
        made_by=member,
        made_at=clock.now(),
        is_for_posts=True,
        width=widest.width,
        height=widest.height,
        widths=sorted({one.width for one in files}),
        jpeg_width=jpeg.width,
        jpeg_bytes=len(jpeg.body),
    )


def _check_limits(member: Member, size: int) -> None:
    """Refuse what is too large, too much, or too much for the disk, before a byte of it is read."""
    if size > LARGEST_BYTES:
        raise _too_large(size)
    mine = Picture.objects.unused().filter(made_by=member, state=PictureState.HIDDEN)
    held = mine.aggregate(total=Sum("byte_count"))["total"] or 0
    if mine.count() >= MOST_UNUSED or held >= MOST_UNUSED_BYTES:
        raise TooManyUnused(
            _(
                "You have sent %(count)d pictures that stand in no post yet. Save or publish what you write; what stands nowhere "
                "is removed after two days."
            )
            % {"count": mine.count()}
        )
    if shutil.disk_usage(settings.DATA).free < _FREE_BYTES:
        raise NoRoom(
            _("The disk is nearly full. Nothing was kept; keep your picture, and tell the operator.")
        )


def _too_large(size: int) -> PictureRefused:
    words = _(
        "This file has %(size).1f MB; a picture may have %(most)d MB. Make it smaller and send it again."
    )
    return TooLarge(words % {"size": size / 1_000_000, "most": LARGEST_BYTES // 1_000_000})
