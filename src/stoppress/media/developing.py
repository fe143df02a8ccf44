"""From the bytes of somebody's file to renditions of our own writing, by a process that may fail without harm.

It may take seconds: never call it within a transaction.
"""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from stoppress.media import apart
from stoppress.media.recognising import recognise
from stoppress.media.refusals import Broken, NoRoom, PictureRefused, TooHeavy, TooManyFrames, WrongSize

logger = logging.getLogger("stoppress.media.developing")

_PROGRAM = Path(__file__).with_name("decoding.py")
_TOLD = 300


class Order(msgspec.Struct, frozen=True):
    """What is wanted: squares of these widths round a point (parts of width and height), and what it may cost."""

    widths: tuple[int, ...]
    focus: tuple[float, float]
    shortest_side: int
    most_pixels: int = 50_000_000
    longest_side: int = 20_000
    thinnest: int = 10
    most_frames: int = 100
    #: 50 megapixels in four channels, twice, and the decoder's own.
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 10
    answer_bytes: int = 4_000_000
    #: Longer than what the processor may take, for others work on this machine, too.
    deadline_seconds: float = 20


def develop(data: bytes, order: Order) -> dict[int, bytes]:
    """Return the renditions (WebP) by their widths; raises PictureRefused with nothing left behind.

    The pixels are decoded and written anew: of the file itself, its metadata included, nothing is in the renditions.
    """
    wanted = {**msgspec.to_builtins(order), "format": recognise(data)}
    said = _asked(data, wanted, order.deadline_seconds)
    head, _newline, body = said.partition(b"\n")
    try:
        answer = json.loads(head)
        if "refused" in answer:
            raise _REASONS[answer["refused"]](order)
        return _parted(body, order.widths, answer["lengths"])
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(order) from error


def _asked(data: bytes, wanted: dict[str, object], deadline_seconds: float) -> bytes:
    """What the process says; whatever becomes of it, this one lives."""
    try:
        said = apart.ask(_PROGRAM, [json.dumps(wanted)], data, deadline_seconds)
    except subprocess.TimeoutExpired as error:
        raise _heavy() from error
    except OSError as error:
        logger.exception("The process that reads pictures could not be started.")
        raise NoRoom(
            _("The machine has no room to read pictures now. Tell the operator, and send it again.")
        ) from error
    _tell(said.code, said.complaint)
    if said.code < 0:  # by a signal: its limits, or a fault in a decoder
        raise _heavy()
    return said.answer


def _tell(code: int, complaint: bytes) -> None:
    """Nobody but the log hears what the decoder said."""
    if code < 0:
        logger.warning("The process that reads pictures was ended by signal %d.", -code)
    elif complaint:
        last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.info("A picture could not be read as it was: %s", last[:_TOLD])


def _parted(body: bytes, widths: tuple[int, ...], lengths: list[int]) -> dict[int, bytes]:
    """The renditions one by one, if they are what they should be; the process might have been taken over. Raises ValueError."""
    if sum(lengths) != len(body):
        raise ValueError("The renditions have not the lengths that were told.")
    found: dict[int, bytes] = {}
    at = 0
    for width, length in zip(widths, lengths, strict=True):
        one = body[at : at + length]
        if len(one) != length or not (one.startswith(b"RIFF") and one[8:12] == b"WEBP"):
            raise ValueError("A rendition is no WebP.")
        found[width] = one
        at += length
    return found


def _too_many_pixels(order: Order) -> PictureRefused:
    words = _(
        "This picture is too large: at most %(millions)d million pixels. Make it smaller and send it again."
    )
    return WrongSize(words % {"millions": order.most_pixels // 1_000_000})


def _too_thin(order: Order) -> PictureRefused:
    return WrongSize(_("This picture is too thin. Cut it nearer to a square and send it again."))


def _too_small(order: Order) -> PictureRefused:
    words = _("This picture is too small: at least %(side)d pixels each way. Send a larger one.")
    return WrongSize(words % {"side": order.shortest_side})


def _too_many_frames(order: Order) -> PictureRefused:
    words = _("This picture moves: at most %(frames)d frames. Send a still picture.")
    return TooManyFrames(words % {"frames": order.most_frames})


def _broken(order: Order) -> PictureRefused:
    return Broken(_("This picture is broken. Open it, save it anew as PNG or JPEG, and send that."))


def _heavy(order: Order | None = None) -> PictureRefused:
    return TooHeavy(_("Reading this picture takes too much. Save it anew as a smaller JPEG and send that."))


_REASONS: dict[str, Callable[[Order], PictureRefused]] = {
    "pixels": _too_many_pixels,
    "thin": _too_thin,
    "small": _too_small,
    "frames": _too_many_frames,
    "broken": _broken,
    "heavy": _heavy,
}
