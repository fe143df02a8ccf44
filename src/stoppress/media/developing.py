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
_MOST_SIDE = 10_000
#: How files of our own writing begin, by their suffixes.
_BEGINNINGS: dict[str, Callable[[bytes], bool]] = {
    "webp": lambda body: body.startswith(b"RIFF") and body[8:12] == b"WEBP",
    "avif": lambda body: body[4:12] == b"ftypavif",
    "jpg": lambda body: body.startswith(b"\xff\xd8\xff"),
}


class Order(msgspec.Struct, frozen=True):
    """What is wanted: these widths in these formats, and what it may cost.

    With a focal point (parts of width and height) they are squares round it; without, the whole picture, no wider than it is.
    """

    widths: tuple[int, ...]
    focus: tuple[float, float] | None
    shortest_side: int
    formats: tuple[str, ...] = ("webp",)
    #: The widest of the widths up to this one is written as JPEG, too, where that is one of the formats.
    jpeg_width: int = 1_200
    tallest: int = 2_560
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


class Rendition(msgspec.Struct, frozen=True):
    """One file of our own writing."""

    width: int
    height: int
    suffix: str
    body: bytes


def develop(data: bytes, order: Order) -> dict[int, bytes]:
    """Return the renditions of one format by their widths, the narrowest first; raises PictureRefused."""
    return {one.width: one.body for one in reversed(develop_all(data, order))}


def develop_all(data: bytes, order: Order) -> list[Rendition]:
    """Return the renditions, the widest first; raises PictureRefused with nothing left behind.

    The pixels are decoded and written anew: of the file itself, its metadata included, nothing is in the renditions.
    """
    wanted = {**msgspec.to_builtins(order), "format": recognise(data)}
    said = _asked(data, wanted, order.deadline_seconds)
    head, _newline, body = said.partition(b"\n")
    try:
        answer = json.loads(head)
        if "refused" in answer:
            raise _REASONS[answer["refused"]](order)
        return _parted(body, answer["files"], order)
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


def _parted(body: bytes, files: list[tuple[int, int, str, int]], order: Order) -> list[Rendition]:
    """The renditions one by one, if they are what they should be; the process might have been taken over. Raises ValueError."""
    if not files or sum(length for *_rest, length in files) != len(body):
        raise ValueError("The renditions have not the lengths that were told.")
    found: list[Rendition] = []
    at = 0
    for width, height, suffix, length in files:
        one = body[at : at + length]
        if not (0 < width <= max(order.widths) and 0 < height < _MOST_SIDE) or suffix not in order.formats:
            raise ValueError("A rendition is not what was asked for.")
        if len(one) != length or not _BEGINNINGS[suffix](one):
            raise ValueError("A rendition is of another kind than it says.")
        found.append(Rendition(int(width), int(height), suffix, one))
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
    if order.most_frames == 1:
        return TooManyFrames(_("This picture moves. Send a still picture."))
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
