"""What can be done with a picture: keep it, show it to everybody, hide it again, take it down."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from stoppress.media import shelf
from stoppress.media.developing import Order, develop
from stoppress.media.models import Picture, PictureState, new_secret
from stoppress.media.refusals import BadAlt, BadCredit, NoRoom, PictureRefused, TooLarge
from stoppress.people.models import Member, Newsroom
from stoppress.toolkit import clock
from stoppress.toolkit.text import BadText, one_line

#: A request may have 1 MiB, its other fields included (`project/door.py`).
LARGEST_PORTRAIT_BYTES = 1_000_000
PORTRAIT_WIDTHS = (96, 192)
LONGEST_ALT = 300
LONGEST_CREDIT = 200
#: Faces are in the middle, and above it.
UPPER_MIDDLE = (0.5, 0.35)
#: A file without a picture is younger than this only while the picture is being kept.
_KEPT_FOR_NOBODY_SECONDS = 3600


def keep_portrait(
    newsroom: Newsroom,
    member: Member,
    data: bytes,
    alt: str,
    *,
    credit: str = "",
    focus: tuple[float, float] = UPPER_MIDDLE,
) -> Picture:
    """Keep the portrait of somebody, as squares of 96 and 192 pixels round the focal point; it is hidden until `make_public`.

    `alt` says what the portrait shows. Raises PictureRefused in words (its `field` says where they belong), and then nothing is
    kept. The pixels are decoded and written anew in a process with limits, which takes a second or two for a large picture: call
    it outside of any transaction. The files are on the disk before the row is.
    """
    alt, credit = _checked(alt, credit)
    if len(data) > LARGEST_PORTRAIT_BYTES:
        raise TooLarge(
            _(
                "This file has %(size).1f MB; a portrait may have 1 MB. Make it smaller (500 pixels will do) and send it again."
            )
            % {"size": len(data) / 1_000_000}
        )
    order = Order(PORTRAIT_WIDTHS, focus, shortest_side=min(PORTRAIT_WIDTHS))
    renditions = develop(data, order)
    picture = Picture(newsroom=newsroom, secret=new_secret(), alt=alt, credit=credit, made_by=member)
    picture.width = picture.height = max(renditions)
    picture.made_at = clock.now()
    return keep_files(picture, {f"{width}.webp": body for width, body in renditions.items()})


def make_public(picture: Picture) -> None:
    """Let everybody see it from the commit on; call it within the act that shows it. What was taken down stays so."""
    Picture.objects.filter(pk=picture.pk, state=PictureState.HIDDEN).update(state=PictureState.PUBLIC)
    picture.refresh_from_db()


def hide(picture: Picture) -> None:
    """Show it to its newsroom alone from the commit on; call it within the act. What was taken down stays so."""
    Picture.objects.filter(pk=picture.pk, state=PictureState.PUBLIC).update(state=PictureState.HIDDEN)
    picture.refresh_from_db()


def take_down(picture: Picture) -> None:
    """Answer 410 from the commit on, and forget its words; call it within the act, and leave the errand `erase picture`.

    The errand (`shelf.erase` with the picture's secret) removes the files; a roll-back of the act must find them in place.
    """
    Picture.objects.filter(pk=picture.pk).update(state=PictureState.TAKEN_DOWN, alt="", credit="")
    picture.refresh_from_db()


def erase_what_nobody_holds() -> None:
    """Remove files that have no picture (an act was rolled back, the power went) or one that was taken down."""
    erase_all(held_by_nobody(kept_long_enough()))


def kept_long_enough() -> set[str]:
    """The secrets of all files but the newest; asks the shelf alone."""
    return set(shelf.written_before(time.time() - _KEPT_FOR_NOBODY_SECONDS))


def held_by_nobody(secrets: set[str]) -> set[str]:
    """Those that no picture has, or one that was taken down; asks the database alone."""
    kept = Picture.objects.exclude(state=PictureState.TAKEN_DOWN)
    return secrets - set(kept.values_list("secret", flat=True))


def erase_all(secrets: set[str]) -> None:
    """Remove the files of these; asks the shelf alone."""
    for secret in secrets:
        shelf.erase(secret)


def _checked(alt: str, credit: str) -> tuple[str, str]:
    try:
        words = one_line(alt, limit=LONGEST_ALT)
    except BadText as error:
        raise BadAlt(str(error)) from error
    if not words:
        raise BadAlt(_("Say in a few words what the picture shows, for those who do not see it."))
    try:
        return words, one_line(credit, limit=LONGEST_CREDIT)
    except BadText as error:
        raise BadCredit(str(error)) from error


def keep_files(
    picture: Picture, files: dict[str, bytes], write: Callable[[Callable[[], None]], None] | None = None
) -> Picture:
    """Write the files, by the ends of their names, and then the row (where `write` does it); PictureRefused: neither is left."""
    picture.byte_count = sum(map(len, files.values()))
    try:
        shelf.put(picture.secret, files)
    except OSError as error:
        raise _no_room(error) from error
    try:
        if write is None:
            picture.save()
        else:
            write(picture.save)
    except BaseException:
        shelf.erase(picture.secret)
        raise
    return picture


def _no_room(error: OSError) -> PictureRefused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoom(_("The disk is full. Nothing was kept; keep your picture, and tell the operator."))
    return NoRoom(
        _("The picture could not be written. Nothing was kept; tell the operator, and send it again.")
    )
